"""Milestones and meetings as they are written: planned and actual date, what was missed and by how much, what is left out and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.meet.models import Meeting
from app.petition.lifecycle import Move
from app.respond.milestones import Milestone
from app.web.shared import filters
from app.web.shared.say import _
from app.web.shared.words import MILESTONES


@dataclass(frozen=True)
class Mile:
    """A milestone for the macro of that name; `move` tells which it is, `reason` is what people wrote."""

    move: Move
    state: str
    name: str
    words: str
    is_done: bool
    reason: str = ""

    @property
    def may_skip(self) -> bool:
        return not self.is_done and not self.reason


def miles(steps: Sequence[Milestone], at: datetime) -> list[Mile]:
    return [
        Mile(step.move, step.state(at), str(MILESTONES[step.move]), _words(step, at), step.done_at is not None, step.reason)
        for step in steps
    ]


def meeting_miles(meetings: Sequence[Meeting], at: datetime) -> list[Mile]:
    """Meetings among the milestones: planned and actual day, called off, or held without a record so far."""
    return [
        Mile(Move.MEET, _state(meeting, at), meeting.title or _("會議"), _of(meeting, at), meeting.held_on is not None)
        for meeting in meetings
    ]


def _state(meeting: Meeting, at: datetime) -> str:
    if meeting.called_off_at:
        return "skipped"
    if meeting.held_on:
        return "done"
    return "missed" if meeting.starts_at and meeting.starts_at <= at else "due"


def _of(meeting: Meeting, at: datetime) -> str:
    planned = filters.short_day(meeting.starts_at) if meeting.starts_at else ""
    if meeting.held_on:
        held = filters.short_day(meeting.held_on)
        return _("訂於%(day)s，於%(held)s召開", day=planned, held=held) if planned else _("於%(held)s召開", held=held)
    if meeting.called_off_at:
        return _("原訂%(day)s，已取消", day=planned)
    return _("訂於%(day)s，還沒有紀錄", day=planned) if meeting.starts_at and meeting.starts_at <= at else _("訂於%(day)s", day=planned)


def _words(step: Milestone, at: datetime) -> str:
    due, late = filters.short_day(filters.last_day(step.due)), step.late_days(at)
    if step.done_at:
        done = filters.short_day(step.done_at)
        if late:
            return _("應於%(due)s前完成，於%(done)s完成，遲%(days)s天", due=due, done=done, days=late)
        return _("應於%(due)s前完成，於%(done)s完成", due=due, done=done)
    if step.skipped_at:
        return _("應於%(due)s前完成，%(day)s說明不辦理：", due=due, day=filters.short_day(step.skipped_at))
    if late:
        return _("應於%(due)s前完成，沒有完成，逾期%(days)s天", due=due, days=late)
    return _("應於%(due)s前完成", due=due)
