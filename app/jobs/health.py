"""The state of the platform, read from the database and Redis when it is asked for, so it is the same from every process."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from redis.exceptions import RedisError
from rq import Queue
from rq.registry import FailedJobRegistry
from rq.serializers import JSONSerializer
from sqlalchemy import and_, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app import schema
from app.jobs.doorbell import QUEUES, connect
from app.jobs.models import Beat, Post, TaskRun
from app.jobs.schedule import SCHEDULE
from app.kernel.health import Check, FailedLetter, Figure, Process, TaskState, Workshop
from app.kernel.outbox import Letter
from app.petition.models import Petition, Transition

SILENT_MAX = timedelta(seconds=45)
UNSENT_MAX = timedelta(minutes=5)
SHOWN = 50

Answer = TypeVar("Answer")

UNSENT = Letter.to_sealed.is_not(None)


class Lookout:
    def __init__(self, redis_url: str) -> None:
        self._redis = connect(redis_url)
        self._head = schema.head()

    def ready(self, session: Session, *, at: datetime) -> list[Check]:
        redis = self._check_redis()
        try:
            return [self._check_schema(session), redis, *_check_posts(session), _check_letters(session, at)]
        except SQLAlchemyError as fault:
            return [Check("database", False, type(fault).__name__), redis]

    def figures(self, session: Session, *, at: datetime) -> list[Figure]:
        return [*_of_letters(session, at), *_of_petitions(session), *_of_jobs(session), *self._of_queues()]

    def workshop(self, session: Session, *, at: datetime) -> Workshop:
        queues = self._ask(self._depths)
        failed = self._ask(lambda: sum(len(FailedJobRegistry(queue=queue)) for queue in self._queues()))
        return Workshop(
            queues, failed, processes(session), task_states(session), waiting(session), oldest_unsent(session, at), failed_letters(session)
        )  # fmt: skip

    def _queues(self) -> list[Queue]:
        return [Queue(name, connection=self._redis, serializer=JSONSerializer) for name in QUEUES]

    def _depths(self) -> dict[str, int]:
        return {queue.name: queue.count for queue in self._queues()}

    def _ask(self, question: Callable[[], Answer]) -> Answer | None:
        try:
            return question()
        except RedisError:
            return None

    def _check_redis(self) -> Check:
        answer = self._ask(self._redis.ping)
        return Check("redis", bool(answer), "answers" if answer else "away")

    def _check_schema(self, session: Session) -> Check:
        stands = schema.current(session.connection())
        word = f"at {stands}" if stands == self._head else f"at {stands or 'nothing'}, needs {self._head}"
        return Check("database", stands == self._head, word)

    def _of_queues(self) -> list[Figure]:
        depths = self._ask(self._depths)
        up = Figure("gongyi_redis_up", "Whether Redis answers.", float(depths is not None))
        lines = [Figure("gongyi_queue_jobs", "Jobs rung and not yet begun.", n, (("queue", name),)) for name, n in (depths or {}).items()]
        return [up, *lines]


def processes(session: Session) -> list[Process]:
    """Every worker and tick that lived lately, by name."""
    silent = (func.clock_timestamp() - Beat.at).label("silent")
    rows = select(Beat.name, Beat.post, Beat.since, silent).order_by(Beat.post, Beat.name)
    return [Process(row.name, row.post, row.since, max(row.silent, timedelta())) for row in session.execute(rows)]


def task_states(session: Session) -> list[TaskState]:
    """Every task of the schedule, with when it was last done and what last went wrong."""
    last = select(
        TaskRun.task, func.max(TaskRun.done_at).label("done"), func.max(TaskRun.failed_at).label("failed"),
        func.array_agg(TaskRun.error).filter(TaskRun.failed_at.is_not(None)).label("errors"),
    ).group_by(TaskRun.task)  # fmt: skip
    found = {row.task: row for row in session.execute(last)}
    return [
        TaskState(task.name, task.every, row.done, row.failed, (row.errors or [""])[-1])
        if (row := found.get(task.name))
        else TaskState(task.name, task.every, None, None, "")
        for task in SCHEDULE
    ]


def waiting(session: Session) -> dict[str, int]:
    """How many letters have not left, by channel; those held back for a later moment included."""
    rows = select(Letter.channel, func.count()).where(UNSENT).group_by(Letter.channel)
    return {str(channel): count for channel, count in session.execute(rows)}


def oldest_unsent(session: Session, at: datetime) -> timedelta | None:
    """How long the letter that waits longest has been waiting; one put off after a failure waits from the beginning."""
    due = and_(UNSENT, Letter.created_at <= at, (Letter.next_try_at <= at) | (Letter.attempts > 0) | (Letter.last_error != ""))
    oldest = session.scalar(select(func.min(Letter.created_at)).where(due))
    return None if oldest is None else at - oldest


def failed_letters(session: Session, *, limit: int = SHOWN) -> list[FailedLetter]:
    """The letters given up last."""
    columns = (Letter.id, Letter.name, Letter.channel, Letter.failed_at, Letter.attempts, Letter.last_error)
    rows = select(*columns).where(Letter.failed_at.is_not(None)).order_by(Letter.failed_at.desc()).limit(limit)
    return [FailedLetter(*row) for row in session.execute(rows)]


def _check_posts(session: Session) -> list[Check]:
    found = processes(session)
    return [_check_post(post, [process for process in found if process.post == post]) for post in Post]


def _check_post(post: Post, found: list[Process]) -> Check:
    alive = [process for process in found if process.silent <= SILENT_MAX]
    if alive:
        return Check(post, True, f"{len(alive)} alive")
    if not found:
        return Check(post, False, "there is none")
    return Check(post, False, f"silent for {int(min(process.silent for process in found).total_seconds())} s")


def _check_letters(session: Session, at: datetime) -> Check:
    oldest = oldest_unsent(session, at)
    if oldest is None:
        return Check("letters", True, "none waits")
    return Check("letters", oldest <= UNSENT_MAX, f"the oldest waits since {int(oldest.total_seconds())} s")


def _of_letters(session: Session, at: datetime) -> list[Figure]:
    states = {"waiting": UNSENT, "sent": Letter.sent_at.is_not(None), "failed": Letter.failed_at.is_not(None)}
    counts = select(Letter.channel, *(func.count().filter(condition) for condition in states.values())).group_by(Letter.channel)
    lines = [
        Figure("gongyi_letters", "Letters by channel and state.", count, (("channel", str(channel)), ("state", state)))
        for channel, *numbers in session.execute(counts)
        for state, count in zip(states, numbers, strict=True)
    ]
    oldest = oldest_unsent(session, at)
    seconds = oldest.total_seconds() if oldest else 0
    return [*lines, Figure("gongyi_oldest_unsent_letter_seconds", "Age of the letter that waits longest.", seconds)]


def _of_petitions(session: Session) -> list[Figure]:
    stages = session.execute(select(Petition.stage, func.count()).group_by(Petition.stage))
    lines = [Figure("gongyi_petitions", "Petitions by stage.", count, (("stage", str(stage)),)) for stage, count in stages]
    endorsed = session.scalar(select(func.sum(Petition.endorsements))) or 0
    unannounced = session.scalar(select(func.count()).where(Transition.announced_at.is_(None))) or 0
    return [
        *lines,
        Figure("gongyi_endorsements", "Endorsements counted.", float(endorsed)),
        Figure("gongyi_unannounced_moves", "Moves whose letters are not written yet.", unannounced),
    ]


def _of_jobs(session: Session) -> list[Figure]:
    alive = [process for process in processes(session) if process.silent <= SILENT_MAX]
    posts = [
        Figure("gongyi_processes", "Workers and ticks alive.", sum(process.post == post for process in alive), (("post", str(post)),))
        for post in Post
    ]
    ages = select(TaskRun.task, func.extract("epoch", func.clock_timestamp() - func.max(TaskRun.done_at))).group_by(TaskRun.task)
    runs = [
        Figure("gongyi_task_last_done_seconds", "Seconds since a task was last done.", float(age), (("task", name),))
        for name, age in session.execute(ages)
        if age is not None
    ]
    return [*posts, *runs]
