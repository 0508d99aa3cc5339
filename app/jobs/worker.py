"""A worker: hears the doorbell and runs what it is told, one thing at a time, in its own process.

It does not fork for each job: that keeps its connections to the database and the relay, and a code leaves within a fraction of a
second. A worker that dies is replaced by whoever started it; what it was doing is rung again.
"""

from __future__ import annotations

import os
import socket
import time
from contextlib import suppress
from typing import Any

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import SimpleWorker
from rq.serializers import JSONSerializer
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.jobs import runs
from app.jobs.context import Works, transaction
from app.jobs.doorbell import QUEUES
from app.jobs.models import Beat, Post
from app.jobs.perform import perform
from app.jobs.schedule import TASKS

BEAT = 5.0
TTL = 30
RETURN = 2.0

log = structlog.get_logger()


class Duty:
    """What the worker of this process works with: RQ hands a job nothing but its ids."""

    works: Works
    name: str
    beaten_at = float("-inf")


def run(run_id: int) -> None:
    """A job: one run of the schedule. One that fails for want of the database is rung again by the tick."""
    try:
        perform(Duty.works, run_id, by=Duty.name)
    except SQLAlchemyError as fault:
        log.warning("database.away", error=type(fault).__name__)


def hurry(task: str) -> None:
    """A job: a task out of turn, which comes by itself in seconds if this fails."""
    try:
        TASKS[task].run(Duty.works)
    except SQLAlchemyError as fault:
        log.warning("database.away", error=type(fault).__name__)


def name(post: Post) -> str:
    """What this process is called in the record."""
    return f"{post}-{socket.gethostname()}-{os.getpid()}"


def arrive(works: Works) -> None:
    """Strike killed processes of this machine, in whose place this one comes, off the record at once."""
    with suppress(SQLAlchemyError), transaction(works) as session:
        runs.left(session, [name for name in session.scalars(select(Beat.name)) if _is_dead(name)])


def leave(works: Works, name: str) -> None:
    """End on the record too."""
    with suppress(SQLAlchemyError), transaction(works) as session:
        runs.left(session, [name])


def _is_dead(name: str) -> bool:
    """Is it a process of this machine that no longer runs? Of another machine's nothing is known but its signs of life."""
    place, _, number = name.rpartition("-")
    if place not in {f"{post}-{socket.gethostname()}" for post in Post} or not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


class Worker(SimpleWorker):
    """RQ's worker, whose sign of life also stands in the database."""

    max_connection_wait_time = 2.0

    def heartbeat(self, *args: Any, **kwargs: Any) -> None:
        beat(Duty.works, Duty.name, Post.WORKER)
        super().heartbeat(*args, **kwargs)


def beat(works: Works, name: str, post: Post) -> None:
    """Record a sign of life, at most every few seconds; a database that is away does not stop a worker."""
    if time.monotonic() - Duty.beaten_at < BEAT:
        return
    Duty.beaten_at = time.monotonic()
    try:
        with transaction(works) as session:
            runs.beat(session, name, post)
    except SQLAlchemyError as fault:
        log.warning("beat.lost", error=type(fault).__name__)


def work(works: Works, *, prefix: str = "") -> None:
    """Work until told to stop. While Redis is away, wait for it."""
    Duty.works, Duty.name = works, name(Post.WORKER)
    arrive(works)
    queues = [prefix + queue for queue in QUEUES]
    while True:
        connection = Redis.from_url(works.config.redis_url)
        worker = Worker(queues, name=Duty.name, connection=connection, serializer=JSONSerializer, worker_ttl=TTL, log_job_description=False)
        try:
            worker.work(logging_level="WARNING")
        except RedisError as fault:
            log.warning("doorbell.away", error=type(fault).__name__)
            time.sleep(RETURN)
        else:
            leave(works, Duty.name)
            return
