"""What readers ask of petitions: one by its number, its timeline, lists, search."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
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


def revised(session: Session, petition: Petition, *, hidden: bool = False) -> Petition | None:
    """The refused petition that this one rewrites, if it does; a hidden one only if asked."""
    number = select(Petition.number).where(Petition.id == petition.revises_id)
    found = session.scalar(number) if petition.revises_id is not None else None
    if found is None:
        return None
    try:
        return by_number(session, found, hidden=hidden)
    except NotFound:
        return None


def last_id(session: Session) -> int:
    """The highest id of any petition; 0 while there is none."""
    return session.scalar(select(func.max(Petition.id))) or 0


def changed(session: Session, *, first: int, last: int) -> Sequence[tuple[str, datetime]]:
    """Numbers of the petitions shown with ids from `first` to `last`, each with the moment when anything last happened to it."""
    at = func.max(Transition.at)
    rows = select(Petition.number, at).join(Transition, Transition.petition_id == Petition.id)
    among = rows.where(Petition.id.between(first, last), Petition.stage != Stage.HIDDEN)
    return [(number, moment) for number, moment in session.execute(among.group_by(Petition.id).order_by(Petition.id))]
