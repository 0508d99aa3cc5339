"""Endorsements on the whole platform, in figures that add up: endorsed less taken back and removed is what counts (rule 26)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.endorse.models import EndorsementHour


@dataclass(frozen=True)
class Sums:
    """Over every petition, as far as the tally has come."""

    endorsed: int
    taken_back: int
    removed: int = 0

    @property
    def counted(self) -> int:
        return self.endorsed - self.taken_back - self.removed


def sums(session: Session) -> Sums:
    hour = EndorsementHour
    rows = select(*(func.coalesce(func.sum(column), 0) for column in (hour.endorsed, hour.taken_back, hour.removed)))
    return Sums(*map(int, session.execute(rows).one()))
