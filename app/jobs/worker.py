"""A worker: hears the doorbell and runs what it is told, one thing at a time, in its own process.

It does not fork for each job: that keeps its connections to the database and the relay, and a code leaves within a fraction of a
second. A worker that dies is replaced by whoever started it; what it was doing is rung again.
"""

from __future__ import annotations

import os
import socket
import time
from typing import Any

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import SimpleWorker
from rq.serializers import JSONSerializer
from sqlalchemy.exc import SQLAlchemyError

from app.jobs import runs
from app.jobs.context import Works, transaction
from app.jobs.doorbell import QUEUES
from app.jobs.models import Post
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
            return
