"""The list of petitions: what is asked for in the address, and the page that answers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from app.accounts.models import Agency
from app.kernel.errors import Invalid, NotFound, Problem
from app.petition import lists
from app.petition.lifecycle import ANSWERED, Stage
from app.petition.lists import Found, Order, Wanted
from app.respond import promises
from app.web.shared import topics
from app.web.shared.cards import Card, agency_name, cards
from app.web.shared.say import _, later
from app.web.shared.words import STAGES

PAGE = 20
LONGEST = 100
ANSWERED_ANY = "answered"
LATE, LATE_PROMISE = "yes", "promise"
LATENESS = {LATE: later("逾期"), LATE_PROMISE: later("有逾期的承諾")}
ORDERS = {Order.NEWEST: later("最新提出"), Order.MOST: later("附議最多"), Order.CLOSING: later("最快截止")}
CHOICES = [stage for stage in Stage if stage is not Stage.HIDDEN]


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the address without it; `typed` is what somebody wrote themselves."""

    words: str
    query: str
    typed: bool


@dataclass(frozen=True)
class Listing:
    """One page of the list with its filters. `query(page)` is the address's query of another page."""

    asked: Mapping[str, str]
    cards: Sequence[Card]
    total: int
    page: int
    pages: int
    chips: Sequence[Chip]
    agencies: Sequence[Agency]

    def query(self, page: int) -> str:
        return urlencode({**self.asked, "page": page})


def read(values: Mapping[str, str], *, at: datetime) -> tuple[Wanted, int]:
    """What an address asks for as of a moment, and which page. Raises Invalid, naming every filter that cannot be understood."""
    asked = {name: values.get(name, "").strip() for name in ("q", "stage", "agency", "topic", "late", "sort", "page")}
    faults = [
        *_unless(asked["stage"] in {"", ANSWERED_ANY, *CHOICES}, "stage"),
        *_unless(not asked["topic"] or topics.known(asked["topic"]), "topic"),
        *_unless(asked["sort"] in {"", *Order}, "sort"),
        *_unless(asked["late"] in {"", LATE, LATE_PROMISE}, "late"),
        *_unless(asked["page"] == "" or (asked["page"].isascii() and asked["page"].isdigit() and 0 < int(asked["page"]) < 100_000), "page"),
    ]
    if faults:
        raise Invalid(faults)
    return _wanted(asked, at), int(asked["page"] or 1)


def listing(session: Session, values: Mapping[str, str], *, at: datetime) -> Listing:
    """The page asked for. Raises Invalid, and NotFound beyond the last page."""
    wanted, page = read(values, at=at)
    found = lists.search(session, wanted, at=at, page=page, size=PAGE)
    pages = pages_of(found)
    if page > max(pages, 1):
        raise NotFound("page.unknown")
    agencies, asked = lists.agencies(session), asked_of(values)
    shown = cards(found.petitions, at=at, broken=promises.late_of(session, found.petitions, at=at))
    return Listing(asked, shown, found.total, page, pages, _chips(asked, agencies), agencies)


def asked_of(values: Mapping[str, str]) -> dict[str, str]:
    """The filters in force and the order, without the page."""
    return {name: values[name].strip() for name in ("q", "stage", "agency", "topic", "late", "sort") if values.get(name, "").strip()}


def pages_of(found: Found) -> int:
    return -(-found.total // PAGE)


def _wanted(asked: Mapping[str, str], at: datetime) -> Wanted:
    stages = ANSWERED if asked["stage"] == ANSWERED_ANY else (Stage(asked["stage"]),) if asked["stage"] else ()
    return Wanted(
        text=asked["q"][:LONGEST],
        stages=stages,
        agency=asked["agency"],
        topic=asked["topic"],
        late=asked["late"] == LATE,
        order=Order(asked["sort"]) if asked["sort"] else None,
        also=(promises.petition_overdue(at),) if asked["late"] == LATE_PROMISE else (),
    )


def _chips(asked: Mapping[str, str], agencies: Sequence[Agency]) -> list[Chip]:
    named = {agency.code: agency_name(agency) for agency in agencies}
    shown = [(name, _chip(name, value, named)) for name, value in asked.items() if name != "sort"]
    without = {name: urlencode({other: value for other, value in asked.items() if other != name}) for name in asked}
    return [Chip(words, without[name], name == "q") for name, words in shown]


def _chip(name: str, value: str, agencies: Mapping[str, str]) -> str:
    if name == "stage":
        return _("有回應") if value == ANSWERED_ANY else str(STAGES[value].word)
    if name == "agency":
        return agencies.get(value, value)
    if name == "topic":
        return topics.topic_word(value)
    if name == "late":
        return str(LATENESS[value])
    return _("「%(text)s」", text=value)


def _unless(good: bool, field: str) -> list[Problem]:
    return [] if good else [Problem(field, "filter.unknown")]
