"""Which agencies answer: suggested by the proposer, confirmed by a moderator, settled at the latest when established (rule 14)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, selectinload

from app.accounts.models import Agency
from app.kernel.errors import Invalid, NotAllowed, Problem
from app.petition.models import Assignment, Part, Petition


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
    session.execute(delete(Assignment).where(Assignment.petition_id == petition.id))
    part = Part.SUGGESTED if lead is None else Part.CO_AGENCY
    rows = [Assignment(petition_id=petition.id, agency_id=agency.id, part=part, since=at) for agency in others]
    if lead is not None:
        rows.insert(0, Assignment(petition_id=petition.id, agency_id=lead.id, part=Part.LEAD, since=at))
    session.add_all(rows)
    session.flush()


def settle(session: Session, petition: Petition, *, at: datetime) -> None:
    """With the lead still open, every suggested agency leads."""
    mine = Assignment.petition_id == petition.id
    has_lead = session.scalar(select(Assignment.id).where(mine, Assignment.part == Part.LEAD).limit(1))
    if has_lead is None:
        session.execute(update(Assignment).where(mine, Assignment.part == Part.SUGGESTED).values(part=Part.LEAD, since=at))


def named(session: Session, petition: Petition, agency: Agency, *parts: Part) -> None:
    """Raises NotAllowed unless the agency has one of these parts in the petition."""
    mine = select(Assignment.id).where(Assignment.petition_id == petition.id, Assignment.agency_id == agency.id, Assignment.part.in_(parts))
    if session.scalar(mine) is None:
        raise NotAllowed("agency.not_responsible")


def leads(session: Session, petition: Petition, agency: Agency) -> None:
    """Raises NotAllowed unless the agency leads the petition."""
    named(session, petition, agency, Part.LEAD)
