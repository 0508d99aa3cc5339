"""What an administrator has planned: a pause for an election, and another threshold."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.kernel.workdays import local_day, start_of
from app.petition import pauses, rulebook
from app.petition.pauses import Pause
from app.petition.rulebook import PolicyChange
from tests.cast import Cast

ELECTION = "2026年11月28日選舉投票，依規則自投票日前60日起暫停提議與附議。"


def planned(session: Session, cast: Cast, *, at: datetime) -> tuple[Pause, PolicyChange]:
    """Both begin later than a month from now."""
    begins = start_of(local_day(at) + timedelta(days=40))
    pause = pauses.plan(session, begins=begins, ends=begins + timedelta(days=61), reason=ELECTION, by=cast.ann, at=at)
    change = rulebook.plan(
        session, since=local_day(at) + timedelta(days=30), numbers={"endorse_threshold": 6_000, "near_percent": 90},
        instrument="院授發資字第1150001234號函", reason="近三年附議人數逐年增加，門檻隨之調整。",
        seen=rulebook.edition(session), by=cast.ann, at=at,
    )  # fmt: skip
    return pause, change
