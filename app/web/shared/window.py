"""The endorsing of a petition in numbers, for the public and for its proposer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.endorse import rising
from app.kernel.workdays import local_day
from app.petition import deadlines
from app.petition.lifecycle import Stage
from app.petition.models import Petition
from app.web.shared.cards import is_open


@dataclass(frozen=True)
class Window:
    """The endorsing of a petition that was admitted. `left` counts the days after today; `totals` are by day from `opened` on."""

    opened: date
    days: int
    is_open: bool
    is_over: bool
    left: int
    missing: int
    totals: Sequence[int]


def window(session: Session, petition: Petition, at: datetime) -> Window | None:
    """As of a moment; nothing for one that was never admitted."""
    if petition.endorse_from is None or petition.endorse_until is None:
        return None
    opened = local_day(petition.endorse_from)
    ended = petition.closed_at if petition.stage in (Stage.WITHDRAWN, Stage.MERGED) else None
    return Window(
        opened=opened,
        days=(local_day(petition.endorse_until) - opened).days,
        is_open=is_open(petition, at),
        is_over=at >= petition.endorse_until or petition.stage in (Stage.WITHDRAWN, Stage.MERGED, Stage.NOT_REACHED),
        left=deadlines.days_left(at, petition.endorse_until),
        missing=max(0, petition.endorse_threshold - petition.endorsements),
        totals=rising.running_totals(session, petition, until=ended or at),
    )
