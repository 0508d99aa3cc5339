"""A citizen's own drafts and petitions."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.accounts.models import Person
from app.kernel.errors import NotFound
from app.petition.models import Petition
from app.propose.models import Draft


def drafts(session: Session, by: Person) -> list[Draft]:
    """What the person is still writing, newest first."""
    mine = select(Draft).where(Draft.person_id == by.id, Draft.submitted_as_id.is_(None))
    return list(session.scalars(mine.order_by(Draft.updated_at.desc(), Draft.id.desc())))


def draft(session: Session, by: Person, draft_id: int) -> Draft:
    """One open draft of the person's own. Raises NotFound."""
    found = session.scalar(select(Draft).where(Draft.id == draft_id, Draft.person_id == by.id, Draft.submitted_as_id.is_(None)))
    if found is None:
        raise NotFound("draft.unknown")
    return found


def proposed(session: Session, by: Person) -> list[Petition]:
    """The person's petitions in any stage, newest first, with their demands."""
    mine = select(Petition).where(Petition.proposer_id == by.id).options(selectinload(Petition.demands))
    return list(session.scalars(mine.order_by(Petition.submitted_at.desc())))
