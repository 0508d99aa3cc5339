"""Meetings as readers and the desk ask for them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from app.kernel.errors import NotFound
from app.meet import draws
from app.meet.models import Lot, LotState, Meeting
from app.petition.models import Petition


def meetings(session: Session, petition: Petition) -> list[Meeting]:
    """All of a petition with their agencies, in the order in which they were called or recorded."""
    return meetings_of(session, [petition]).get(petition.id, [])


def meetings_of(session: Session, petitions: Iterable[Petition]) -> dict[int, list[Meeting]]:
    """The same for many, by the petition's id."""
    rows = select(Meeting).where(Meeting.petition_id.in_([petition.id for petition in petitions])).options(selectinload(Meeting.agency))
    found: dict[int, list[Meeting]] = {}
    for meeting in session.scalars(rows.order_by(Meeting.id).execution_options(populate_existing=True)):
        found.setdefault(meeting.petition_id, []).append(meeting)
    return found


def meeting(session: Session, petition: Petition, meeting_id: int) -> Meeting:
    """One of this petition's. Raises NotFound."""
    rows = select(Meeting).where(Meeting.id == meeting_id, Meeting.petition_id == petition.id).options(selectinload(Meeting.agency))
    found = session.scalar(rows.execution_options(populate_existing=True))
    if found is None:
        raise NotFound("meeting.unknown")
    return found


def drawn(meeting: Meeting) -> list[int]:
    """The numbers that were drawn for its seats, in order; anybody can work them out from what is public."""
    return draws.order(meeting.seed, meeting.pool)[: meeting.seats] if meeting.drawn_at else []


def guests(session: Session, meeting: Meeting) -> list[Lot]:
    """Who is invited or has accepted, the proposer first: for the desk, which learns the names they gave and nothing else."""
    seated = Lot.state.in_((LotState.INVITED, LotState.ACCEPTED))
    return list(session.scalars(select(Lot).where(Lot.meeting_id == meeting.id, seated).order_by(Lot.rank)))


def signed_up(session: Session, meeting: Meeting) -> int:
    """How many are in the draw so far."""
    return session.scalar(select(func.count()).select_from(Lot).where(Lot.meeting_id == meeting.id, Lot.rank.is_(None))) or 0
