"""The public ledger of a petition, written for its readers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Entry:
    """One recorded move: when, what, in which role, and the public reason where the rules ask for one."""

    at: datetime
    words: str
    role: str = ""
    reason: str = ""
