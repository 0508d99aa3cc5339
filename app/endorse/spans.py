"""The endorsing of a petition by days, no stretch of which speaks of fewer than ten people (section 2 of the rules). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise


@dataclass(frozen=True)
class Span:
    """Some days, both ends inclusive, how many people they added and the total at their end."""

    first: date
    last: date
    added: int
    total: int


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
