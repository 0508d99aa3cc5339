"""The moderators' inbox by due date, and one case of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.kernel.workdays import Workdays
from app.petition import deadlines, queries, similar
from app.petition.lifecycle import Stage
from app.petition.models import Assignment, Petition, Transition
from app.review.models import HideProposal


@dataclass(frozen=True)
class Waiting:
    """A petition in review with its time: workdays left, or overdue by so many (one of them is 0)."""

    petition: Petition
    left: int
    overdue: int


@dataclass(frozen=True)
class Alike:
    """A similar petition, and whether rule 7 makes it forbid this one."""

    petition: Petition
    likeness: float
    forbids: bool


@dataclass(frozen=True)
class Case:
    """What a moderator sees beside the text."""

    petition: Petition
    timeline: list[Transition]
    alike: list[Alike]
    hiding: HideProposal | None
    left: int
    overdue: int


def inbox(session: Session, *, workdays: Workdays, at: datetime) -> list[Waiting]:
    """All that waits for review, what is due first on top, so overdue before all."""
    rows = (
        select(Petition)
        .where(Petition.stage == Stage.IN_REVIEW)
        .options(selectinload(Petition.assignments).selectinload(Assignment.agency), selectinload(Petition.demands))
        .order_by(Petition.review_due_at, Petition.id)
    )
    return [Waiting(petition, *_time(petition, workdays, at)) for petition in session.scalars(rows)]


def case(session: Session, number: str, *, workdays: Workdays, at: datetime) -> Case:
    """One petition as a moderator sees it, hidden ones included. Raises NotFound."""
    petition = queries.by_number(session, number, hidden=True)
    demands = tuple(demand.text for demand in petition.demands)
    likes = similar.petitions(session, petition.title, demands=demands, limit=petition.policy.similar_shown, besides=petition.id)
    return Case(
        petition,
        queries.timeline(session, petition),
        [Alike(like.petition, like.likeness, similar.forbids(like.petition, at=at)) for like in likes],
        hide_proposal(session, petition),
        *_time(petition, workdays, at),
    )


def hide_proposal(session: Session, petition: Petition) -> HideProposal | None:
    """The proposal to hide it that waits for a second moderator."""
    return session.scalar(select(HideProposal).where(HideProposal.petition_id == petition.id, HideProposal.settled_at.is_(None)))


def hide_proposals(session: Session) -> list[tuple[HideProposal, Petition]]:
    """Everything that waits for a second moderator, oldest first."""
    rows = (
        select(HideProposal, Petition)
        .join(Petition, Petition.id == HideProposal.petition_id)
        .where(HideProposal.settled_at.is_(None))
        .order_by(HideProposal.id)
    )
    return [(proposal, petition) for proposal, petition in session.execute(rows)]


def _time(petition: Petition, workdays: Workdays, at: datetime) -> tuple[int, int]:
    due = petition.review_due_at
    return deadlines.workdays_left(at, due, workdays), deadlines.overdue_workdays(at, due, workdays)
