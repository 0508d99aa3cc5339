"""The split: one bar divided by kinds, in the order given, with a hair of space between the parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

WIDTH = 1_000
GAP = 4


@dataclass(frozen=True)
class Share:
    """One part of the bar: its kind, how many, the percentage (all sum to 100), and where it stands in a box 1,000 wide."""

    kind: str
    count: int
    percent: int
    x: int
    width: int


def split(counts: Mapping[str, int]) -> tuple[Share, ...]:
    """Kinds without any keep their place in the legend with a width of nothing. Nothing at all gives no shares."""
    total = sum(counts.values())
    if not total:
        return ()
    percents = _whole_percents(list(counts.values()), total)
    shares, before = [], 0
    for (kind, count), percent in zip(counts.items(), percents, strict=True):
        x, end = round(WIDTH * before / total), round(WIDTH * (before + count) / total)
        gap = GAP if count and before + count < total else 0
        shares.append(Share(kind, count, percent, x, max(0, end - x - gap)))
        before += count
    return tuple(shares)


def _whole_percents(counts: list[int], total: int) -> list[int]:
    """Largest remainder, so that what is printed adds up to a hundred."""
    floors = [count * 100 // total for count in counts]
    by_remainder = sorted(range(len(counts)), key=lambda i: -(counts[i] * 100 % total))
    for i in by_remainder[: 100 - sum(floors)]:
        floors[i] += 1
    return floors
