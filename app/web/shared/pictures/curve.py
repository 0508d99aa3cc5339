"""The endorsement curve: running totals by day, the threshold, and the line they would have to follow to reach it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

LEFT, RIGHT, TOP, BOTTOM = 46, 12, 20, 30
LABELS = 4
# Parts of the width: where a curve that crosses the threshold would run through its words, and where one has just begun.
CROWDED, EARLY = 0.6, 0.38


@dataclass(frozen=True)
class Line:
    """A horizontal grid line with its value."""

    y: float
    value: int


@dataclass(frozen=True)
class Tick:
    """A day on the axis; `anchor` is the SVG text-anchor that keeps it inside."""

    x: float
    day: date
    anchor: str


@dataclass(frozen=True)
class Label:
    """Where the words of the threshold stand, out of the curve's way."""

    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class Curve:
    """Everything to draw, in units of the box `width` by `height`. `pace` is empty when there is nothing left to reach."""

    width: int
    height: int
    left: int
    right: int
    bottom: float
    top: int
    line: str
    area: str
    pace: str
    goal_y: float
    goal_label: Label
    grid: tuple[Line, ...]
    ticks: tuple[Tick, ...]
    last_x: float
    last_y: float


def curve(opened: date, totals: Sequence[int], *, days: int, threshold: int, width: int, height: int) -> Curve:
    """`totals` are running totals at the end of each day from `opened` on; `days` is the length of the window."""
    inner_width, inner_height = width - LEFT - RIGHT, height - TOP - BOTTOM
    known = list(totals)[:days]
    top_value = max([threshold * 1.06, *(total * 1.04 for total in known)])
    bottom = height - BOTTOM

    def x(day: float) -> float:
        return round(LEFT + inner_width * day / days, 1)

    def y(value: float) -> float:
        return round(TOP + inner_height * (1 - value / top_value), 1)

    points = [(x(0), y(0))] + [(x(i + 1), y(total)) for i, total in enumerate(known)]
    line = "M" + "L".join(f"{px} {py}" for px, py in points)
    last_x, last_y = points[-1]
    reached = bool(known) and known[-1] >= threshold
    ends = reached or len(known) >= days
    return Curve(
        width=width,
        height=height,
        left=LEFT,
        right=width - RIGHT,
        bottom=bottom,
        top=TOP,
        line=line,
        area=f"{line}L{last_x} {bottom}L{LEFT} {bottom}Z",
        pace="" if ends else f"M{last_x} {last_y}L{x(days)} {y(threshold)}",
        goal_y=y(threshold),
        goal_label=_goal_label(y(threshold), points, width),
        grid=tuple(Line(y(value), value) for value in _steps(top_value) if abs(value - threshold) > threshold * 0.06),
        ticks=tuple(_ticks(opened, days, x)),
        last_x=last_x,
        last_y=last_y,
    )


def _goal_label(goal_y: float, points: Sequence[tuple[float, float]], width: int) -> Label:
    """Above the line on the left, unless the curve comes there: then on the right, and under the line where the curve is above it."""
    crossing = next((px for px, py in points if py <= goal_y), None)
    if crossing is not None and crossing < width * CROWDED:
        return Label(width - RIGHT, round(goal_y + 17, 1), "end")
    if crossing is None and points[-1][0] <= width * EARLY:
        return Label(width - RIGHT, round(goal_y - 6, 1), "end")
    return Label(LEFT + 4, round(goal_y - 6, 1), "start")


def round_step(rough: float) -> int:
    """The next number from `rough` on, and from 1 on, that is 1, 2 or 5 times a power of ten."""
    power = 10 ** math.floor(math.log10(max(rough, 1)))
    return next(int(power * factor) for factor in (1, 2, 5, 10) if power * factor >= rough)


def _steps(top: float) -> list[int]:
    """Round values from nothing up, four or five of them: 1, 2 or 5 times a power of ten apart."""
    return list(range(0, int(top) + 1, round_step(top / 5)))


def _ticks(opened: date, days: int, x: Callable[[float], float]) -> list[Tick]:
    marks = [round((days - 1) * part / LABELS) for part in range(LABELS + 1)]
    anchors = ["start"] + ["middle"] * (LABELS - 1) + ["end"]
    return [
        Tick(x(mark + (anchor == "end")), opened + timedelta(mark), anchor)  # the last day's label stands at its end
        for mark, anchor in zip(marks, anchors, strict=True)
    ]
