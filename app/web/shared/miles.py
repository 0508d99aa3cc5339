"""The milestones of rule 16 as they are written: done, due or missed, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.petition.lifecycle import Move
from app.respond.queries import Milestone
from app.web.shared import filters
from app.web.shared.say import _, later

NAMES = {Move.PLAN: later("公布處理規劃"), Move.CONTACT: later("與提議者聯繫")}


@dataclass(frozen=True)
class Mile:
    """A milestone for the macro of that name; `move` tells which it is."""

    move: Move
    state: str
    name: str
    words: str
    is_done: bool


def miles(steps: Sequence[Milestone], at: datetime) -> list[Mile]:
    return [Mile(step.move, step.state(at), str(NAMES[step.move]), _words(step, at), step.done_at is not None) for step in steps]


def _words(step: Milestone, at: datetime) -> str:
    due = filters.day(filters.last_day(step.due), weekday=True)
    if step.done_at is None:
        return _("%(day)s前應完成，已經錯過", day=due) if step.is_missed(at) else _("%(day)s前", day=due)
    done = filters.day(step.done_at, weekday=True)
    return _("%(done)s完成，晚於%(day)s", done=done, day=due) if step.is_missed(at) else _("%(done)s完成", done=done)
