"""One row per task and period: opened by a tick, rung to the workers, taken by one of them, done or tried again.

- The row is unique, so a period is run once, however many ticks and workers there are.
- Only a task's present period is ever opened: after downtime, or after the demonstration's clock has leapt, it runs once.
- A run that nobody finished within its lease is rung again, later each time; a newer period waits while an older run is under way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Interval, and_, delete, exists, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from app.jobs.models import Beat, Post, TaskRun
from app.jobs.schedule import Task

LEASE = timedelta(seconds=15)
LEASE_DOUBLINGS = 5
UNHEARD = timedelta(minutes=1)
"""After so long without an answer the workers are tried again."""
KEPT_PERIODS = 100
KEPT_AT_LEAST = timedelta(days=1)


@dataclass(frozen=True)
class Ring:
    """A run to be announced. It is `unheard` if this or an earlier run of the task was announced lately and nobody came."""

    run_id: int
    task: str
    unheard: bool


def open_due(session: Session, tasks: Iterable[Task], *, at: datetime) -> list[Ring]:
    """Write the rows of the periods that are due, and return the runs that the workers should hear of now."""
    present = [(task.name, task.period(at)) for task in tasks]
    rows = insert(TaskRun).values([{"task": name, "period": period} for name, period in present])
    session.execute(rows.on_conflict_do_nothing(index_elements=[TaskRun.task, TaskRun.period]))
    ring = (
        update(TaskRun)
        .where(tuple_(TaskRun.task, TaskRun.period).in_(present), TaskRun.done_at.is_(None))
        .where(_rested(), ~_older_under_way())
        .values(rung=TaskRun.rung + 1, rung_at=func.clock_timestamp())
        .returning(TaskRun.id, TaskRun.task, or_(and_(TaskRun.rung > 1, TaskRun.started == 0), _older_unheard()))
        .execution_options(synchronize_session=False)
    )
    return [Ring(*row) for row in session.execute(ring)]


def start(session: Session, run_id: int, *, by: str) -> str | None:
    """Take the run and return its task's name; nothing if it is done, or in other hands and within its lease."""
    free = or_(TaskRun.started_at.is_(None), TaskRun.failed_at.is_not(None), TaskRun.started_at < func.clock_timestamp() - LEASE)
    row = update(TaskRun).where(TaskRun.id == run_id, TaskRun.done_at.is_(None), free)
    taken = row.values(started=TaskRun.started + 1, started_at=func.clock_timestamp(), failed_at=None, by=by)
    return session.scalar(taken.returning(TaskRun.task).execution_options(synchronize_session=False))


def done(session: Session, run_id: int) -> None:
    _end(session, run_id, done_at=func.clock_timestamp(), error="")


def failed(session: Session, run_id: int, *, error: str) -> None:
    """`error` is shown to staff: it must hold no personal data."""
    _end(session, run_id, failed_at=func.clock_timestamp(), error=error)


def forget_old(session: Session, tasks: Iterable[Task], *, at: datetime) -> None:
    """Delete the rows of long gone periods, and of processes that are gone."""
    for task in tasks:
        kept = max(task.every * KEPT_PERIODS, KEPT_AT_LEAST)
        session.execute(delete(TaskRun).where(TaskRun.task == task.name, TaskRun.period < at - kept))
    session.execute(delete(Beat).where(Beat.at < func.clock_timestamp() - KEPT_AT_LEAST))


def beat(session: Session, name: str, post: Post) -> None:
    """Record a sign of life."""
    row = insert(Beat).values(name=name, post=post)
    session.execute(row.on_conflict_do_update(index_elements=[Beat.name], set_={"at": func.clock_timestamp()}))


def left(session: Session, names: Iterable[str]) -> None:
    """Strike processes that are gone off the record, so that nobody counts them any longer."""
    session.execute(delete(Beat).where(Beat.name.in_(list(names))))


def _end(session: Session, run_id: int, **values: object) -> None:
    session.execute(update(TaskRun).where(TaskRun.id == run_id).values(**values).execution_options(synchronize_session=False))


def _rested() -> ColumnElement[bool]:
    """Neither rung nor started lately; the rest doubles with every start."""
    seconds = LEASE.total_seconds() * func.power(2, func.least(TaskRun.started, LEASE_DOUBLINGS))
    rest = func.make_interval(0, 0, 0, 0, 0, 0, seconds, type_=Interval)
    last = func.greatest(TaskRun.rung_at, TaskRun.started_at)
    return or_(TaskRun.rung_at.is_(None), last < func.clock_timestamp() - rest)


def _older_under_way() -> ColumnElement[bool]:
    older = aliased(TaskRun)
    lately = func.greatest(older.rung_at, older.started_at) > func.clock_timestamp() - LEASE
    unfinished = and_(older.done_at.is_(None), older.failed_at.is_(None))
    return exists(select(older.id).where(older.task == TaskRun.task, older.period < TaskRun.period, unfinished, lately))


def _older_unheard() -> ColumnElement[bool]:
    older = aliased(TaskRun)
    lately = older.rung_at > func.clock_timestamp() - UNHEARD
    return exists(select(older.id).where(older.task == TaskRun.task, older.period < TaskRun.period, older.started == 0, lately))
