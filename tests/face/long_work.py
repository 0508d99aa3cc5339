"""Exports and imports at every point of their way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.errands import actions
from app.errands.models import Errand, Kind
from tests.face.petitions import Brief

CALENDAR = "西元日期,星期,是否放假,備註\n20260101,四,2,開國紀念日\n20260102,五,0,\n"


def begun(given: Brief) -> dict[str, str]:
    """Keys of errands by how they stand: waiting, under way, done and failed ones of an administrator's, and a proposed import."""
    at, ann = given.at, given.cast.ann
    made = {
        "done-errand": _ended(given.session, ann, Kind.OPEN_DATA, done=120, total=120, finished_at=at, size=48_213),
        "failed-errand": _ended(given.session, ann, Kind.OPEN_DATA, done=3, total=120, failed_at=at, fault="errand.broken"),
        "running-errand": _asked(given.session, ann, Kind.OPEN_DATA, started_at=at, done=48, total=120),
        "waiting-errand": _asked(given.session, ann, Kind.MY_DATA),
    }
    params = {"text": CALENDAR, "source": "115年中華民國政府行政機關辦公日曆表.csv"}
    actions.propose(given.session, ann, kind=Kind.CALENDAR, params=params, at=at)
    return {name: str(errand.key) for name, errand in made.items()}


def _asked(session: Session, by: Person, kind: Kind, **how: Any) -> Errand:
    errand = actions.ask(session, by, kind=kind, at=by.created_at)
    for name, value in how.items():
        setattr(errand, name, value)
    session.flush()
    return errand


def _ended(session: Session, by: Person, kind: Kind, **how: Any) -> Errand:
    return _asked(session, by, kind, started_at=by.created_at - timedelta(minutes=2), **how)
