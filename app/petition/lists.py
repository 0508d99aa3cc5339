"""Petitions in lists: how many stand where, what is near, closing, new or answered, and the search.

Hidden petitions are in no list. Rows come with their agencies and demands, ready to be shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, cast, func, literal, or_, select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session, selectinload

from app.accounts.models import Agency
from app.petition import words
from app.petition.lifecycle import ANSWERED, Stage
from app.petition.models import Assignment, Part, Petition, Transition


class Order(StrEnum):
    """Published ways to sort a list; a search without one is sorted by how well it fits."""

    NEWEST = "newest"
    MOST = "most"
    CLOSING = "closing"


@dataclass(frozen=True)
class Wanted:
    """What a reader filters by; what is empty does not filter. `parts` are those of the agency, without any all but a refused one.

    `late` is what is overdue as of the asking, `also` what a stage asks for.
    """

    text: str = ""
    stages: tuple[Stage, ...] = ()
    agency: str = ""
    parts: tuple[Part, ...] = ()
    topic: str = ""
    late: bool = False
    order: Order | None = None
    also: tuple[ColumnElement[bool], ...] = ()


@dataclass(frozen=True)
class Found:
    """One page of a search, and how many there are in all."""

    petitions: Sequence[Petition]
    total: int


def search(session: Session, wanted: Wanted, *, at: datetime, page: int, size: int) -> Found:
    """Page `page` (from 1) of what is wanted. A text that holds no word at all finds nothing."""
    if wanted.text and not words.runs(wanted.text):
        return Found((), 0)
    matching = and_(*_conditions(wanted, at))
    total = session.scalar(select(func.count()).select_from(Petition).where(matching)) or 0
    rows = shown().where(matching).order_by(*_order(wanted, at)).limit(size).offset((page - 1) * size)
    return Found(session.scalars(rows).all(), total)


def every(session: Session, wanted: Wanted, *, at: datetime, batch: int = 500) -> Iterator[Sequence[Petition]]:
    """All of what is wanted, the oldest first, read in batches; a text that holds no word at all finds nothing."""
    after, conditions = 0, _conditions(wanted, at)
    while not wanted.text or words.runs(wanted.text):
        found = session.scalars(shown().where(*conditions, Petition.id > after).order_by(Petition.id).limit(batch)).all()
        if not found:
            return
        yield found
        after = found[-1].id
        session.expunge_all()


def near(session: Session, *, at: datetime, limit: int) -> Sequence[Petition]:
    """Open ones that have passed the share of the threshold at which it counts as near, nearest first."""
    share = Petition.endorsements * 100 / Petition.endorse_threshold
    rows = shown().where(open_now(at), share >= cast(Petition.rules["near_percent"].as_string(), Integer))
    return session.scalars(rows.order_by(share.desc(), Petition.id).limit(limit)).all()


def closing(session: Session, *, at: datetime, limit: int) -> Sequence[Petition]:
    """Open ones that are not yet established, the first to close first."""
    return session.scalars(shown().where(open_now(at)).order_by(Petition.endorse_until, Petition.id).limit(limit)).all()


def newest(session: Session, *, at: datetime, limit: int) -> Sequence[Petition]:
    """Those that may be endorsed now, the last admitted first."""
    return session.scalars(shown().where(open_now(at)).order_by(Petition.admitted_at.desc(), Petition.id).limit(limit)).all()


def answered(session: Session, *, limit: int) -> Sequence[Petition]:
    """Those with an answer, the latest first."""
    rows = shown().where(Petition.stage.in_(ANSWERED))
    return session.scalars(rows.order_by(Petition.responded_at.desc(), Petition.id).limit(limit)).all()


def of_ids(session: Session, ids: Sequence[int]) -> list[Petition]:
    """These petitions as lists show them, in the order asked; hidden ones are left out."""
    found = {
        petition.id: petition for petition in session.scalars(shown().where(Petition.id.in_(ids)).execution_options(populate_existing=True))
    }
    return [found[id_] for id_ in ids if id_ in found]


def per_stage(session: Session) -> dict[Stage, int]:
    """How many stand in each stage; every stage is named, HIDDEN included."""
    rows = select(Petition.stage, func.count()).group_by(Petition.stage)
    return dict.fromkeys(Stage, 0) | dict(session.execute(rows).all())


def late_per_stage(session: Session, *, at: datetime) -> dict[Stage, int]:
    """How many are overdue, by the stage they are late in; a stage without any is left out."""
    rows = select(Petition.stage, func.count()).where(overdue(at)).group_by(Petition.stage)
    return dict(session.execute(rows).all())


def per_topic(session: Session) -> list[tuple[str, int]]:
    """Topics that have petitions, the fullest first."""
    number = func.count()
    rows = select(Petition.topic, number).where(Petition.stage != Stage.HIDDEN).group_by(Petition.topic)
    return [(topic, n) for topic, n in session.execute(rows.order_by(number.desc(), Petition.topic))]


def agencies(session: Session) -> Sequence[Agency]:
    """Agencies that any petition shown names, by code."""
    named = (
        select(Assignment.agency_id)
        .join(Petition, Petition.id == Assignment.petition_id)
        .where(Assignment.part != Part.REFUSED, Petition.stage != Stage.HIDDEN)
    )
    return session.scalars(select(Agency).where(Agency.id.in_(named)).order_by(Agency.code)).all()


def timelines(session: Session, petitions: Sequence[Petition]) -> dict[int, list[Transition]]:
    """The ledgers of many petitions by their ids, oldest first."""
    rows = select(Transition).where(Transition.petition_id.in_([petition.id for petition in petitions])).order_by(Transition.id)
    found: dict[int, list[Transition]] = {}
    for row in session.scalars(rows):
        found.setdefault(row.petition_id, []).append(row)
    return found


def shown() -> Select[Petition]:
    """Petitions as every list shows them."""
    return (
        select(Petition)
        .where(Petition.stage != Stage.HIDDEN)
        .options(selectinload(Petition.demands), selectinload(Petition.assignments).selectinload(Assignment.agency))
    )


def overdue(at: datetime) -> ColumnElement[bool]:
    """What is late as of a moment: reviews, answers and follow-ups (rules 5, 20, 21)."""
    return or_(
        and_(Petition.stage == Stage.IN_REVIEW, Petition.review_due_at <= at),
        and_(Petition.stage == Stage.RESPONDING, Petition.respond_due_at <= at),
        and_(Petition.stage == Stage.FOLLOW_UP, Petition.follow_up_due_at <= at),
    )


def open_now(at: datetime) -> ColumnElement[bool]:
    """May be endorsed at a moment, and not yet established."""
    return and_(Petition.stage == Stage.ENDORSING, Petition.endorse_from <= at, Petition.endorse_until > at)


def _conditions(wanted: Wanted, at: datetime) -> list[ColumnElement[bool]]:
    found = [Petition.stage != Stage.HIDDEN]
    if wanted.text:
        found.append(Petition.words.op("@@")(_query(wanted.text)))
    if wanted.stages:
        found.append(Petition.stage.in_(wanted.stages))
    if wanted.topic:
        found.append(Petition.topic == wanted.topic)
    if wanted.agency:
        named = select(Assignment.petition_id).join(Agency, Agency.id == Assignment.agency_id)
        part = Assignment.part.in_(wanted.parts) if wanted.parts else Assignment.part != Part.REFUSED
        found.append(Petition.id.in_(named.where(Agency.code == wanted.agency, part)))
    if wanted.late:
        found.append(overdue(at))
    return [*found, *wanted.also]


def _order(wanted: Wanted, at: datetime) -> list[ColumnElement[Any]]:
    by: dict[Order | None, ColumnElement[Any]] = {
        Order.NEWEST: Petition.submitted_at.desc(),
        Order.MOST: Petition.endorsements.desc(),
        Order.CLOSING: func.coalesce(Petition.endorse_until <= at, True).asc(),
        None: func.ts_rank(Petition.words, _query(wanted.text)).desc() if wanted.text else Petition.submitted_at.desc(),
    }
    last = [Petition.endorse_until.asc(), Petition.id.desc()] if wanted.order is Order.CLOSING else [Petition.id.desc()]
    return [by[wanted.order], *last]


def _query(text: str) -> ColumnElement[Any]:
    return cast(literal(words.phrase(text)), TSQUERY)
