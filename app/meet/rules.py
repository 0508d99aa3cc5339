"""What a call and a record must hold (rule 16)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from app.kernel.errors import Problem
from app.kernel.workdays import local_day
from app.petition.policy import Policy

TITLE_MAX, PLACE_MAX, LINK_MAX, TEXT_MAX = 60, 200, 500, 3_000
NAME_MAX = 30


@dataclass(frozen=True)
class Call:
    """A meeting as it is planned; moments are None while they cannot be read. Without seats nobody is drawn."""

    title: str
    agenda: str
    starts_at: datetime | None
    place: str
    link: str
    seats: int | None
    sign_up_until: datetime | None


@dataclass(frozen=True)
class Report:
    """What is published afterwards; `held_on` is a local day."""

    held_on: date | None
    record: str
    minutes_url: str = ""
    video_url: str = ""


def call_problems(call: Call, policy: Policy, *, at: datetime) -> list[Problem]:
    """Every fault; empty when the meeting may be called."""
    faults = [*_length("title", call.title, TITLE_MAX), *_length("agenda", call.agenda, TEXT_MAX)]
    if call.starts_at is None:
        faults.append(Problem("starts_on", "meeting.when"))
    elif call.starts_at <= at:
        faults.append(Problem("starts_on", "meeting.past"))
    faults += _where(call)
    if call.seats is None or not 0 <= call.seats <= policy.meeting_seats_max:
        faults.append(Problem("seats", "meeting.seats", {"most": policy.meeting_seats_max}))
    elif call.seats:
        faults += _deadline(call, at)
    return faults


def report_problems(report: Report, *, at: datetime) -> list[Problem]:
    """Every fault; empty when the record may be published."""
    faults = list(_length("record", report.record, TEXT_MAX))
    if report.held_on is None:
        faults.append(Problem("held_on", "meeting.day"))
    elif report.held_on > local_day(at):
        faults.append(Problem("held_on", "meeting.ahead"))
    for field, url in (("minutes_url", report.minutes_url), ("video_url", report.video_url)):
        faults += _link(field, url)
    return faults


def _where(call: Call) -> Iterator[Problem]:
    if not call.place.strip() and not call.link.strip():
        yield Problem("place", "meeting.where")
    elif len(call.place.strip()) > PLACE_MAX:
        yield Problem("place", "text.long", {"most": PLACE_MAX, "count": len(call.place.strip())})
    yield from _link("link", call.link)


def _deadline(call: Call, at: datetime) -> Iterator[Problem]:
    if call.sign_up_until is None:
        yield Problem("sign_up_on", "meeting.sign_up")
    elif call.sign_up_until <= at or (call.starts_at is not None and call.sign_up_until >= call.starts_at):
        yield Problem("sign_up_on", "meeting.sign_up_between")


def _link(field: str, url: str) -> Iterator[Problem]:
    url = url.strip()
    if not url:
        return
    try:
        parts = urlsplit(url)
        is_link = parts.scheme in ("http", "https") and bool(parts.hostname) and len(url) <= LINK_MAX
    except ValueError:
        is_link = False
    if not is_link:
        yield Problem(field, "evidence.not_a_link")


def _length(field: str, text: str, most: int) -> Iterator[Problem]:
    count = len(text.strip())
    if count == 0:
        yield Problem(field, "text.missing")
    elif count > most:
        yield Problem(field, "text.long", {"most": most, "count": count})
