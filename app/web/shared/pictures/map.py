"""The map: the twenty-two counties, each in one of five shades by its count, the palest for those without a count to show.

Where many people live many endorse: the shades go by 10, 20, 50, 100 and so on, else all but the great cities would look alike.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.web.shared.pictures.curve import round_step

SHADES = 5
DRAWN = json.loads((Path(__file__).parent / "counties.json").read_text("utf-8"))


@dataclass(frozen=True)
class Shade:
    """Shade 1 to 5 and the counts it stands for, both ends inclusive; the darkest has no end. Shade 0 stands for what is not shown."""

    no: int
    first: int
    last: int | None


@dataclass(frozen=True)
class Area:
    path: str
    shade: int


@dataclass(frozen=True)
class CountyMap:
    """Areas and the frames round the islands in the box `box`; the legend from the palest shade on."""

    box: str
    areas: tuple[Area, ...]
    frames: str
    shades: tuple[Shade, ...]


def county_map(cells: Sequence[tuple[str, int]], *, smallest: int) -> CountyMap:
    """`cells` are counts by the county's code, none of them under `smallest`; the greatest has the darkest shade."""
    counts = dict(cells)
    shades = _shades(smallest, max(counts.values(), default=smallest))
    return CountyMap(
        box=DRAWN["box"],
        areas=tuple(Area(path, _shade(counts.get(code), shades)) for code, path in DRAWN["counties"].items()),
        frames=DRAWN["frames"],
        shades=shades,
    )


def _shade(count: int | None, shades: Sequence[Shade]) -> int:
    return 0 if count is None else max(shade.no for shade in shades if shade.first <= count)


def _shades(smallest: int, greatest: int) -> tuple[Shade, ...]:
    firsts = [smallest]
    while (following := round_step(firsts[-1] + 1)) <= greatest:
        firsts.append(following)
    firsts = [smallest, *firsts[1:][1 - SHADES :]]
    lasts = [*(first - 1 for first in firsts[1:]), None]
    return tuple(Shade(no, first, last) for no, first, last in zip(range(SHADES - len(firsts) + 1, SHADES + 1), firsts, lasts, strict=True))
