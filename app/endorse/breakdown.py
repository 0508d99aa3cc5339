"""A count broken down by kinds, with no cell that speaks of fewer than ten people (section 2 of the rules).

Pure. What is too small to show goes to the rest, and so does what would give it away: were the rest itself too small, subtracting
what is shown from the whole would tell it, so the smallest cells shown join it until it is large enough or nothing is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Kind = TypeVar("Kind", bound=str)


@dataclass(frozen=True)
class Breakdown(Generic[Kind]):
    """`cells` are the kinds shown, most people first; `rest` are all others, those of no kind included. They sum to `total`."""

    cells: tuple[tuple[Kind, int], ...]
    rest: int
    total: int


def broken_down(counts: Mapping[Kind, int], *, total: int, smallest: int) -> Breakdown[Kind]:
    """`counts` are people by kind, `total` is everybody; `smallest` is how few people a cell may speak of."""
    shown = sorted(((kind, count) for kind, count in counts.items() if count >= smallest), key=lambda cell: (-cell[1], cell[0]))
    rest = total - sum(count for _, count in shown)
    while shown and 0 < rest < smallest:
        rest += shown.pop()[1]
    return Breakdown(tuple(shown), rest, total)
