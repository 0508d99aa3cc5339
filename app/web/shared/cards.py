"""A petition as a card or a row of a list: everything worked out, so that a template only writes it down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.web.shared.words import OUTCOMES, Look


@dataclass(frozen=True)
class Card:
    """`clock` says what time is left or when it ended; `late` names what is overdue; `counted` is whether endorsements belong on it."""

    number: str
    href: str
    title: str
    summary: str
    look: Look
    topic: str
    agency: str
    endorsements: int
    threshold: int
    counted: bool = True
    recent: int = 0
    clock: str = ""
    soon: bool = False
    late: Sequence[str] = ()
    dated: str = ""
    outcomes: Sequence[tuple[str, int]] = ()

    @property
    def outcome_kind(self) -> str:
        """The colour of the most frequent outcome, the first named winning a tie."""
        return OUTCOMES[max(self.outcomes, key=lambda row: row[1])[0]].kind if self.outcomes else "mute"
