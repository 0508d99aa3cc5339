"""How fast endorsements come, and how fast they would have to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

RECENT_DAYS = 7


@dataclass(frozen=True)
class Pace:
    """People a day: over the last week (or since the opening), and needed until the end. `needed` is None once reached or over."""

    recent: int
    needed: int | None


def pace(totals: Sequence[int], *, threshold: int, days_left: int) -> Pace:
    """From running totals at the end of each day; today counts as one of the days left."""
    if not totals:
        return Pace(0, math.ceil(threshold / days_left) if days_left > 0 else None)
    span = min(RECENT_DAYS, len(totals))
    before = totals[-span - 1] if len(totals) > span else 0
    missing = threshold - totals[-1]
    needed = math.ceil(missing / days_left) if missing > 0 and days_left > 0 else None
    return Pace(recent=round((totals[-1] - before) / span), needed=needed)
