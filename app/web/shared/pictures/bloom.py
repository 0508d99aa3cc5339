"""The bloom: seeds of a sunflower, gold for those who endorsed, pale for those still missing."""

from __future__ import annotations

import math
from dataclasses import dataclass

SEEDS = 500
GOLDEN_ANGLE = math.radians(137.50776)
SPREAD = 21.2


@dataclass(frozen=True)
class Bloom:
    """Two paths in a box of 1,000 by 1,000, to be stroked with round caps; `per_seed` people stand behind one dot."""

    lit: str
    pale: str
    per_seed: int


def bloom(endorsements: int, threshold: int) -> Bloom:
    lit = lit_seeds(endorsements, threshold)
    return Bloom(lit=_dots(0, lit), pale=_dots(lit, SEEDS), per_seed=-(-threshold // SEEDS))


def lit_seeds(endorsements: int, threshold: int) -> int:
    """One dot per 1/500 of the threshold; at least one is lit as soon as anybody endorsed."""
    return min(SEEDS, max(endorsements * SEEDS // threshold, 1)) if endorsements else 0


def place(seed: int) -> tuple[float, float]:
    """Where a seed stands in the box of 1,000 by 1,000, the first in the middle."""
    radius, turn = SPREAD * math.sqrt(seed + 0.6), seed * GOLDEN_ANGLE
    return 500 + radius * math.cos(turn), 500 + radius * math.sin(turn)


def _dots(first: int, end: int) -> str:
    """Relative moves with lines of no length: half the bytes of five hundred circles."""
    path, x, y = [], 0, 0
    for seed in range(first, end):
        to_x, to_y = map(round, place(seed))
        path.append(f"m{to_x - x}{'' if to_y < y else ' '}{to_y - y}h0")
        x, y = to_x, to_y
    return "".join(path)
