"""Which endorsements of a petition a batch is about: by time, by minutes that saw many, by where they came from, or one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from app.endorse.models import Endorsement
from app.endorse.sources import Source
from app.kernel.errors import Invalid, Problem

# Whoever came by themselves, or in no known way.
NO_SOURCE = "none"


@dataclass(frozen=True)
class Selection:
    """All that is given must hold: from `begins` up to `ends` (excluded), UTC; in a minute with `per_minute` or more; from `source`
    (or NO_SOURCE); among `ids`. At least one of them is given.
    """

    begins: datetime | None = None
    ends: datetime | None = None
    per_minute: int | None = None
    source: str = ""
    ids: tuple[int, ...] = ()

    def check(self) -> None:
        """Raises Invalid, naming the field."""
        faults = []
        if not (self.begins or self.ends or self.per_minute is not None or self.source or self.ids):
            faults.append(Problem("begins", "selection.empty"))
        if self.begins and self.ends and self.begins >= self.ends:
            faults.append(Problem("ends", "selection.ends_first"))
        if self.per_minute is not None and self.per_minute < 1:
            faults.append(Problem("per_minute", "selection.per_minute"))
        if self.source not in {"", NO_SOURCE, *Source}:
            faults.append(Problem("source", "selection.source"))
        if faults:
            raise Invalid(faults)

    def conditions(self, petition_id: int) -> list[ColumnElement[bool]]:
        """Of endorsements of this petition that count."""
        found = counting(petition_id)
        if self.begins:
            found.append(Endorsement.at >= self.begins)
        if self.ends:
            found.append(Endorsement.at < self.ends)
        if self.source:
            found.append(Endorsement.source.is_(None) if self.source == NO_SOURCE else Endorsement.source == self.source)
        if self.ids:
            found.append(Endorsement.id.in_(self.ids))
        if self.per_minute:
            minute = func.date_trunc("minute", Endorsement.at)
            busy = select(minute).where(*counting(petition_id)).group_by(minute).having(func.count() >= self.per_minute)
            found.append(minute.in_(busy))
        return found

    def written(self) -> dict[str, Any]:
        """As it is kept."""
        moments = {"begins": self.begins, "ends": self.ends}
        kept = {name: moment.isoformat() for name, moment in moments.items() if moment is not None}
        if self.per_minute:
            kept["per_minute"] = str(self.per_minute)
        return {**kept, **({"source": self.source} if self.source else {}), **({"ids": list(self.ids)} if self.ids else {})}

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Selection:
        """What was kept."""
        begins, ends, per_minute = kept.get("begins"), kept.get("ends"), kept.get("per_minute")
        return cls(
            datetime.fromisoformat(begins) if begins else None,
            datetime.fromisoformat(ends) if ends else None,
            int(per_minute) if per_minute else None,
            kept.get("source", ""),
            tuple(kept.get("ids", ())),
        )


def counting(petition_id: int) -> list[ColumnElement[bool]]:
    """Neither taken back nor removed."""
    return [Endorsement.petition_id == petition_id, Endorsement.taken_back_at.is_(None), Endorsement.removed_at.is_(None)]
