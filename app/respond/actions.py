"""Take up, plan, contact, extend: what an agency does before it answers; every act a public dated entry (rules 12, 16, 17)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.accounts.models import Agency, Person, Role
from app.kernel.errors import Conflict, Invalid, NotAllowed, Problem
from app.kernel.workdays import Workdays
from app.petition import assignments, deadlines, moves
from app.petition.assignments import leads, named
from app.petition.lifecycle import Move, Stage
from app.petition.models import Part, Petition, Transition
from app.respond.models import AnswerDraft, DraftKind, Message

TEXT_MAX = 3_000


def take_up(session: Session, petition: Petition, *, by: Person, agency: Agency, reason: str, workdays: Workdays, at: datetime) -> None:
    """Answer it at any count, also when the threshold was not reached (rule 12). Raises NotAllowed, Conflict, Invalid."""
    _said("reason", reason)
    named(session, petition, agency, Part.LEAD, Part.CO_AGENCY, Part.SUGGESTED)
    due = deadlines.respond_due(at, months=petition.policy.respond_months, workdays=workdays)
    assignments.settle(session, petition, at=at)
    facts = {"agency": agency.code}
    moves.make(
        session, petition, Move.TAKE_UP, at=at, role=Role.OFFICER, by=by, reason=reason.strip(), facts=facts,
        respond_from=at, respond_due_at=due, closed_at=None, lead_undecided=False,
    )  # fmt: skip


def plan(session: Session, petition: Petition, *, by: Person, agency: Agency, text: str, at: datetime) -> None:
    """Publish how the agency will handle it, once. Raises NotAllowed, Invalid, Conflict `milestone.done`."""
    leads(session, petition, agency)
    moves.hold(session, petition)
    if petition.stage is Stage.RESPONDING and _has_made(session, petition, Move.PLAN):
        raise Conflict("milestone.done")
    _entry(session, petition, Move.PLAN, by=by, agency=agency, text=text, at=at)


def contact(session: Session, petition: Petition, *, by: Person, agency: Agency, text: str, at: datetime) -> Message:
    """Write to the proposer through the platform; the first time is the public milestone, the text stays between the two."""
    _said("text", text)
    leads(session, petition, agency)
    # Two officers wait for each other, so that the ledger says once that the proposer was written to.
    moves.hold(session, petition)
    if petition.stage is Stage.RESPONDING and not _has_made(session, petition, Move.CONTACT):
        moves.make(session, petition, Move.CONTACT, at=at, role=Role.OFFICER, by=by, facts={"agency": agency.code})
    return _say(session, petition, role=Role.OFFICER, by=by, text=text, at=at, agency=agency)


def write_back(session: Session, petition: Petition, *, by: Person, text: str, at: datetime) -> Message:
    """The proposer's word to the agency. Raises NotAllowed, Conflict before anybody is responsible, Invalid."""
    if petition.proposer_id != by.id:
        raise NotAllowed("petition.not_yours")
    if petition.respond_from is None:
        raise Conflict("petition.not_now", stage=petition.stage, move=Move.CONTACT)
    _said("text", text)
    return _say(session, petition, role=Role.PROPOSER, by=by, text=text, at=at)


def extend(session: Session, petition: Petition, *, by: Person, agency: Agency, reason: str, workdays: Workdays, at: datetime) -> None:
    """Put the due date off, once, before it has passed (rule 17). Raises Conflict `extend.late`, `extend.used`, Invalid."""
    _said("reason", reason)
    leads(session, petition, agency)
    if petition.stage is not Stage.RESPONDING or petition.respond_due_at is None:
        raise Conflict("petition.not_now", stage=petition.stage, move=Move.EXTEND)
    if petition.extended_at is not None:
        raise Conflict("extend.used")
    if at >= petition.respond_due_at:
        raise Conflict("extend.late")
    due = deadlines.extended_due(petition.respond_due_at, months=petition.policy.extend_months, workdays=workdays)
    facts = {"agency": agency.code, "from": petition.respond_due_at.isoformat(), "to": due.isoformat()}
    moves.make(
        session, petition, Move.EXTEND, at=at, role=Role.OFFICER, by=by, reason=reason.strip(), facts=facts,
        provided=(Petition.extended_at.is_(None),), extended_at=at, respond_due_at=due,
    )  # fmt: skip


def save(
    session: Session, petition: Petition, *, by: Person, content: dict[str, Any], at: datetime, kind: DraftKind = DraftKind.ANSWER
) -> None:
    """Keep the draft of an answer or of a correction as it was typed."""
    row = insert(AnswerDraft).values(petition_id=petition.id, kind=kind, content=content, updated_at=at, updated_by_id=by.id)
    changes = {"content": row.excluded.content, "updated_at": at, "updated_by_id": by.id}
    session.execute(row.on_conflict_do_update(index_elements=["petition_id", "kind"], set_=changes))


def close_all_due(session: Session, *, as_of: datetime) -> int:
    """Close what got its final answer long enough ago. Returns how many; may run late, twice, or in parallel."""
    closed = 0
    for petition in _answered(session, as_of):
        moves.make(session, petition, Move.CLOSE, at=as_of, role=Role.CLOCK, closed_at=as_of)
        closed += 1
    return closed


def _answered(session: Session, as_of: datetime) -> list[Petition]:
    # What was under study was first answered long before its final answer.
    final = select(func.max(Transition.at)).where(Transition.petition_id == Petition.id, Transition.move == Move.ANSWER)
    answered = select(Petition, final.scalar_subquery()).where(Petition.stage == Stage.RESPONDED)
    return [
        petition
        for petition, moment in session.execute(answered.with_for_update(skip_locked=True, of=Petition))
        if moment + timedelta(days=petition.policy.close_days) <= as_of
    ]


def _entry(session: Session, petition: Petition, move: Move, *, by: Person, agency: Agency, text: str, at: datetime, **facts: str) -> None:
    _said("text", text)
    leads(session, petition, agency)
    moves.make(
        session, petition, move, at=at, role=Role.OFFICER, by=by, reason=text.strip(), facts={"agency": agency.code, **facts}
    )  # fmt: skip


def _say(session: Session, petition: Petition, *, role: Role, by: Person, text: str, at: datetime, agency: Agency | None = None) -> Message:
    message = Message(petition_id=petition.id, role=role, by_id=by.id, agency_id=agency.id if agency else None, text=text.strip(), at=at)
    session.add(message)
    session.flush()
    return message


def _has_made(session: Session, petition: Petition, move: Move) -> bool:
    rows = select(Transition.id).where(Transition.petition_id == petition.id, Transition.move == move)
    return session.scalar(rows.limit(1)) is not None


def _said(field: str, text: str) -> None:
    count = len(text.strip())
    if count == 0:
        raise Invalid([Problem(field, "text.missing")])
    if count > TEXT_MAX:
        raise Invalid([Problem(field, "text.long", {"most": TEXT_MAX, "count": count})])
