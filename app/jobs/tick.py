"""The tick: opens what is due and rings for it. Any number may run; the one that holds the database's lock leads, another takes over.

What nobody can be told of, because Redis is away, or what nobody came for within its lease, the tick runs itself.
"""

from __future__ import annotations

from contextlib import suppress
from threading import Event

import structlog
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from app.jobs import runs
from app.jobs.context import Works, transaction
from app.jobs.doorbell import Doorbell
from app.jobs.models import Post
from app.jobs.perform import perform
from app.jobs.runs import Ring
from app.jobs.schedule import SCHEDULE
from app.jobs.worker import arrive, beat, leave, name

PAUSE = 0.5
AFTER_FAULT = 1.0
LOCK = "gongyi/tick"

log = structlog.get_logger()


class Leader:
    """Holds the lock on a connection of its own: when the process or the connection dies, the lock is free."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def leads(self) -> bool:
        """Whether this process leads. Raises SQLAlchemyError while the database is away."""
        if self._connection is not None:
            self._connection.execute(text("SELECT 1"))
            return True
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            if connection.scalar(text("SELECT pg_try_advisory_lock(hashtext(:lock))"), {"lock": LOCK}):
                self._connection = connection
                return True
        finally:
            if self._connection is None:
                connection.close()
        return False

    def resign(self) -> None:
        """Let go. The connection is not returned to the pool: should it live after all, it would keep the lock there."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(SQLAlchemyError):
                connection.execute(text("SELECT pg_advisory_unlock_all()"))
            connection.invalidate()
            connection.close()


def tick(works: Works, bell: Doorbell, *, stop: Event) -> None:
    """Lead, or wait to lead, until `stop` is set. A database that is away is waited for."""
    leader, me = Leader(works.engine), name(Post.TICK)
    arrive(works)
    try:
        while not stop.is_set():
            stop.wait(_turn(works, bell, leader, me))
    finally:
        leader.resign()
        leave(works, me)


def step(works: Works, bell: Doorbell, *, me: str) -> None:
    """Open what is due and ring for it once."""
    with transaction(works) as session:
        rings = runs.open_due(session, SCHEDULE, at=works.clock.now())
    for ring in rings:
        if not _is_heard(bell, ring):
            _do_it_ourselves(works, ring, me)


def _turn(works: Works, bell: Doorbell, leader: Leader, me: str) -> float:
    """One turn; returns the seconds to rest after it."""
    try:
        if leader.leads():
            beat(works, me, Post.TICK)
            step(works, bell, me=me)
    except SQLAlchemyError as fault:
        log.warning("database.away", error=type(fault).__name__)
        leader.resign()
        return AFTER_FAULT
    except Exception:
        log.exception("tick.failed")
        return AFTER_FAULT
    return PAUSE


def _do_it_ourselves(works: Works, ring: Ring, me: str) -> None:
    try:
        perform(works, ring.run_id, by=me)
    except SQLAlchemyError:
        raise
    except Exception:
        log.warning("tick.task_failed", task=ring.task)  # recorded on the run; the other tasks are not to blame


def _is_heard(bell: Doorbell, ring: Ring) -> bool:
    return not ring.unheard and bell.ring(ring.run_id, ring.task)
