"""Agencies among themselves: a case handed over, parts of one answer asked for and given; played with the platform's own verbs."""

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
from app.kernel.workdays import INSTANT, local_day, start_of
from app.petition import handovers
from app.respond import contributing, parts

FILE = Path(__file__).with_name("joint.toml")
MORNING, WITHIN = timedelta(hours=9, minutes=40), timedelta(days=14)
Act = Callable[[Scene], None]


@dataclass(frozen=True)
class Passing:
    """One agency would hand the case to another on a day; declined on another, or not yet decided."""

    giver: str
    taker: str
    day: int
    reason: str
    stays: bool = False
    declined: int | None = None
    answer: str = ""


@dataclass(frozen=True)
class Asked:
    """A part that the lead asks of an agency on a day, and what is given on another, or not."""

    agency: str
    demand: int
    asked: int
    question: str
    given: int | None = None
    text: str = ""


def events(story: Story, office_day: Callable[[int], date], now: datetime) -> Iterator[tuple[datetime, Act]]:
    """What has happened by now of what the file says of this story, as moments and acts; `office_day` is the workday so many days on."""
    table = _tables().get(story.slug, {})
    rows = [row for passing in table.get("handovers", ()) for row in _passing(story, _read(passing), office_day)]
    rows += [row for asked in table.get("parts", ()) for row in _asked(story, Asked(**asked), office_day)]
    yield from (row for row in rows if row[0] <= now - INSTANT)


def _passing(story: Story, passing: Passing, office_day: Callable[[int], date]) -> Iterator[tuple[datetime, Act]]:
    at = _morning(office_day(passing.day))
    yield at, partial(_offer, story=story, passing=passing, at=at)
    if passing.declined is not None:
        at = _morning(office_day(passing.declined))
        yield at, partial(_decline, story=story, passing=passing, at=at)


def _asked(story: Story, asked: Asked, office_day: Callable[[int], date]) -> Iterator[tuple[datetime, Act]]:
    at = _morning(office_day(asked.asked))
    yield at, partial(_ask, story=story, asked=asked, at=at)
    if asked.given is not None:
        at = _morning(office_day(asked.given))
        yield at, partial(_give, story=story, asked=asked, at=at)


def _offer(scene: Scene, *, story: Story, passing: Passing, at: datetime) -> None:
    by, agency = scene.office(passing.giver)
    to = scene.agency(passing.taker)
    handovers.offer(scene.session, scene.petition(story), by=by, agency=agency, to=to, reason=passing.reason, stays=passing.stays, at=at)


def _decline(scene: Scene, *, story: Story, passing: Passing, at: datetime) -> None:
    by, agency = scene.office(passing.taker)
    for row in handovers.offered(scene.session, agency, at=at):
        if row.petition.number == scene.petition(story).number:
            handovers.decline(scene.session, row, by=by, agency=agency, reason=passing.answer, at=at)


def _ask(scene: Scene, *, story: Story, asked: Asked, at: datetime) -> None:
    (by, agency), other = scene.responsible(story), scene.agency(asked.agency)
    contributing.ask(
        scene.session, scene.petition(story), by=by, agency=agency, other=other, demand_no=asked.demand,
        question=asked.question, due_on=local_day(at + WITHIN), at=at,
    )  # fmt: skip


def _give(scene: Scene, *, story: Story, asked: Asked, at: datetime) -> None:
    by, agency = scene.office(asked.agency)
    petition = scene.petition(story)
    row = next(one for one in parts.of_agency(scene.session, petition, agency) if one.demand_no == asked.demand)
    contributing.give(scene.session, petition, row, by=by, agency=agency, text=asked.text, keys=scene.props.keys, at=at, read_over=True)


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _read(row: dict[str, Any]) -> Passing:
    return Passing(row["from"], row["to"], row["day"], row["reason"], row.get("stays", False), row.get("declined"), row.get("answer", ""))


def _morning(day: date) -> datetime:
    return start_of(day) + MORNING
