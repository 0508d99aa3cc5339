"""The lead asks other agencies to help, and lets them go again; each time with a public reason (rule 14)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import Agency, Person, Role
from app.kernel.errors import Conflict, Invalid, Problem
from app.petition import moves
from app.petition.assignments import acted, leads, said
from app.petition.lifecycle import Move
from app.petition.models import Assignment, Part, Petition

NAMED = (Part.LEAD, Part.CO_AGENCY)


def add(session: Session, petition: Petition, *, by: Person, agency: Agency, other: Agency, reason: str, at: datetime) -> None:
    """Name a co-agency; it may still say within days that the matter is not its own. Raises NotAllowed, Invalid, Conflict."""
    said(reason)
    leads(session, petition, agency)
    facts = {**acted(agency, other), "did": "added", "tell": [other.code]}
    moves.make(session, petition, Move.ASSIGN, at=at, role=Role.OFFICER, by=by, reason=reason.strip(), facts=facts)
    row = session.scalar(select(Assignment).where(Assignment.petition_id == petition.id, Assignment.agency_id == other.id))
    if row is not None and row.part in NAMED:
        raise Invalid([Problem("agency", "agency.named")])
    if row is None:
        row = Assignment(petition_id=petition.id, agency_id=other.id)
        session.add(row)
    row.part, row.since, row.accepted_at, row.reason = Part.CO_AGENCY, at, None, ""
    session.flush()


def remove(session: Session, petition: Petition, *, by: Person, agency: Agency, other: Agency, reason: str, at: datetime) -> None:
    """Let a co-agency go. Raises NotAllowed, Invalid, Conflict `agency.not_co` where it is none any more."""
    said(reason)
    leads(session, petition, agency)
    facts = {**acted(agency, other), "did": "removed", "tell": [other.code]}
    moves.make(session, petition, Move.ASSIGN, at=at, role=Role.OFFICER, by=by, reason=reason.strip(), facts=facts)
    row = update(Assignment).where(
        Assignment.petition_id == petition.id, Assignment.agency_id == other.id, Assignment.part == Part.CO_AGENCY
    )
    gone = row.values(part=Part.REFUSED, since=at, reason=reason.strip()).returning(Assignment.id)
    if session.scalar(gone) is None:
        raise Conflict("agency.not_co")
