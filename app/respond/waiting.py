"""Everything that waits for an answer or for progress of a study, what is longest overdue first (rules 15, 20, 21)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Agency
from app.kernel.workdays import local_day
from app.petition import deadlines, lists
from app.petition.lifecycle import Move, Stage
from app.petition.models import Assignment, Part, Petition, Transition

WAITS = (Stage.RESPONDING, Stage.FOLLOW_UP)
DUE = case((Petition.stage == Stage.FOLLOW_UP, Petition.follow_up_due_at), else_=Petition.respond_due_at)


@dataclass(frozen=True)
class Waiting:
    """One petition: for how many days it has waited since the response began, how many are left, or by how many it is overdue."""

    petition: Petition
    leads: Sequence[Agency]
    due: datetime
    waited: int
    left: int
    overdue: int

    @property
    def was_taken_up(self) -> bool:
        """Is it answered without having reached the threshold?"""
        return self.petition.established_at is None


class Happened(StrEnum):
    ANSWERED = "answered"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class News:
    """What a reader of the feed learns: a petition was answered, or became overdue (its answer, or progress of its study), at a moment."""

    petition: Petition
    happened: Happened
    at: datetime


def waiting(session: Session, *, at: datetime, agency: str = "", page: int = 1, size: int | None = None) -> list[Waiting]:
    """A page of them, all of them without a size; `agency` is the code of one that leads. What is due first comes first."""
    rows = lists.shown().where(*_conditions(agency)).order_by(DUE, Petition.id)
    if size is not None:
        rows = rows.limit(size).offset((page - 1) * size)
    return [_waiting(petition, at) for petition in session.scalars(rows)]


def number(session: Session, *, agency: str = "", overdue_at: datetime | None = None) -> int:
    """How many wait, or of these how many are overdue at a moment."""
    late = () if overdue_at is None else (overdue_at >= DUE,)
    return session.scalar(select(func.count()).select_from(Petition).where(*_conditions(agency), *late)) or 0


def news(session: Session, *, at: datetime, limit: int, agency: str = "") -> list[News]:
    """What was answered and what became overdue, the newest first; nobody has to have noticed it."""
    theirs = _led_by(agency)
    answers = select(Transition.petition_id, Transition.at).join(Petition, Petition.id == Transition.petition_id)
    answers = answers.where(Transition.move.in_((Move.ANSWER, Move.STUDY)), ~_is_recalled(), *theirs)
    answered = session.execute(answers.order_by(Transition.id.desc()).limit(limit)).all()
    passed = Petition.respond_due_at <= func.least(at, func.coalesce(Petition.responded_at, at))
    studied = and_(Petition.stage == Stage.FOLLOW_UP, Petition.follow_up_due_at <= at)
    late = [
        session.execute(select(Petition.id, due).where(is_late, *theirs).order_by(due.desc()).limit(limit)).all()
        for due, is_late in ((Petition.respond_due_at, passed), (Petition.follow_up_due_at, studied))
    ]
    happened: list[tuple[int, Happened, datetime | None]] = [(id_, Happened.ANSWERED, moment) for id_, moment in answered]
    happened += [(id_, Happened.OVERDUE, moment) for overdue in late for id_, moment in overdue]
    shown = {petition.id: petition for petition in lists.of_ids(session, sorted({id_ for id_, *_ in happened}))}
    told = [News(shown[id_], what, moment) for id_, what, moment in happened if id_ in shown and moment]
    return sorted(told, key=lambda one: one.at, reverse=True)[:limit]


def _conditions(agency: str) -> list[ColumnElement[bool]]:
    return [Petition.stage.in_(WAITS), *_led_by(agency)]


def _led_by(agency: str) -> list[ColumnElement[bool]]:
    """Whatever an agency leads; anything without one."""
    if not agency:
        return []
    led = select(Assignment.petition_id).join(Agency, Agency.id == Assignment.agency_id)
    return [Petition.id.in_(led.where(Agency.code == agency, Assignment.part == Part.LEAD))]


def _waiting(petition: Petition, at: datetime) -> Waiting:
    due = petition.follow_up_due_at if petition.stage is Stage.FOLLOW_UP else petition.respond_due_at
    assert due is not None
    began = petition.respond_from or at
    leads = [row.agency for row in petition.assignments if row.part is Part.LEAD]
    waited = (local_day(at) - local_day(began)).days
    return Waiting(petition, leads, due, waited, deadlines.days_left(at, due), deadlines.overdue_days(at, due))


def _is_recalled() -> ColumnElement[bool]:
    """Was the answer taken back within its minutes?"""
    later = aliased(Transition)
    recalls = (Move.RECALL, Move.RECALL_FINAL)
    answers = (Move.ANSWER, Move.STUDY)
    after = later.petition_id == Transition.petition_id, later.id > Transition.id
    following = select(func.min(later.id)).where(*after, or_(later.move.in_(recalls), later.move.in_(answers))).scalar_subquery()
    named = aliased(Transition)
    return select(named.id).where(named.id == following.correlate(Transition), named.move.in_(recalls)).exists()
