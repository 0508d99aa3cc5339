"""Promises kept in public: started, done, dropped, given another day; each an entry of the ledger with its evidence (rule 18).

One past its day is overdue by itself. The day first promised is never forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.models import Agency, Person, Role
from app.kernel.errors import Conflict, Invalid, NotAllowed, Problem
from app.kernel.workdays import local_day
from app.petition import moves
from app.petition.assignments import leads
from app.petition.lifecycle import Move
from app.petition.models import Petition
from app.petition.text import is_web_address
from app.respond import answers
from app.respond.models import Commitment, Promise, PromiseState

REASON_MIN = 10
REASON_MAX = 2_000

# What was settled may be taken up again, in public: a mistake, or a change of mind.
NEXT: Mapping[PromiseState, tuple[PromiseState, ...]] = {
    PromiseState.PROMISED: (PromiseState.STARTED, PromiseState.DONE, PromiseState.DROPPED),
    PromiseState.STARTED: (PromiseState.DONE, PromiseState.DROPPED),
    PromiseState.DONE: (PromiseState.STARTED,),
    PromiseState.DROPPED: (PromiseState.STARTED,),
}


@dataclass(frozen=True)
class Report:
    """What is told about a promise: what was done or why not, and where that can be seen. `seen` is the seal that the form showed."""

    text: str
    link: str
    seen: str


def report(
    session: Session,
    petition: Petition,
    promise: Promise,
    to: PromiseState | None,
    told: Report,
    *,
    by: Person,
    agency: Agency,
    at: datetime,
) -> None:
    """Say in public that the promise is started, done or dropped; nothing chosen is a fault. Raises NotAllowed, Conflict, Invalid."""
    _check(told, *([] if to else [Problem("did", "promise.act")]))
    _may(session, petition, promise.commitment, agency, at)
    if to is None or to not in NEXT[promise.commitment.state]:
        raise Conflict("promise.moved")
    _change(session, promise.commitment, told.seen, state=to, since=at)
    _record(session, petition, promise, told, by=by, agency=agency, at=at, did=to)


def redate(
    session: Session, petition: Petition, promise: Promise, to: date | None, told: Report, *, by: Person, agency: Agency, at: datetime
) -> None:
    """Give an open promise another local day, which the public sees beside the old one. Raises NotAllowed, Conflict, Invalid."""
    was = promise.commitment.due_on
    _check(told, *_day(to, was, at))
    _may(session, petition, promise.commitment, agency, at)
    if not promise.commitment.is_open or to is None:
        raise Conflict("promise.moved")
    _change(session, promise.commitment, told.seen, due_on=to)
    days = {"from_day": was.isoformat(), "to_day": to.isoformat()}
    _record(session, petition, promise, told, by=by, agency=agency, at=at, did="redated", **days)


def _check(told: Report, *more: Problem) -> None:
    count, link, faults = len(told.text.strip()), told.link.strip(), list(more)
    if count == 0:
        faults.append(Problem("text", "text.missing"))
    elif count < REASON_MIN:
        faults.append(Problem("text", "text.short", {"least": REASON_MIN, "count": count}))
    elif count > REASON_MAX:
        faults.append(Problem("text", "text.long", {"most": REASON_MAX, "count": count}))
    if link and not is_web_address(link):
        faults.append(Problem("link", "evidence.not_a_link"))
    if faults:
        raise Invalid(faults)


def _day(to: date | None, was: date, at: datetime) -> list[Problem]:
    if to is None:
        return [Problem("due_on", "promise.day")]
    if to < local_day(at):
        return [Problem("due_on", "promise.past")]
    return [Problem("due_on", "promise.same_day")] if to == was else []


def _may(session: Session, petition: Petition, commitment: Commitment, agency: Agency, at: datetime) -> None:
    """Whoever leads answers for every promise; whoever gave one, for that."""
    if commitment.petition_id != petition.id:
        raise NotAllowed("agency.not_responsible")
    if commitment.agency_id != agency.id:
        leads(session, petition, agency)
    if answers.recallable(session, petition, at=at) is not None:
        raise Conflict("promise.early")


def _change(session: Session, commitment: Commitment, seen: str, **changes: Any) -> None:
    """The row decides who was first. Raises Conflict `promise.moved`."""
    if commitment.seal != seen:
        raise Conflict("promise.moved")
    same = Commitment.id == commitment.id, Commitment.state == commitment.state, Commitment.due_on == commitment.due_on
    row = update(Commitment).where(*same).values(**changes).execution_options(synchronize_session=False)
    if session.scalar(row.returning(Commitment.id)) is None:
        raise Conflict("promise.moved")
    session.refresh(commitment)


def _record(
    session: Session, petition: Petition, promise: Promise, told: Report, *, by: Person, agency: Agency, at: datetime, **facts: str
) -> None:
    known = {"agency": agency.code, "number": petition.number, "promise": promise.commitment_id, "text": promise.text}
    link = {"link": told.link.strip()} if told.link.strip() else {}
    moves.make(session, petition, Move.PROMISE, at=at, role=Role.OFFICER, by=by, reason=told.text.strip(), facts={**known, **link, **facts})
