"""What was promised and what became of it: of one petition, in public lists, and of every agency in figures (rule 18)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Agency
from app.kernel.workdays import local_day
from app.petition.assignments import acting_for
from app.petition.lifecycle import Move, Stage
from app.petition.models import Petition, Transition
from app.respond import figures
from app.respond.models import OPEN_PROMISES, Commitment, Promise, PromiseState, Response


@dataclass(frozen=True)
class Wanted:
    """What a reader filters by; what is empty does not filter. `late` is what is overdue as of the asking."""

    agency: str = ""
    state: PromiseState | None = None
    late: bool = False


@dataclass(frozen=True)
class Given:
    """A promise with the petition whose answer gave it, and what was told of it, oldest first."""

    petition: Petition
    promise: Promise
    history: Sequence[Transition]

    @property
    def commitment(self) -> Commitment:
        return self.promise.commitment


@dataclass(frozen=True)
class Found:
    """One page of promises, and how many there are in all."""

    rows: Sequence[Given]
    total: int


@dataclass(frozen=True)
class Record:
    """An agency's promises in figures. `kept` are done, `on_time` of these by the day first promised; `overdue` are among the open."""

    kept: int
    on_time: int
    dropped: int
    open: int
    overdue: int

    @property
    def total(self) -> int:
        return self.kept + self.dropped + self.open


NONE = Record(0, 0, 0, 0, 0)


def of_petition(session: Session, petition: Petition) -> list[Given]:
    """The promises of the answer that stands, in its order."""
    rows = _loaded(Commitment.petition_id == petition.id).order_by(Promise.no)
    return _given(session, session.execute(rows).all())


def listed(session: Session, wanted: Wanted, *, at: datetime, page: int, size: int) -> Found:
    """Page `page` (from 1): what is open first, by its day; then what is settled, the latest first."""
    conditions = _conditions(wanted, at)
    total = session.scalar(_standing(*conditions).with_only_columns(func.count())) or 0
    is_open = Commitment.state.in_(OPEN_PROMISES)
    by = case((is_open, Commitment.due_on)).asc().nulls_last(), Commitment.since.desc(), Commitment.id
    rows = _loaded(*conditions).order_by(*by).limit(size).offset((page - 1) * size)
    return Found(_given(session, session.execute(rows).all()), total)


def owed(session: Session, agency: Agency, *, until: date) -> list[tuple[Petition, Promise]]:
    """What an agency, or one that was merged into it, still has to keep by a local day, that one included; overdue longest first."""
    rows = _loaded(Commitment.agency_id.in_(acting_for(agency)), Commitment.state.in_(OPEN_PROMISES), Commitment.due_on <= until)
    found = session.execute(rows.order_by(Commitment.due_on, Commitment.id))
    return [(petition, promise) for petition, promise in found]


def every(session: Session, wanted: Wanted, *, at: datetime, batch: int = 500) -> Iterator[Sequence[Given]]:
    """All of what is wanted, the oldest first, read in batches."""
    after, conditions = 0, _conditions(wanted, at)
    while True:
        rows = session.execute(_loaded(*conditions, Commitment.id > after).order_by(Commitment.id).limit(batch)).all()
        if not rows:
            return
        yield _given(session, rows)
        after = rows[-1][1].commitment_id
        session.expunge_all()


def standing(session: Session, at: datetime) -> dict[int, Record]:
    """Every agency that has promised anything, by its id."""
    given = _standing().with_only_columns(Promise.commitment_id).subquery()
    done, is_open = Commitment.state == PromiseState.DONE, Commitment.state.in_(OPEN_PROMISES)
    rows = (
        select(
            Commitment.agency_id,
            func.count().filter(done),
            func.count().filter(done, _local_day(Commitment.since) <= Commitment.first_due_on),
            func.count().filter(Commitment.state == PromiseState.DROPPED),
            func.count().filter(is_open),
            func.count().filter(overdue(at)),
        )
        .join(given, given.c.commitment_id == Commitment.id)
        .group_by(Commitment.agency_id)
    )
    return {agency_id: Record(*counts) for agency_id, *counts in session.execute(rows)}


def agencies(session: Session) -> Sequence[Agency]:
    """Agencies that have promised anything, by code."""
    given = _standing().with_only_columns(Promise.commitment_id).subquery()
    named = select(Commitment.agency_id).join(given, given.c.commitment_id == Commitment.id)
    return session.scalars(select(Agency).where(Agency.id.in_(named)).order_by(Agency.code)).all()


def petitions_with_open(session: Session, agency: Agency) -> Sequence[int]:
    """The ids of petitions whose answer, as it stands, holds a promise that this very agency still has to keep."""
    rows = _standing(Commitment.agency_id == agency.id, Commitment.state.in_(OPEN_PROMISES))
    return session.scalars(rows.with_only_columns(Commitment.petition_id).distinct()).all()


def of_many(session: Session, petitions: Sequence[Petition]) -> dict[int, list[Promise]]:
    """The promises of the answers that stand, in their order, by the petition's id; a petition without any is left out."""
    ids = [petition.id for petition in petitions if petition.responded_at is not None]
    latest = figures.latest().where(Response.petition_id.in_(ids)).subquery()
    rows = select(Promise).join(latest, latest.c.id == Promise.response_id).order_by(Promise.no).options(joinedload(Promise.commitment))
    found: dict[int, list[Promise]] = {}
    for promise in session.scalars(rows) if ids else ():
        found.setdefault(promise.commitment.petition_id, []).append(promise)
    return found


def late_of(session: Session, petitions: Sequence[Petition], *, at: datetime) -> dict[int, int]:
    """Days by which the promise overdue longest is late, by the petition's id; a petition that keeps its promises is left out."""
    given = of_many(session, petitions)
    days = {id_: max(promise.commitment.overdue_days(at) for promise in promises) for id_, promises in given.items()}
    return {id_: late for id_, late in days.items() if late}


def petition_overdue(at: datetime) -> ColumnElement[bool]:
    """Does the answer that stands for a petition hold a promise open past its day?"""
    return Petition.id.in_(_standing(overdue(at)).with_only_columns(Commitment.petition_id))


def overdue(at: datetime) -> ColumnElement[bool]:
    """Is it open past its day?"""
    return Commitment.state.in_(OPEN_PROMISES) & (Commitment.due_on < local_day(at))


def _conditions(wanted: Wanted, at: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.agency:
        found.append(Commitment.agency_id.in_(select(Agency.id).where(Agency.code == wanted.agency)))
    if wanted.state:
        found.append(Commitment.state == wanted.state)
    if wanted.late:
        found.append(overdue(at))
    return found


def _standing(*conditions: ColumnElement[bool]) -> Select[Petition, Promise]:
    """Promises of the answers that stand, of petitions that are shown."""
    latest = figures.latest().subquery()
    return (
        select(Petition, Promise)
        .select_from(Commitment)
        .join(Promise, Promise.commitment_id == Commitment.id)
        .join(latest, latest.c.id == Promise.response_id)
        .join(Petition, Petition.id == Commitment.petition_id)
        .where(Petition.stage != Stage.HIDDEN, *conditions)
    )


def _loaded(*conditions: ColumnElement[bool]) -> Select[Petition, Promise]:
    return _standing(*conditions).options(joinedload(Promise.commitment).joinedload(Commitment.agency))


def _given(session: Session, rows: Sequence[Any]) -> list[Given]:
    told: dict[int, list[Transition]] = {}
    petitions = {petition.id for petition, _ in rows}
    moves = select(Transition).where(Transition.petition_id.in_(petitions), Transition.move == Move.PROMISE).order_by(Transition.id)
    for row in session.scalars(moves):
        told.setdefault(row.facts["promise"], []).append(row)
    return [Given(petition, promise, told.get(promise.commitment_id, ())) for petition, promise in rows]


def _local_day(moment: Any) -> ColumnElement[date]:
    return func.date(func.timezone("Asia/Taipei", moment))
