"""Errands under kill -9: an export goes on where it was, an import is done wholly or not at all."""

from __future__ import annotations

import json
import os
import signal
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import Engine, func, select

from app.errands import actions, queries
from app.errands.models import Errand, ErrandPiece, Kind, State
from app.jobs.context import Works
from app.jobs.errands import work_off
from app.jobs.schedule import TASKS
from app.kernel import office_days
from app.kernel.clock import WallClock
from config import Config
from tests.cast import assemble, citizen
from tests.given import Given
from tests.jobs.test_processes import Crew, until

pytestmark = [pytest.mark.race, pytest.mark.xdist_group("processes")]

PETITIONS = 24
SLOW = """
import time
from app.errands import open_data
from app.factory import build
from app.jobs.context import equip
from app.jobs.errands import work_off
from app.kernel import office_days
from config import read
open_data.AT_ONCE = 1
fast = office_days.take_over
def slow(*given):
    time.sleep(0.1)
    return fast(*given)
office_days.take_over = slow
parts = build(read())
works = equip(parts.config, parts.engine, parts.sessions, parts.clock, parts.keys)
while True:
    time.sleep(0.02)
    work_off(works)
"""


@pytest.fixture
def works(make_works: Callable[[], Works]) -> Works:
    made = make_works()
    object.__setattr__(made, "clock", WallClock())
    return made


@pytest.fixture
def crew(works: Works, fresh_engine: Engine, config: Config) -> Iterator[Crew]:
    found = Crew(
        {
            "PATH": os.environ["PATH"],
            "CONFIG": "test",
            "DATABASE_URL": fresh_engine.url.render_as_string(hide_password=False),
            "REDIS_URL": config.redis_url,
            "MAIL_URL": works.config.mail_url,
        }
    )
    yield found
    found.end()


def found(works: Works) -> Errand:
    with works.sessions() as session:
        return session.scalars(select(Errand)).one()


def ask(works: Works, kind: Kind, **params: str) -> list[str]:
    """Petitions to export, and an errand about them or another; returns the petitions' numbers."""
    at = works.clock.now()
    with works.sessions.begin() as session:
        cast = assemble(session, works.keys, at=at)
        given = Given(session, works.keys, cast, at)
        people = [citizen(session, works.keys, f"c{no}", at=at, no=900 + no) for no in range(PETITIONS if kind is Kind.OPEN_DATA else 0)]
        numbers = [given.a_petition_in_review(by=person).number for person in people]
        actions.ask(session, cast.ann, kind=kind, params=dict(params), at=at)
    return numbers


def test_an_export_killed_again_and_again_has_everything_once(works: Works, crew: Crew) -> None:
    numbers = ask(works, Kind.OPEN_DATA)
    for mark in (3, 9, 16):
        worker = crew.begin("-c", SLOW)
        until(lambda mark=mark: found(works).done >= mark)  # type: ignore[misc]
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        assert found(works).state is State.UNDER_WAY
    for _ in range(2):
        crew.begin("-c", SLOW)
    until(lambda: found(works).state is State.DONE)
    with works.sessions() as session:
        file = zipfile.ZipFile(BytesIO(queries.content(session, works.keys, found(works))))
        assert session.scalar(select(func.count()).select_from(ErrandPiece)) == 0
    assert [row["number"] for row in json.loads(file.read("petitions.json"))] == numbers
    assert (found(works).done, found(works).total) == (PETITIONS, PETITIONS)


def test_an_import_killed_in_the_middle_has_changed_nothing_and_is_done_by_another(works: Works, crew: Crew) -> None:
    days = [date(2031, month, 1) for month in range(1, 13)]
    lines = [f"{day:%Y%m%d},{'一二三四五六日'[day.weekday()]},{'0' if day.weekday() > 4 else '2'},改\n" for day in days]
    ask(works, Kind.CALENDAR, text="西元日期,星期,是否放假,備註\n" + "".join(lines), source="120年")
    worker = crew.begin("-c", SLOW)
    until(lambda: found(works).done >= 3)
    assert found(works).total == 12
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    with works.sessions() as session:
        assert office_days.differing(session, 2031) == []
    assert found(works).state is State.UNDER_WAY
    until(lambda: work_off(works) == 1)
    with works.sessions() as session:
        assert [row.day for row in office_days.differing(session, 2031)] == days
    assert (found(works).state, found(works).done) == (State.DONE, 12)


def test_the_schedule_works_errands_off(works: Works) -> None:
    ask(works, Kind.MY_DATA)
    until(lambda: TASKS["errands"].run(works) is None and found(works).state is State.DONE)
