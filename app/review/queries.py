"""The moderators' inbox by due date, and one case of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from app.kernel.workdays import Workdays
from app.petition import deadlines, personal, queries, similar
from app.petition.lifecycle import Move, Stage
from app.petition.models import Assignment, Petition, Transition
from app.petition.personal import Finding
from app.review import proposals
from app.review.models import DecisionProposal


@dataclass(frozen=True)
class Waiting:
    """A petition in review with its time: workdays left, or overdue by so many (one of them is 0); `since` is when the time began."""

    petition: Petition
    left: int
    overdue: int
    since: datetime
    is_appeal: bool


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
    hints: list[Finding]
    proposals: list[DecisionProposal]
    left: int
    overdue: int

    @property
    def appeal(self) -> Transition | None:
        """The proposer's appeal, while it waits for a decision."""
        if self.petition.stage is not Stage.IN_REVIEW:
            return None
        return next((row for row in self.timeline if row.move is Move.APPEAL), None)

    @property
    def refusal(self) -> Transition | None:
        """The last refusal, if it was ever refused."""
        return next((row for row in reversed(self.timeline) if row.move is Move.REFUSE), None)


@dataclass(frozen=True)
class Counts:
    """How much waits: for a decision, and for a second moderator's word."""

    review: int
    proposals: int


def count_waiting(session: Session) -> Counts:
    """The numbers for the menu."""
    review = select(func.count()).where(Petition.stage == Stage.IN_REVIEW).scalar_subquery()
    return Counts(*session.execute(select(review, proposals.count())).one())


def inbox(session: Session, *, workdays: Workdays, at: datetime) -> list[Waiting]:
    """All that waits for review, what is due first on top, so overdue before all."""
    rows = (
        select(Petition)
        .where(Petition.stage == Stage.IN_REVIEW)
        .options(selectinload(Petition.assignments).selectinload(Assignment.agency), selectinload(Petition.demands))
        .order_by(Petition.review_due_at, Petition.id)
    )
    petitions = list(session.scalars(rows))
    appeals = _appeals(session, [petition.id for petition in petitions])
    return [
        Waiting(petition, *_time(petition, workdays, at), appeals.get(petition.id, petition.submitted_at), petition.id in appeals)
        for petition in petitions
    ]


def case(session: Session, number: str, *, workdays: Workdays, at: datetime) -> Case:
    """One petition as a moderator sees it, hidden ones included. Raises NotFound."""
    petition = queries.by_number(session, number, hidden=True)
    demands = tuple(demand.text for demand in petition.demands)
    likes = similar.petitions(session, petition.title, demands=demands, limit=petition.policy.similar_shown, besides=petition.id)
    return Case(
        petition,
        queries.timeline(session, petition),
        [Alike(like.petition, like.likeness, similar.forbids(like.petition, at=at)) for like in likes],
        hints(petition),
        proposals.of(session, petition),
        *_time(petition, workdays, at),
    )


def hints(petition: Petition) -> list[Finding]:
    """What looks like personal data anywhere in the text; a hint, which may be wrong. Needs demands and evidence loaded."""
    demands = [demand.text for demand in petition.demands]
    labels = [item.label for item in petition.evidence]
    texts = [petition.title, *demands, petition.reasons, petition.impact, petition.difference, *labels]
    return list(dict.fromkeys(finding for text in texts for finding in personal.findings(text)))


def _appeals(session: Session, ids: list[int]) -> dict[int, datetime]:
    rows = select(Transition.petition_id, func.max(Transition.at)).where(Transition.petition_id.in_(ids), Transition.move == Move.APPEAL)
    return dict(session.execute(rows.group_by(Transition.petition_id)).all())


def _time(petition: Petition, workdays: Workdays, at: datetime) -> tuple[int, int]:
    due = petition.review_due_at
    return deadlines.workdays_left(at, due, workdays), deadlines.overdue_workdays(at, due, workdays)
