"""A citizen's own drafts and petitions."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.accounts.models import Person
from app.kernel.errors import NotFound
from app.petition.models import Assignment, Petition
from app.propose.models import Draft

LOADED = (
    selectinload(Petition.demands),
    selectinload(Petition.evidence),
    selectinload(Petition.assignments).selectinload(Assignment.agency),
)


def drafts(session: Session, by: Person) -> list[Draft]:
    """What the person is still writing, newest first."""
    mine = select(Draft).where(Draft.person_id == by.id, Draft.submitted_as_id.is_(None))
    return list(session.scalars(mine.order_by(Draft.updated_at.desc(), Draft.id.desc())))


def draft(session: Session, by: Person, key: UUID) -> Draft | None:
    """The person's own draft of this key, also after it was handed in; nothing while it was never saved."""
    return session.scalar(select(Draft).where(Draft.key == key, Draft.person_id == by.id))


def revision(session: Session, by: Person, petition: Petition) -> Draft | None:
    """The open draft in which the person rewrites a refused petition."""
    mine = select(Draft).where(Draft.person_id == by.id, Draft.revises_id == petition.id, Draft.submitted_as_id.is_(None))
    return session.scalar(mine.order_by(Draft.updated_at.desc()).limit(1))


def proposed(session: Session, by: Person) -> list[Petition]:
    """The person's petitions in any stage, newest first, with their demands and agencies."""
    mine = select(Petition).where(Petition.proposer_id == by.id).options(*LOADED)
    return list(session.scalars(mine.order_by(Petition.submitted_at.desc())))


def own(session: Session, by: Person, number: str) -> Petition:
    """One petition of the person's own, hidden or not. Raises NotFound for anybody else's."""
    found = session.scalar(select(Petition).where(Petition.number == number, Petition.proposer_id == by.id).options(*LOADED))
    if found is None:
        raise NotFound("petition.unknown")
    return found


def by_id(session: Session, petition_id: int | None) -> Petition | None:
    return None if petition_id is None else session.get(Petition, petition_id, options=LOADED)
