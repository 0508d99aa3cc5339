"""An agency's desk: what it must answer, by due date. What stands on another's desk is not found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from app.accounts.models import Agency
from app.kernel.errors import NotFound
from app.petition import assignments, deadlines
from app.petition.lifecycle import ANSWERED, Stage
from app.petition.models import Assignment, Part, Petition
from app.respond.milestones import Milestone as Milestone
from app.respond.milestones import milestones as milestones
from app.respond.milestones import milestones_of as milestones_of
from app.respond.models import AnswerDraft, DraftKind, Message


@dataclass(frozen=True)
class Due:
    """A petition on the desk, with the agency's part in it and its time in days (left, or overdue)."""

    petition: Petition
    part: Part
    due: datetime | None
    left: int
    overdue: int


@dataclass(frozen=True)
class Counts:
    """How much stands on a desk: awaiting an answer or a follow-up, being endorsed or not reached, answered."""

    waiting: int
    gathering: int
    answered: int


WAITING = (Stage.RESPONDING, Stage.FOLLOW_UP)
GATHERING = (Stage.ENDORSING, Stage.NOT_REACHED)


class Desk:
    """One agency's cases."""

    def __init__(self, session: Session, agency: Agency) -> None:
        self._session = session
        self._agency = agency

    def get(self, number: str) -> Petition:
        """A petition of this agency. Raises NotFound for any other."""
        found = self._session.scalar(self._mine().where(Petition.number == number))
        if found is None:
            raise NotFound("petition.unknown")
        return found

    def part(self, petition: Petition) -> Part:
        """The agency's part in a petition of its desk."""
        return assignments.own(petition, self._agency).part

    def waiting(self, *, at: datetime) -> list[Due]:
        """What awaits an answer or a follow-up, what is due first on top."""
        rows = self._session.scalars(self._mine().where(Petition.stage.in_(WAITING)))
        return sorted((self._due(petition, at) for petition in rows), key=lambda row: row.due or at)

    def gathering(self) -> list[Petition]:
        """What is still being endorsed and names this agency, most endorsed first."""
        rows = self._mine().where(Petition.stage.in_(GATHERING))
        return list(self._session.scalars(rows.order_by(Petition.endorsements.desc())))

    def answered(self) -> list[Petition]:
        """What has been answered, newest first."""
        rows = self._mine().where(Petition.stage.in_(ANSWERED))
        return list(self._session.scalars(rows.order_by(Petition.responded_at.desc())))

    def counts(self) -> Counts:
        """The numbers for the menu; what is followed up counts as waiting and as answered."""
        mine = self._mine().with_only_columns(Petition.stage, func.count()).group_by(Petition.stage)
        by_stage = dict(self._session.execute(mine).all())
        return Counts(*(sum(by_stage.get(stage, 0) for stage in stages) for stages in (WAITING, GATHERING, ANSWERED)))

    def _mine(self) -> Select[Petition]:
        theirs = Assignment.agency_id.in_(assignments.acting_for(self._agency))
        return (
            select(Petition)
            .where(Petition.id.in_(select(Assignment.petition_id).where(theirs, Assignment.part != Part.REFUSED)))
            .where(Petition.admitted_at.is_not(None))
            .where(Petition.stage.not_in((Stage.HIDDEN, Stage.WITHDRAWN, Stage.MERGED)))
            .options(
                selectinload(Petition.demands),
                selectinload(Petition.evidence),
                selectinload(Petition.assignments).selectinload(Assignment.agency),
                selectinload(Petition.proposer),
            )
        )

    def _due(self, petition: Petition, at: datetime) -> Due:
        due = petition.follow_up_due_at if petition.stage is Stage.FOLLOW_UP else petition.respond_due_at
        left, overdue = (deadlines.days_left(at, due), deadlines.overdue_days(at, due)) if due else (0, 0)
        return Due(petition, self.part(petition), due, left, overdue)


def draft(session: Session, petition: Petition, kind: DraftKind = DraftKind.ANSWER) -> AnswerDraft | None:
    """The answer, or the correction, that is being written."""
    return session.get(AnswerDraft, (petition.id, kind), populate_existing=True)


def drafts(session: Session, petition: Petition) -> set[DraftKind]:
    """What is being written."""
    return set(session.scalars(select(AnswerDraft.kind).where(AnswerDraft.petition_id == petition.id)))


def messages(session: Session, petition: Petition) -> list[Message]:
    """The conversation between agency and proposer, oldest first."""
    rows = select(Message).where(Message.petition_id == petition.id).options(selectinload(Message.agency))
    return list(session.scalars(rows.order_by(Message.id)))
