"""How fast endorsements come, and how fast they would have to."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

RECENT_DAYS = 7


@dataclass(frozen=True)
class Pace:
    """People a day: over the last week (or since the opening), and needed until the end. `needed` is None once reached or over."""

    recent: int
    needed: int | None


@dataclass(frozen=True)
class Span:
    """Some days, both ends inclusive, how many people they added and the total at their end."""

    first: date
    last: date
    added: int
    total: int


def pace(totals: Sequence[int], *, threshold: int, days_left: int) -> Pace:
    """From running totals at the end of each day; today counts as one of the days left."""
    if not totals:
        return Pace(0, math.ceil(threshold / days_left) if days_left > 0 else None)
    span = min(RECENT_DAYS, len(totals))
    before = totals[-span - 1] if len(totals) > span else 0
    missing = threshold - totals[-1]
    needed = math.ceil(missing / days_left) if missing > 0 and days_left > 0 else None
    return Pace(recent=round((totals[-1] - before) / span), needed=needed)


def spans(opened: date, totals: Sequence[int], *, days: int, smallest: int) -> tuple[Span, ...]:
    """The running totals gathered by so many days from the opening on, or by more where fewer than `smallest` people came.

    No span speaks of fewer, and all of them sum to the last total; none at all while that is smaller itself.
    """
    ends, total = [0], [0, *totals]
    for end in [*range(days, len(totals), days), len(totals)]:
        if total[end] - total[ends[-1]] >= smallest:
            ends.append(end)
    # The days left over join the last span; should they have taken away from it, the one before, too.
    while len(ends) > 1 and ends[-1] < len(totals):
        ends.pop()
        if total[-1] - total[ends[-1]] >= smallest:
            ends.append(len(totals))
    return tuple(
        Span(opened + timedelta(start), opened + timedelta(end - 1), total[end] - total[start], total[end]) for start, end in pairwise(ends)
    )
