"""What an agency thinks of a case in review: asked by a moderator, answered within two workdays, never waited for.

The question is a row of the ledger; an answer becomes one when the case is decided, and only then do others read it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, Select, Text, func, select, update
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship, selectinload

from app.accounts.models import Agency, Person, Role
from app.kernel.db import Base
from app.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Problem
from app.kernel.workdays import Workdays
from app.petition import deadlines, moves, queries
from app.petition.lifecycle import Move, Stage
from app.petition.models import Petition
from app.review import grounds
from app.review.models import ListedGround
from app.review.proposals import why_barred

TEXT_MIN = 10
TEXT_MAX = 2_000


class Suggestion(StrEnum):
    """What the agency would do."""

    ADMIT = "admit"
    REFUSE = "refuse"
    OTHER_AGENCY = "other_agency"


class Advice(Base):
    """One agency asked about one petition. It is open until answered, or until the case is decided without it."""

    __tablename__ = "advice"
    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    question: Mapped[str] = mapped_column(Text)
    asked_in: Mapped[int] = mapped_column(ForeignKey("transition.id"))
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    suggestion: Mapped[Suggestion | None]
    # In the words of that day (`grounds.Said`).
    ground: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    other_agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    text: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]

    petition: Mapped[Petition] = relationship(lazy="raise")
    agency: Mapped[Agency] = relationship(foreign_keys=[agency_id], lazy="raise")
    other_agency: Mapped[Agency | None] = relationship(foreign_keys=[other_agency_id], lazy="raise")

    __table_args__ = (
        CheckConstraint("(answered_at IS NULL) = (suggestion IS NULL)", name="answered_suggests"),
        CheckConstraint("answered_at IS NULL OR closed_at IS NOT NULL", name="answered_is_closed"),
        Index("uq_advice_open", "petition_id", "agency_id", unique=True, postgresql_where=sql("closed_at IS NULL")),
    )

    def overdue(self, at: datetime) -> bool:
        """Is it unanswered, or was it answered, after its time?"""
        return (self.answered_at or self.closed_at or at) >= self.due_at


@dataclass(frozen=True)
class Given:
    """What an agency answers: the ground with a refusal, the agency with another's competence."""

    suggestion: Suggestion | None
    text: str
    ground: ListedGround | None = None
    other: Agency | None = None


def ask(
    session: Session, petition: Petition, *, by: Person, agencies: Sequence[Agency], question: str, workdays: Workdays, at: datetime
) -> list[Advice]:
    """Ask agencies what they think; due at the end of the n-th workday after today.

    Raises NotAllowed for whoever may not decide, Conflict `advice.asked`, `petition.not_now`, Invalid.
    """
    why = why_barred(session, petition, queries.timeline(session, petition), by)
    if why is not None:
        raise NotAllowed(why)
    problems = _said("question", question)
    if not agencies or len(agencies) > petition.policy.agencies_max:
        problems.insert(0, Problem("agency_1", "advice.whom", {"most": petition.policy.agencies_max}))
    if problems:
        raise Invalid(problems)
    # The row of the petition is locked by the move, so that nobody asks the same agency beside us.
    due = deadlines.review_due(at, workdays=workdays, days=petition.policy.advice_workdays)
    named = [[agency.code, agency.name_zh, agency.name_en] for agency in agencies]
    facts = {"asked": named, "due": due.isoformat(), "tell": [agency.code for agency in agencies]}
    row = moves.make(session, petition, Move.CONSULT, at=at, role=Role.MODERATOR, by=by, facts=facts)
    asked = select(Advice.id).where(Advice.petition_id == petition.id, Advice.closed_at.is_(None))
    if session.scalar(asked.where(Advice.agency_id.in_([agency.id for agency in agencies])).limit(1)) is not None:
        raise Conflict("advice.asked")
    made = [
        Advice(petition_id=petition.id, agency_id=agency.id, question=question.strip(), asked_in=row.id, asked_at=at, due_at=due)
        for agency in agencies
    ]
    session.add_all(made)
    session.flush()
    return made


def answer(session: Session, advice: Advice, *, by: Person, given: Given, at: datetime) -> None:
    """What the agency thinks; late is better than never. Raises Invalid, Conflict `advice.closed` once answered or decided."""
    problems = _faults(given)
    if problems:
        raise Invalid(problems)
    in_review = select(Petition.id).where(Petition.id == Advice.petition_id, Petition.stage == Stage.IN_REVIEW).exists()
    is_refusal, is_other = given.suggestion is Suggestion.REFUSE, given.suggestion is Suggestion.OTHER_AGENCY
    row = update(Advice).where(Advice.id == advice.id, Advice.closed_at.is_(None), in_review)
    changes = {
        "answered_at": at,
        "closed_at": at,
        "answered_by_id": by.id,
        "suggestion": given.suggestion,
        "ground": grounds.facts_of(given.ground)["said"] if is_refusal and given.ground else None,
        "other_agency_id": given.other.id if is_other and given.other else None,
        "text": given.text.strip(),
    }
    if session.scalar(row.values(changes).returning(Advice.id).execution_options(synchronize_session=False)) is None:
        raise Conflict("advice.closed")
    session.refresh(advice, list(changes))


def publish(session: Session, petition: Petition, *, at: datetime) -> None:
    """The case is being decided: what agencies answered becomes public, and nobody is asked any longer."""
    rows = update(Advice).where(Advice.petition_id == petition.id, Advice.published_at.is_(None))
    closed = rows.values(published_at=at, closed_at=func.coalesce(Advice.closed_at, at)).returning(Advice.id)
    ids = list(session.scalars(closed.execution_options(synchronize_session=False)))
    loaded = select(Advice).where(Advice.id.in_(ids), Advice.answered_at.is_not(None)).options(*WITH_AGENCIES)
    for given in session.scalars(loaded.order_by(Advice.answered_at).execution_options(populate_existing=True)):
        by = session.get(Person, given.answered_by_id)
        moves.make(session, petition, Move.ADVISE, at=at, role=Role.OFFICER, by=by, reason=given.text, facts=_facts(given))


def of(session: Session, petition: Petition) -> list[Advice]:
    """Everything that was asked about a petition, with the agencies, oldest first."""
    rows = select(Advice).where(Advice.petition_id == petition.id).options(*WITH_AGENCIES)
    return list(session.scalars(rows.order_by(Advice.id)))


@dataclass(frozen=True)
class Desk:
    """What one agency was asked; anything else does not exist here."""

    session: Session
    agency: Agency

    def get(self, advice_id: int) -> Advice:
        """Raises NotFound for what another agency was asked, and for what has been hidden."""
        found = self.session.scalar(self._mine(Advice.id == advice_id))
        if found is None:
            raise NotFound("advice.unknown")
        return found

    def waiting(self) -> list[Advice]:
        """What is still to be answered, what is due first on top."""
        return list(self.session.scalars(self._mine(*OPEN).order_by(Advice.due_at, Advice.id)))

    def given(self, *, limit: int = 50) -> list[Advice]:
        """What was answered, or decided without an answer, the newest first."""
        rows = self._mine(Advice.closed_at.is_not(None)).order_by(Advice.closed_at.desc(), Advice.id.desc())
        return list(self.session.scalars(rows.limit(limit)))

    def count(self) -> int:
        """How much is still to be answered."""
        rows = select(func.count()).select_from(Advice).join(Petition, Petition.id == Advice.petition_id)
        return self.session.scalar(rows.where(Advice.agency_id == self.agency.id, *OPEN)) or 0

    def _mine(self, *which: ColumnElement[bool]) -> Select[Advice]:
        rows = select(Advice).join(Petition, Petition.id == Advice.petition_id).where(Advice.agency_id == self.agency.id)
        return rows.where(Petition.stage != Stage.HIDDEN, *which).options(*WITH_AGENCIES, joinedload(Advice.petition))


OPEN = (Advice.closed_at.is_(None), Petition.stage == Stage.IN_REVIEW)
WITH_AGENCIES = (selectinload(Advice.agency), selectinload(Advice.other_agency))


def _facts(given: Advice) -> dict[str, object]:
    return {
        "adviser": [given.agency.code, given.agency.name_zh, given.agency.name_en],
        "suggestion": given.suggestion,
        "advised_ground": given.ground,
        "other": [given.other_agency.code, given.other_agency.name_zh, given.other_agency.name_en] if given.other_agency else None,
        "advised_at": given.answered_at.isoformat() if given.answered_at else None,
    }


def _faults(given: Given) -> list[Problem]:
    problems = []
    if given.suggestion is None:
        problems.append(Problem("suggestion", "advice.what"))
    if given.suggestion is Suggestion.REFUSE and given.ground is None:
        problems.append(Problem("ground", "ground.missing"))
    if given.suggestion is Suggestion.OTHER_AGENCY and given.other is None:
        problems.append(Problem("other", "advice.other"))
    return [*problems, *_said("text", given.text)]


def _said(field: str, words: str) -> list[Problem]:
    count = len(words.strip())
    if count == 0:
        return [Problem(field, "text.missing")]
    if count < TEXT_MIN:
        return [Problem(field, "text.short", {"least": TEXT_MIN, "count": count})]
    return [Problem(field, "text.long", {"most": TEXT_MAX, "count": count})] if count > TEXT_MAX else []
