"""A line of a staff queue, as the macro `queue_row` draws it."""

from __future__ import annotations

from dataclasses import dataclass

from app.web.shared.words import Look


@dataclass(frozen=True)
class QueueRow:
    """One case: `kind` is its urgency, `percent` how much of its time has passed, everything else is words ready to be shown."""

    kind: str
    href: str
    title: str
    number: str
    meta: str
    look: Look
    due_words: str
    percent: int
    due_at: str
    act: str
