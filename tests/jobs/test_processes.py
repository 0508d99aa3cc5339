"""Workers and tick as real processes: codes leave at once, and outages, restarts and kills lose and repeat nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from redis import Redis
from sqlalchemy import Engine, func, select

from app.accounts import addresses, verification
from app.accounts.challenges import Purpose
from app.jobs.context import Works
from app.jobs.doorbell import Doorbell
from app.jobs.models import Beat, TaskRun
from app.kernel.clock import WallClock
from app.kernel.outbox import Letter
from config import Config
from tests.jobs.conftest import Outside, letters
from tests.jobs.wire import Wire

pytestmark = pytest.mark.xdist_group("processes")

ROOT = Path(__file__).parents[2]
PATIENCE = 60

DELIVERER = """
import sys
from app.factory import build
from app.jobs.context import equip
from app.jobs.delivery import deliver
from app.kernel import outbox
from app.kernel.outbox import Channel
from config import read
from datetime import timedelta
outbox.LEASE = timedelta(seconds=0.5)
parts = build(read())
works = equip(parts.config, parts.engine, parts.sessions, parts.clock, parts.keys)
print("ready", flush=True)
while True:
    deliver(works, Channel.EMAIL)
"""

# With the lease as it is, and living through the database's absence.
INSISTENT = (
    DELIVERER.replace("outbox.LEASE = timedelta(seconds=0.5)", "")
    .replace(
        "    deliver(works, Channel.EMAIL)", "    try:\n        deliver(works, Channel.EMAIL)\n    except SQLAlchemyError:\n        pass"
    )
    .replace("import sys", "from sqlalchemy.exc import SQLAlchemyError")
)


class Crew:
    """Processes of one platform; those that still live are ended with the test."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.processes: list[subprocess.Popen[bytes]] = []

    def begin(self, *command: str, **changes: str) -> subprocess.Popen[bytes]:
        environment = {**self.environment, **changes}
        process = subprocess.Popen([sys.executable, *command], env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.processes.append(process)
        return process

    def jobs(self, command: str) -> subprocess.Popen[bytes]:
        return self.begin("-m", "flask", "--app", "app.factory", "jobs", command)

    def end(self) -> None:
        for process in self.processes:
            with suppress(ProcessLookupError):
                process.kill()
            process.wait()


def until(found: Callable[[], object], seconds: float = PATIENCE) -> float:
    """Wait until something is so, and return how long it took."""
    began = time.monotonic()
    while not found():
        if time.monotonic() - began > seconds:
            pytest.fail(f"still not so after {seconds} s")
        time.sleep(0.02)
    return time.monotonic() - began


@pytest.fixture
def works(make_works: Callable[[], Works]) -> Works:
    made = make_works()
    object.__setattr__(made, "clock", WallClock())
    return made


@pytest.fixture
def redis_wire(config: Config) -> Iterator[Wire]:
    address = urlsplit(config.redis_url)
    wire = Wire(address.hostname or "127.0.0.1", address.port or 6379)
    yield wire
    wire.close()


@pytest.fixture
def database_wire(fresh_engine: Engine) -> Iterator[Wire]:
    wire = Wire(fresh_engine.url.host or "127.0.0.1", fresh_engine.url.port or 5432)
    yield wire
    wire.close()


def redis_of_our_own(url: str, port: int) -> str:
    """The same Redis over another port, in a database that no other test uses."""
    parts = urlsplit(url)
    account = parts.netloc.rpartition("@")[0]
    return f"redis://{account}{'@' if account else ''}127.0.0.1:{port}/13"


@pytest.fixture
def crew(works: Works, fresh_engine: Engine, redis_wire: Wire, database_wire: Wire) -> Iterator[Crew]:
    database = fresh_engine.url.set(drivername="postgresql", host="127.0.0.1", port=database_wire.port)
    found = Crew(
        {
            "PATH": os.environ["PATH"],
            "CONFIG": "test",
            "DATABASE_URL": database.render_as_string(hide_password=False),
            "REDIS_URL": redis_of_our_own(works.config.redis_url, redis_wire.port),
            "MAIL_URL": works.config.mail_url,
        }
    )
    bell = Redis.from_url(found.environment["REDIS_URL"])
    bell.flushdb()
    bell.close()
    yield found
    found.end()


def send_code(works: Works, typed: str) -> None:
    with works.sessions() as session:
        verification.send(
            session, works.keys, addresses.read(typed), purpose=Purpose.SIGN_IN, language="zh-Hant-TW", at=works.clock.now()
        )  # fmt: skip
        session.commit()


def rung_for(works: Works, bell: Doorbell, outside: Outside, address: str) -> float:
    """How long a code takes to arrive."""
    send_code(works, address)
    assert bell.ring_for_codes()
    return until(lambda: address in outside.relay.recipients)


def has_beaten(works: Works, post: str) -> bool:
    with works.sessions() as session:
        return session.scalar(select(Beat.name).where(Beat.post == post).limit(1)) is not None


def unsent(works: Works) -> int:
    with works.sessions() as session:
        return session.scalar(select(func.count()).where(Letter.to_sealed.is_not(None))) or 0


@pytest.mark.race
def test_a_code_leaves_within_a_second_and_everything_survives_outages(
    works: Works, crew: Crew, outside: Outside, redis_wire: Wire, database_wire: Wire
) -> None:
    worker, tick = crew.jobs("work"), crew.jobs("tick")
    until(lambda: has_beaten(works, "worker") and has_beaten(works, "tick"))
    bell = Doorbell(crew.environment["REDIS_URL"])

    assert min(rung_for(works, bell, outside, f"rung-{n}@example.org") for n in range(3)) < 1

    send_code(works, "unrung@example.org")
    until(lambda: "unrung@example.org" in outside.relay.recipients)

    redis_wire.cut()
    send_code(works, "redis-away@example.org")
    assert not bell.ring_for_codes()
    until(lambda: "redis-away@example.org" in outside.relay.recipients)
    redis_wire.mend()

    database_wire.cut()
    time.sleep(1)
    database_wire.mend()
    send_code(works, "database-back@example.org")
    until(lambda: "database-back@example.org" in outside.relay.recipients)

    Redis.from_url(crew.environment["REDIS_URL"]).flushdb()  # as a restart without its data
    send_code(works, "redis-empty@example.org")
    until(lambda: "redis-empty@example.org" in outside.relay.recipients)

    until(lambda: unsent(works) == 0)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    send_code(works, "no-worker@example.org")
    until(lambda: "no-worker@example.org" in outside.relay.recipients)

    until(lambda: unsent(works) == 0)
    assert set(Counter(outside.relay.recipients).values()) == {1}
    assert tick.poll() is None
    tick.terminate()
    assert tick.wait(10) == 0


@pytest.mark.race
def test_two_ticks_and_two_workers_run_each_period_once(works: Works, crew: Crew) -> None:
    for command in ("work", "work", "tick", "tick"):
        crew.jobs(command)
    until(lambda: has_beaten(works, "worker") and has_beaten(works, "tick"))
    time.sleep(6)
    crew.end()
    with works.sessions() as session:
        runs = session.execute(select(func.count(), func.max(TaskRun.started), func.max(TaskRun.error)).where(TaskRun.done_at.is_not(None)))
        count, most, error = runs.one()
        doubled = session.scalars(select(TaskRun.task).group_by(TaskRun.task, TaskRun.period).having(func.count() > 1)).all()
        leaders = session.scalar(select(func.count()).where(Beat.post == "tick"))
    assert count >= 10
    assert (most, error, doubled, leaders) == (1, "", [], 1)


@pytest.mark.race
def test_a_worker_killed_while_sending_loses_nothing_and_repeats_nothing(works: Works, crew: Crew, outside: Outside) -> None:
    """Killed before the relay has accepted a letter, again and again."""
    letters(works, *(f"person-{n}@example.org" for n in range(40)))
    kills = 0
    while unsent(works):
        process = crew.begin("-c", DELIVERER)
        assert process.stdout is not None
        process.stdout.readline()
        if kills < 4:
            outside.relay.before_accepting = partial(_kill, process, outside, len(outside.relay.messages) + 6)
            process.wait(30)
            kills += 1
        else:
            outside.relay.before_accepting = None
            until(lambda: unsent(works) == 0)
    assert kills == 4
    assert len(outside.relay.recipients) == 40
    assert set(Counter(outside.relay.recipients).values()) == {1}


@pytest.mark.race
def test_a_database_that_goes_away_while_sending_does_not_repeat_the_letter(
    works: Works, crew: Crew, outside: Outside, database_wire: Wire
) -> None:
    letters(works, *(f"person-{n}@example.org" for n in range(12)))
    outside.relay.after_accepting = lambda: database_wire.cut() if len(outside.relay.messages) == 5 else None
    crew.begin("-c", INSISTENT)
    until(lambda: len(outside.relay.messages) == 5)
    time.sleep(1)
    outside.relay.after_accepting = None
    database_wire.mend()
    until(lambda: unsent(works) == 0)
    assert len(outside.relay.recipients) == 12
    assert set(Counter(outside.relay.recipients).values()) == {1}


@pytest.mark.race
def test_killed_between_acceptance_and_record_one_letter_comes_again_under_its_own_name(works: Works, crew: Crew, outside: Outside) -> None:
    """What SMTP cannot do better: the one letter whose acceptance was not recorded."""
    letters(works, *(f"person-{n}@example.org" for n in range(12)))
    process = crew.begin("-c", DELIVERER)
    outside.relay.after_accepting = lambda: process.kill() if len(outside.relay.messages) == 5 else None
    process.wait(30)
    outside.relay.after_accepting = None
    crew.begin("-c", DELIVERER)
    until(lambda: unsent(works) == 0)
    arrived = Counter(str(message["Message-ID"]) for message in outside.relay.messages)
    assert len(arrived) == 12
    assert sorted(arrived.values()) == [*[1] * 11, 2]


def _kill(process: subprocess.Popen[bytes], outside: Outside, at: int) -> bool:
    """Kill the sender as it hands over its letter; the relay, whose client is gone, takes nothing."""
    if len(outside.relay.messages) < at or process.poll() is not None:
        return True
    process.kill()
    process.wait()
    return False
