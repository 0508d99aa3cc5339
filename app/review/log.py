"""The public log of moderation: every decision with its ground, the workdays it took, in which role, and how an appeal went (rule 6).

Nobody is named. Of a hidden petition only its number and the grounds are told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Select, String, Subquery, and_, case, cast, false, func, literal, null, select, union_all
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Role
from app.kernel.workdays import Workdays, local_day
from app.petition.lifecycle import Move, Stage
from app.petition.models import Petition, Transition

DECISIONS = (Move.ADMIT, Move.REFUSE, Move.HIDE)
BEGINNINGS = (Move.SUBMIT, Move.APPEAL)


class Kind(StrEnum):
    """What was decided; the last two are about what stands beside a petition."""

    ADMIT = "admit"
    REFUSE = "refuse"
    HIDE = "hide"
    COMMENT = "comment"
    UPDATE = "update"


class Result(StrEnum):
    """How the appeal against a refusal went; ENDED is without a decision on it."""

    OPEN = "open"
    OVERTURNED = "overturned"
    UPHELD = "upheld"
    ENDED = "ended"


@dataclass(frozen=True)
class Sought:
    """What a reader filters by; what is empty does not filter."""

    kind: Kind | None = None
    ground: str = ""
    appeal: Result | None = None


@dataclass(frozen=True)
class Decided:
    """One line. `workdays` of review are those from the submission, or from the appeal.

    `title` and `explanation` are empty where they are hidden.
    """

    id: str
    kind: Kind
    at: datetime
    number: str
    title: str
    is_hidden: bool
    ground: str
    facts: dict[str, Any]
    explanation: str
    role: Role
    workdays: int | None
    on_appeal: bool
    appeal: Result | None

    @property
    def by_two(self) -> bool:
        """Did it take two moderators?"""
        return bool(self.facts.get("four_eyes"))


@dataclass(frozen=True)
class Page:
    rows: Sequence[Decided]
    total: int


def page(session: Session, sought: Sought, others: Sequence[Subquery], *, workdays: Workdays, number: int, size: int) -> Page:
    """Page `number` (from 1), the latest first. `others` are the removals decided elsewhere, as `removals` of their stages give them."""
    rows = _matching(sought, others)
    total = session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
    found = session.execute(rows.limit(size).offset((number - 1) * size))
    return Page([_decided(row, workdays) for row in found], total)


def every(session: Session, sought: Sought, others: Sequence[Subquery], *, workdays: Workdays) -> Iterator[Decided]:
    """All of it, the latest first."""
    for row in session.execute(_matching(sought, others)):
        yield _decided(row, workdays)


def appeals(session: Session) -> dict[Result, int]:
    """Refusals that were appealed, by how that went; every result is named."""
    log = _decisions().subquery()
    rows = select(log.c.appeal, func.count()).where(log.c.appeal.is_not(None)).group_by(log.c.appeal)
    return dict.fromkeys(Result, 0) | {Result(result): count for result, count in session.execute(rows)}


def _matching(sought: Sought, others: Sequence[Subquery]) -> Select[Any]:
    log = union_all(_decisions(), *(_beside(other) for other in others)).subquery()
    rows = select(log, Petition.number, Petition.title, Petition.stage).join(Petition, Petition.id == log.c.petition_id)
    if sought.kind:
        rows = rows.where(log.c.kind == sought.kind)
    if sought.ground:
        rows = rows.where(log.c.ground == sought.ground)
    if sought.appeal:
        rows = rows.where(log.c.appeal == sought.appeal)
    return rows.order_by(log.c.at.desc(), log.c.kind, log.c.id.desc())


def _decisions() -> Select[Any]:
    """Decisions on petitions; what came before and after each is looked up by its petition, which has a handful of rows."""
    mine, began, later = Transition, aliased(Transition), aliased(Transition)
    before = and_(began.petition_id == mine.petition_id, began.id < mine.id)
    after = and_(later.petition_id == mine.petition_id, later.id > mine.id)
    begun = select(func.max(began.at)).where(before, began.move.in_(BEGINNINGS)).scalar_subquery()
    on_appeal = select(began.id).where(before, began.move == Move.APPEAL).exists()
    appealed = select(later.id).where(after, later.move == Move.APPEAL).exists()
    ends = (*DECISIONS, Move.WITHDRAW)
    ended = select(cast(later.move, String)).where(after, later.move.in_(ends)).order_by(later.id).limit(1).scalar_subquery()
    return select(
        mine.id,
        cast(mine.move, String).label("kind"),
        mine.at,
        mine.petition_id,
        mine.facts["ground"].as_string().label("ground"),
        mine.facts,
        mine.reason,
        case((mine.before == Stage.IN_REVIEW, begun)).label("begun"),
        and_(on_appeal, mine.move != Move.HIDE).label("on_appeal"),
        case((and_(mine.move == Move.REFUSE, appealed), _result(ended))).label("appeal"),
    ).where(mine.move.in_(DECISIONS))


def _result(ended: ColumnElement[Any]) -> ColumnElement[str]:
    named = {Move.ADMIT.value: Result.OVERTURNED.value, Move.REFUSE.value: Result.UPHELD.value}
    ends = ((ended == move, result) for move, result in named.items())
    return case((ended.is_(None), Result.OPEN.value), *ends, else_=Result.ENDED.value)


def _beside(row: Subquery) -> Select[Any]:
    """Rows of (id, kind, at, petition_id, ground, reason) as part of the log."""
    return select(
        row.c.id, row.c.kind, row.c.at, row.c.petition_id, row.c.ground, cast(literal("{}"), JSONB), row.c.reason,
        cast(null(), DateTime(timezone=True)), false(), cast(null(), String),
    )  # fmt: skip


def _decided(row: Any, workdays: Workdays) -> Decided:
    hidden, kind = row.stage is Stage.HIDDEN, Kind(row.kind)
    took = None if row.begun is None else workdays.between(local_day(row.begun), local_day(row.at))
    return Decided(
        id=f"{kind}-{row.id}",
        kind=kind,
        at=row.at,
        number=row.number,
        title="" if hidden else row.title,
        is_hidden=hidden,
        ground=row.ground or "",
        facts=row.facts,
        # The words of a hiding are written to be read; others may quote what is hidden now.
        explanation=row.reason if kind is Kind.HIDE or not hidden else "",
        role=Role.MODERATOR,
        workdays=took,
        on_appeal=row.on_appeal,
        appeal=Result(row.appeal) if row.appeal else None,
    )
