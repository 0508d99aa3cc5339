"""The four stages of a petition as the bar at the top of its page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flask_babel import lazy_gettext as _


class State(StrEnum):
    DONE = "done"
    NOW = "now"
    LATE = "late"
    TODO = "todo"
    STOP = "stop"


SPOKEN = {
    State.DONE: _("已完成"),
    State.NOW: _("進行中"),
    State.LATE: _("逾期"),
    State.TODO: _("尚未開始"),
    State.STOP: _("到此為止"),
}


@dataclass(frozen=True)
class Step:
    """One of the four: its name, how far it is, and a few words with its date."""

    name: str
    state: State
    words: str = ""

    @property
    def spoken(self) -> str:
        """The state for those who do not see the colour."""
        return str(SPOKEN[self.state])
