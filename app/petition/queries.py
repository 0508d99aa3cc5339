"""What readers ask of petitions: one by its number, its timeline, lists, search."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.kernel.errors import NotFound
from app.petition.lifecycle import Stage
from app.petition.models import Assignment, Petition, Transition


def by_number(session: Session, number: str, *, hidden: bool = False) -> Petition:
    """The petition with its demands, evidence, agencies and proposer. Raises NotFound, also for a hidden one unless asked."""
    found = session.scalar(
        select(Petition)
        .where(Petition.number == number)
        .options(
            selectinload(Petition.demands),
            selectinload(Petition.evidence),
            selectinload(Petition.assignments).selectinload(Assignment.agency),
            selectinload(Petition.proposer),
        )
    )
    if found is None or (found.stage is Stage.HIDDEN and not hidden):
        raise NotFound("petition.unknown")
    return found


def timeline(session: Session, petition: Petition) -> list[Transition]:
    """Everything that happened to it, oldest first."""
    return list(session.scalars(select(Transition).where(Transition.petition_id == petition.id).order_by(Transition.id)))
