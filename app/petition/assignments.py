"""Which agencies answer: suggested by the proposer, confirmed by a moderator, settled at the latest when established (rule 14)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, exists, select, update
from sqlalchemy.orm import Session, selectinload

from app.accounts.models import Agency, Person, Role
from app.kernel.errors import Conflict, Invalid, NotAllowed, Problem
from app.petition import deadlines, moves
from app.petition.lifecycle import Move, Stage
from app.petition.models import Assignment, Part, Petition

REASON_MIN = 10
REASON_MAX = 2_000
# While these last an agency may say that the matter is not its own; what is under study is handed over instead.
UNANSWERED = (Stage.ENDORSING, Stage.RESPONDING)


def agencies_by_code(session: Session, codes: Iterable[str]) -> list[Agency]:
    """The agencies of these codes, in the order asked. Raises Invalid `agency.unknown`."""
    asked = list(dict.fromkeys(codes))
    found = {agency.code: agency for agency in session.scalars(select(Agency).where(Agency.code.in_(asked), Agency.closed_at.is_(None)))}
    missing = [code for code in asked if code not in found]
    if missing:
        raise Invalid([Problem("agencies", "agency.unknown", {"code": code}) for code in missing])
    return [found[code] for code in asked]


def assigned(session: Session, petition: Petition) -> list[Assignment]:
    """The petition's assignments with their agencies."""
    rows = select(Assignment).where(Assignment.petition_id == petition.id).options(selectinload(Assignment.agency))
    return list(session.scalars(rows.order_by(Assignment.id)))


def suggest(session: Session, petition: Petition, agencies: Iterable[Agency], *, at: datetime) -> None:
    """Note the agencies that the proposer named."""
    session.add_all(Assignment(petition_id=petition.id, agency_id=agency.id, part=Part.SUGGESTED, since=at) for agency in agencies)
    session.flush()


def confirm(session: Session, petition: Petition, *, lead: Agency | None, others: Iterable[Agency], at: datetime) -> None:
    """Put the moderator's choice in place of what was suggested; without a lead the others stay suggested.

    Raises Invalid `agency.none` when nobody is named.
    """
    others = [agency for agency in others if lead is None or agency.id != lead.id]
    if lead is None and not others:
        raise Invalid([Problem("lead", "agency.none")])
    _name(session, petition, lead=lead, others=others, at=at)


def assign(session: Session, petition: Petition, *, by: Person, lead: Agency, others: Iterable[Agency] = (), at: datetime) -> None:
    """The administrator names the lead where it is still open. Raises Conflict `petition.not_now`, `agency.decided`."""
    if has_lead(session, petition):
        raise Conflict("agency.decided")
    facts = {**acted(lead), "did": "named"}
    moves.make(session, petition, Move.ASSIGN, at=at, role=Role.ADMIN, by=by, facts=facts, lead_undecided=False)
    _name(session, petition, lead=lead, others=[agency for agency in others if agency.id != lead.id], at=at)


def accept(session: Session, petition: Petition, *, by: Person, agency: Agency, at: datetime) -> None:
    """The agency says that the matter is its own; one that was only suggested leads from then on.

    Raises NotAllowed, Conflict `agency.late`, `agency.decided`.
    """
    row = _undecided(session, petition, agency, at)
    opened = row.part is Part.SUGGESTED and not has_lead(session, petition)
    facts = {**acted(agency), "did": "accepted"}
    changes: dict[str, Any] = {"lead_undecided": False} if opened else {}
    moves.make(session, petition, Move.ASSIGN, at=at, role=Role.OFFICER, by=by, facts=facts, **changes)
    _decide(session, row, accepted_at=at, part=Part.LEAD if opened else row.part)


def refuse(session: Session, petition: Petition, *, by: Person, agency: Agency, reason: str, at: datetime) -> None:
    """The agency says in public why the matter is not its own; without another lead the administrator settles it.

    Raises NotAllowed, Conflict `agency.late`, `agency.decided`, Invalid.
    """
    said(reason)
    row = _undecided(session, petition, agency, at)
    left = select(Assignment.id).where(Assignment.petition_id == petition.id, Assignment.part == Part.LEAD, Assignment.id != row.id)
    facts = {**acted(agency), "did": "refused", "endorsements": petition.endorsements}
    moves.make(
        session, petition, Move.ASSIGN, at=at, role=Role.OFFICER, by=by, reason=reason.strip(), facts=facts,
        lead_undecided=session.scalar(left.limit(1)) is None,
    )  # fmt: skip
    _decide(session, row, part=Part.REFUSED, reason=reason.strip())


def may_decide(petition: Petition, assignment: Assignment, *, at: datetime) -> bool:
    """May the agency still accept or refuse: named, undecided, within the days that rule 14 gives?"""
    within = at < deadlines.days_after(assignment.since, petition.policy.accept_days)
    is_open = assignment.accepted_at is None and assignment.part is not Part.REFUSED
    return within and is_open and petition.stage in UNANSWERED


def without_lead(session: Session) -> list[Petition]:
    """What waits for the administrator to name its lead: the established first, then the most endorsed."""
    lead = exists().where(Assignment.petition_id == Petition.id, Assignment.part == Part.LEAD)
    rows = (
        select(Petition)
        .where(Petition.stage.in_(UNANSWERED), ~lead)
        .options(selectinload(Petition.assignments).selectinload(Assignment.agency), selectinload(Petition.demands))
        .order_by(Petition.respond_due_at.asc().nulls_last(), Petition.endorsements.desc(), Petition.id)
    )
    return list(session.scalars(rows))


def has_lead(session: Session, petition: Petition) -> bool:
    """Is somebody responsible for the answer?"""
    lead = select(Assignment.id).where(Assignment.petition_id == petition.id, Assignment.part == Part.LEAD)
    return session.scalar(lead.limit(1)) is not None


def acted(agency: Agency, other: Agency | None = None) -> dict[str, Any]:
    """What the ledger says of who acted, and towards whom: codes, and the names as they then were, Chinese and English."""
    named = [agency] if other is None else [agency, other]
    codes = dict(zip(("agency", "other"), (one.code for one in named), strict=False))
    return {**codes, "names": {one.code: [one.name_zh, one.name_en] for one in named}}


def _name(session: Session, petition: Petition, *, lead: Agency | None, others: Iterable[Agency], at: datetime) -> None:
    refused = Assignment.part == Part.REFUSED
    named_now = [agency.id for agency in others] + ([lead.id] if lead is not None else [])
    gone = Assignment.petition_id == petition.id
    session.execute(delete(Assignment).where(gone, ~refused | Assignment.agency_id.in_(named_now)))
    part = Part.SUGGESTED if lead is None else Part.CO_AGENCY
    rows = [Assignment(petition_id=petition.id, agency_id=agency.id, part=part, since=at) for agency in others]
    if lead is not None:
        rows.insert(0, Assignment(petition_id=petition.id, agency_id=lead.id, part=Part.LEAD, since=at))
    session.add_all(rows)
    session.flush()


def _undecided(session: Session, petition: Petition, agency: Agency, at: datetime) -> Assignment:
    mine = Assignment.petition_id == petition.id, Assignment.agency_id == agency.id
    row = session.scalar(select(Assignment).where(*mine).execution_options(populate_existing=True))
    if row is None:
        raise NotAllowed("agency.not_responsible")
    if row.accepted_at is not None or row.part is Part.REFUSED:
        raise Conflict("agency.decided")
    if not may_decide(petition, row, at=at):
        raise Conflict("agency.late")
    return row


def _decide(session: Session, row: Assignment, **changes: object) -> None:
    mine = update(Assignment).where(Assignment.id == row.id, Assignment.accepted_at.is_(None), Assignment.part != Part.REFUSED)
    if session.scalar(mine.values(**changes).returning(Assignment.id)) is None:
        raise Conflict("agency.decided")


def said(reason: str) -> None:
    """Raises Invalid unless a public reason says something."""
    count = len(reason.strip())
    if count == 0:
        raise Invalid([Problem("reason", "text.missing")])
    if count < REASON_MIN:
        raise Invalid([Problem("reason", "text.short", {"least": REASON_MIN, "count": count})])
    if count > REASON_MAX:
        raise Invalid([Problem("reason", "text.long", {"most": REASON_MAX, "count": count})])


def settle(session: Session, petition: Petition, *, at: datetime) -> None:
    """With the lead still open, every suggested agency leads, and the ledger says so."""
    if has_lead(session, petition):
        return
    suggested = Assignment.petition_id == petition.id, Assignment.part == Part.SUGGESTED
    leading = session.scalars(update(Assignment).where(*suggested).values(part=Part.LEAD, since=at).returning(Assignment.id)).all()
    if leading and moves.may(petition.stage, Move.ASSIGN):
        facts = {"did": "all_lead", "leads": len(leading)}
        moves.make(session, petition, Move.ASSIGN, at=at, role=Role.CLOCK, facts=facts, lead_undecided=False)


def named(session: Session, petition: Petition, agency: Agency, *parts: Part) -> None:
    """Raises NotAllowed unless the agency has one of these parts in the petition."""
    if not has_part(session, petition, agency, *parts):
        raise NotAllowed("agency.not_responsible")


def has_part(session: Session, petition: Petition, agency: Agency, *parts: Part) -> bool:
    """Has the agency, or one that was merged into it, one of these parts?"""
    acting = Assignment.agency_id.in_(acting_for(agency))
    mine = select(Assignment.id).where(Assignment.petition_id == petition.id, acting, Assignment.part.in_(parts))
    return session.scalar(mine) is not None


def acting_for(agency: Agency) -> Select[int]:
    """The ids of the agency and of all that were merged into it, by way of others too."""
    itself = select(Agency.id).where(Agency.id == agency.id).cte("acting_for", recursive=True)
    return select(itself.union(select(Agency.id).join(itself, Agency.merged_into_id == itself.c.id)).c.id)


def own(petition: Petition, agency: Agency) -> Assignment:
    """The agency's assignment to a petition of its desk, or else that of one that was merged into it."""
    rows = [row for row in petition.assignments if row.agency_id == agency.id]
    return (rows or [row for row in petition.assignments if row.agency.merged_into_id is not None])[0]


def leads(session: Session, petition: Petition, agency: Agency) -> None:
    """Raises NotAllowed unless the agency leads the petition."""
    named(session, petition, agency, Part.LEAD)
