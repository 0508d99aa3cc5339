"""Meetings as data and as rows of a page, the same for the public, the proposer and the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.meet import queries
from app.meet.models import Meeting
from app.web.shared.filters import iso


@dataclass(frozen=True)
class Shown:
    """A meeting with what its dates make of it as of a moment; `drawn` are the numbers that won the draw, in order."""

    meeting: Meeting
    state: str
    is_open: bool
    drawn: Sequence[int]


def shown(meetings: Sequence[Meeting], *, at: datetime) -> list[Shown]:
    """The newest first. The state is planned, past, held or called_off."""
    return [Shown(one, state_of(one, at), is_open(one, at), queries.drawn(one)) for one in reversed(meetings)]


def state_of(meeting: Meeting, at: datetime) -> str:
    if meeting.called_off_at:
        return "called_off"
    if meeting.held_on:
        return "held"
    return "past" if meeting.starts_at and meeting.starts_at <= at else "planned"


def is_open(meeting: Meeting, at: datetime) -> bool:
    """May endorsers sign up for the draw at this moment?"""
    stands = not (meeting.drawn_at or meeting.called_off_at or meeting.recorded_at)
    return stands and meeting.sign_up_until is not None and at < meeting.sign_up_until


def record(meeting: Meeting, *, at: datetime) -> dict[str, Any]:
    """For JSON: the call, the draw with all that it takes to check it, and the record."""
    draw = {
        "commitment": meeting.commitment, "seed": meeting.seed or None, "list_length": meeting.pool if meeting.drawn_at else None,
        "list_sha256": meeting.pool_sha256 or None, "drawn": queries.drawn(meeting), "drawn_at": _iso(meeting.drawn_at),
    }  # fmt: skip
    return {
        "title": meeting.title or None,
        "agency": meeting.agency.code,
        "agenda": meeting.agenda or None,
        "starts_at": _iso(meeting.starts_at),
        "place": meeting.place or None,
        "link": meeting.link or None,
        "state": state_of(meeting, at),
        "seats": meeting.seats,
        "sign_up_until": _iso(meeting.sign_up_until),
        "draw": draw if meeting.seats else None,
        "held_on": str(meeting.held_on) if meeting.held_on else None,
        "record": meeting.record or None,
        "minutes_url": meeting.minutes_url or None,
        "video_url": meeting.video_url or None,
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else iso(moment)
