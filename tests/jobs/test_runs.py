"""What is due runs once in its period: with two ticks, after downtime, after failures and deaths; and somebody always runs it."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select, text, update
from sqlalchemy.orm import Session

from app.jobs import perform as performing
from app.jobs import runs, tick, worker
from app.jobs.context import Works, transaction
from app.jobs.doorbell import Doorbell
from app.jobs.models import Beat, Post, TaskRun
from app.jobs.schedule import SCHEDULE, Task
from app.jobs.tick import Leader
from tests.conftest import HandClock

NOBODY = "redis://127.0.0.1:1/0"
HOLDERS = text("""
    SELECT pg_terminate_backend(pid) FROM pg_locks
    WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
""")


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """The schedule replaced by two tasks that only count."""
    counted: Counter[str] = Counter()
    lock = threading.Lock()

    def counting(name: str) -> Callable[[Works], None]:
        def run(works: Works) -> None:
            with lock:
                counted[f"{name} {works.clock.now():%d %H:%M:%S}"] += 1

        return run

    tasks = (Task("often", timedelta(seconds=2), counting("often")), Task("daily", timedelta(days=1), counting("daily")))
    monkeypatch.setattr(tick, "SCHEDULE", tasks)
    monkeypatch.setattr(performing, "TASKS", {task.name: task for task in tasks})
    return counted


def alone(works: Works) -> None:
    """A tick whom nobody hears."""
    tick.step(works, Doorbell(NOBODY), me="tick")


def test_declared_once() -> None:
    assert len({task.name for task in SCHEDULE}) == len(SCHEDULE)
    assert len({task.run for task in SCHEDULE}) == len(SCHEDULE)


def test_a_day_begins_in_taipei() -> None:
    task = Task("daily", timedelta(days=1), lambda _: None, after=timedelta(hours=8))
    assert task.period(datetime(2026, 3, 2, 0, 0, tzinfo=UTC)) == datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
    assert task.period(datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC)) == datetime(2026, 3, 1, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize("task", SCHEDULE, ids=lambda task: task.name)
def test_periods_follow_each_other_without_gap(task: Task) -> None:
    at = datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)
    period = task.period(at)
    assert period <= at < period + task.every
    assert task.period(period) == period
    assert task.period(period + task.every) == period + task.every
    assert task.period(period - timedelta(microseconds=1)) == period - task.every


def test_once_per_period(works: Works, clock: HandClock, ran: Counter[str]) -> None:
    for _ in range(8):
        alone(works)
        clock.advance(seconds=0.5)
    alone(works)
    assert ran == dict.fromkeys(("often 02 02:00:00", "often 02 02:00:02", "often 02 02:00:04", "daily 02 02:00:00"), 1)


@pytest.mark.parametrize("leap", [timedelta(hours=7), timedelta(days=3), timedelta(days=61)])
def test_after_downtime_the_present_period_runs_once(
    works: Works, session: Session, clock: HandClock, ran: Counter[str], leap: timedelta
) -> None:
    alone(works)
    ran.clear()
    clock.at += leap
    for _ in range(3):
        alone(works)
    assert sum(count for key, count in ran.items() if key.startswith("often")) == 1
    assert sum(count for key, count in ran.items() if key.startswith("daily")) == (1 if leap >= timedelta(days=1) else 0)
    assert (session.scalar(select(func.count(TaskRun.id))) or 0) <= 4


def test_the_clock_may_come_back(works: Works, clock: HandClock, ran: Counter[str]) -> None:
    clock.at += timedelta(days=61)
    alone(works)
    clock.at -= timedelta(days=61)
    ran.clear()
    alone(works)
    assert sum(ran.values()) == 2


def test_a_failure_is_recorded_and_tried_again_later(works: Works, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(works: Works) -> None:
        raise RuntimeError("could not write to mei@example.org")

    task = Task("broken", timedelta(days=1), fail)
    good = Task("good", timedelta(days=1), lambda works: None)
    monkeypatch.setattr(tick, "SCHEDULE", (task, good))
    monkeypatch.setattr(performing, "TASKS", {"broken": task, "good": good})
    alone(works)
    alone(works)
    run = session.scalars(select(TaskRun).where(TaskRun.task == "broken")).one()
    assert (run.started, run.done_at, run.error) == (1, None, "RuntimeError: could not write to <mail>")
    assert session.scalars(select(TaskRun.done_at).where(TaskRun.task == "good")).one() is not None
    session.execute(
        update(TaskRun).values(rung_at=TaskRun.rung_at - timedelta(seconds=31), started_at=TaskRun.started_at - timedelta(seconds=31))
    )
    alone(works)
    assert session.scalar(select(TaskRun.started).where(TaskRun.task == "broken")) == 2


def test_what_a_dead_worker_held_is_rung_again(works: Works, session: Session, ran: Counter[str]) -> None:
    with transaction(works) as own:
        rings = runs.open_due(own, tick.SCHEDULE, at=works.clock.now())
    [ring] = [ring for ring in rings if ring.task == "daily"]
    with transaction(works) as own:
        assert runs.start(own, ring.run_id, by="worker-that-dies") == "daily"
    alone(works)
    assert ran["daily 02 02:00:00"] == 0
    lapsed = timedelta(seconds=31)
    session.execute(update(TaskRun).values(rung_at=TaskRun.rung_at - lapsed, started_at=TaskRun.started_at - lapsed))
    alone(works)
    assert ran["daily 02 02:00:00"] == 1


def test_what_nobody_comes_for_the_tick_does_itself(works: Works, session: Session, config: object, ran: Counter[str]) -> None:
    bell = Doorbell(works.config.redis_url, prefix="nobody-listens-")
    tick.step(works, bell, me="tick")
    tick.step(works, bell, me="tick")
    assert ran == {}
    session.execute(update(TaskRun).values(rung_at=TaskRun.rung_at - timedelta(seconds=16)))
    tick.step(works, bell, me="tick")
    assert ran["daily 02 02:00:00"] == 1
    assert session.scalar(select(TaskRun.by).where(TaskRun.task == "daily")) == "tick"


def test_a_slow_run_is_not_joined_by_the_next(works: Works, clock: HandClock, ran: Counter[str]) -> None:
    with transaction(works) as own:
        [often] = [ring for ring in runs.open_due(own, tick.SCHEDULE, at=clock.now()) if ring.task == "often"]
    with transaction(works) as own:
        runs.start(own, often.run_id, by="slow")
    clock.advance(seconds=2)
    alone(works)
    assert not any(key.startswith("often") for key in ran)
    with transaction(works) as own:
        runs.done(own, often.run_id)
    alone(works)
    assert ran["often 02 02:00:02"] == 1


def test_old_rows_are_forgotten(works: Works, session: Session, clock: HandClock, ran: Counter[str]) -> None:
    alone(works)
    clock.advance(days=120)
    alone(works)
    with transaction(works) as own:
        runs.forget_old(own, tick.SCHEDULE, at=clock.now())
    assert session.scalar(select(func.count(TaskRun.id))) == 2


# True concurrency.


def many_ticks(make_works: Callable[[], Works], clock: HandClock, count: int = 4, periods: int = 6) -> None:
    barrier = threading.Barrier(count)

    def run(works: Works) -> None:
        for _ in range(periods):
            barrier.wait()
            alone(works)
            if barrier.wait() == 0:
                clock.advance(seconds=2)

    threads = [threading.Thread(target=run, args=(make_works(),)) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.race
def test_many_ticks_at_once_run_a_period_once(make_works: Callable[[], Works], clock: HandClock, ran: Counter[str]) -> None:
    many_ticks(make_works, clock)
    assert set(ran.values()) == {1}
    assert len(ran) == 7


@pytest.mark.race
def test_without_the_unique_row_they_would_run_it_twice(
    make_works: Callable[[], Works], fresh_engine: Engine, clock: HandClock, ran: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: with the database's promise taken away, the test above must fail."""

    def careless(session: Session, tasks: tuple[Task, ...], *, at: datetime) -> list[runs.Ring]:
        made = [TaskRun(task=task.name, period=task.period(at)) for task in tasks]
        session.add_all(made)
        session.flush()
        return [runs.Ring(row.id, row.task, unheard=False) for row in made]

    with fresh_engine.begin() as connection:
        connection.execute(text("ALTER TABLE task_run DROP CONSTRAINT uq_task_run_task_period"))
    monkeypatch.setattr(tick.runs, "open_due", careless)
    many_ticks(make_works, clock)
    assert max(ran.values()) > 1


@pytest.mark.race
def test_one_leads_and_another_takes_over(fresh_engine: Engine) -> None:
    first, second = Leader(fresh_engine), Leader(fresh_engine)
    assert first.leads()
    assert first.leads()
    assert not second.leads()
    first.resign()
    assert second.leads()
    assert not first.leads()
    second.resign()


@pytest.mark.race
def test_a_leader_whose_connection_dies_leads_no_more(make_works: Callable[[], Works], fresh_engine: Engine, ran: Counter[str]) -> None:
    first, second = Leader(fresh_engine), Leader(fresh_engine)
    assert first.leads()
    with fresh_engine.connect() as connection:
        connection.execute(HOLDERS)
    deadline = time.monotonic() + 5
    while not second.leads() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert second.leads()
    works, bell = make_works(), Doorbell(NOBODY)
    assert tick._turn(works, bell, first, "first") == tick.AFTER_FAULT
    assert tick._turn(works, bell, first, "first") == tick.PAUSE
    assert ran == {}
    second.resign()


@pytest.mark.race
def test_a_tick_stops_when_told_and_leaves_the_lead(make_works: Callable[[], Works], fresh_engine: Engine, ran: Counter[str]) -> None:
    stop = threading.Event()
    works = make_works()
    ticking = threading.Thread(target=tick.tick, args=(works, Doorbell(NOBODY)), kwargs={"stop": stop})
    ticking.start()
    deadline = time.monotonic() + 10
    while not ran and time.monotonic() < deadline:
        time.sleep(0.05)
    with works.sessions() as session:
        assert session.scalars(select(Beat.post)).all() == [Post.TICK]
    stop.set()
    ticking.join(10)
    assert not ticking.is_alive()
    leader = Leader(fresh_engine)
    assert leader.leads()
    leader.resign()
    with works.sessions() as session:
        assert session.scalars(select(Beat.post)).all() == []


def test_whoever_begins_strikes_the_killed_of_its_machine_off_the_record(works: Works) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    names = {f"worker-{socket.gethostname()}-{gone.pid}", f"worker-{socket.gethostname()}-{os.getpid()}", f"tick-elsewhere-{gone.pid}"}
    with works.sessions() as session:
        for name in names:
            runs.beat(session, name, Post.WORKER)
        session.commit()
    worker.arrive(works)
    with works.sessions() as session:
        assert set(session.scalars(select(Beat.name))) == names - {f"worker-{socket.gethostname()}-{gone.pid}"}
    worker.leave(works, worker.name(Post.WORKER))
    with works.sessions() as session:
        assert set(session.scalars(select(Beat.name))) == {f"tick-elsewhere-{gone.pid}"}
