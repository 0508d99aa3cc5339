"""The beginning of a discussion, for the petition's own page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.discuss import queries, rules
from app.discuss.models import Lane
from app.discuss.queries import Shown
from app.petition.models import Petition

FIRST = 3


@dataclass(frozen=True)
class Teaser:
    """The first of every lane, for the petition's own page."""

    lanes: dict[Lane, list[Shown]]
    totals: dict[Lane, int]
    is_open: bool

    @property
    def total(self) -> int:
        return sum(self.totals.values())


def teaser(session: Session, petition: Petition, *, at: datetime) -> Teaser | None:
    """Nothing before the admission, nor where a discussion ended before anybody spoke."""
    if petition.admitted_at is None:
        return None
    is_open = rules.why_closed(petition, at=at) is None
    found = queries.discussion(session, petition, size=FIRST, stubs=False)
    return Teaser(found.lanes, found.totals, is_open) if is_open or found.total else None
