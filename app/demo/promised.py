"""What agencies told of their promises: started, done in time or late, put off, dropped; what nobody tells of is overdue by itself."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

from app.demo.scene import Scene
from app.demo.story import Story
from app.kernel.workdays import INSTANT, start_of
from app.respond import keeping, promises
from app.respond.keeping import Report
from app.respond.models import PromiseState

FILE = Path(__file__).with_name("promised.toml")
AFTERNOON = timedelta(hours=14, minutes=20)
Act = Callable[[Scene], None]


@dataclass(frozen=True)
class Reported:
    """Said on a day after the answer of its promise `no`, from 1 in the order of the answer that stands; without `until`, `did` is."""

    no: int
    day: int
    text: str
    did: str = ""
    until: int | None = None
    link: str = ""


def events(story: Story, office_day: Callable[[int], date], now: datetime) -> Iterator[tuple[datetime, Act]]:
    """What has been said by now, as moments and acts; `office_day` is the workday so many days after the answer."""
    for row in _table().get(story.slug, ()):
        told = Reported(**row)
        at = start_of(office_day(told.day)) + AFTERNOON
        until = office_day(told.until) if told.until else None
        if at <= now - INSTANT:
            yield at, partial(_report, story=story, told=told, until=until, at=at)


def _report(scene: Scene, *, story: Story, told: Reported, until: date | None, at: datetime) -> None:
    (by, agency), petition = scene.responsible(story), scene.petition(story)
    promise = promises.of_petition(scene.session, petition)[told.no - 1].promise
    report = Report(told.text, told.link, promise.commitment.seal)
    if until:
        keeping.redate(scene.session, petition, promise, until, report, by=by, agency=agency, at=at)
    else:
        keeping.report(scene.session, petition, promise, PromiseState(told.did), report, by=by, agency=agency, at=at)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
