"""The ring: a hundred strokes round the number, one for each hundredth of the threshold."""

from __future__ import annotations

import math
from dataclasses import dataclass

STROKES = 100


@dataclass(frozen=True)
class Ring:
    """Two paths in a box of 200 by 200; `percent` is rounded down, so that 100 means reached."""

    on: str
    off: str
    percent: int


def ring(endorsements: int, threshold: int) -> Ring:
    percent = endorsements * 100 // threshold
    lit = min(STROKES, percent)
    return Ring(on=_strokes(0, lit), off=_strokes(lit, STROKES), percent=percent)


def _strokes(first: int, end: int) -> str:
    path = []
    for stroke in range(first, end):
        turn = 2 * math.pi * stroke / STROKES - math.pi / 2
        cos, sin = math.cos(turn), math.sin(turn)
        path.append(f"M{100 + 82 * cos:.1f} {100 + 82 * sin:.1f}L{100 + 94 * cos:.1f} {100 + 94 * sin:.1f}")
    return "".join(path)
