"""When people endorse: by day and night, at weekends, after news, fast or slow, the same at every seeding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import exp
from random import Random

from app.demo.story import Burst
from app.kernel.workdays import SATURDAY, local_day

# Taipei has no summer time: every local day is as long.
HOUR, DAY = 3_600, 86_400
# How busy each local hour is, from midnight on.
HOURS = (12, 6, 3, 2, 2, 3, 8, 18, 26, 26, 26, 27, 36, 28, 23, 23, 23, 26, 30, 33, 38, 42, 38, 24)
# How long news is talked about, day by day.
ECHO = (1.0, 0.45, 0.22, 0.12, 0.06)
NEWS_AT = 18
EVENING = 2.5


@dataclass(frozen=True)
class Course:
    """How the endorsements of one petition come in; `opens` is a local midnight, `shape` one of SHAPES. Moments are POSIX seconds."""

    opens: datetime
    shape: str
    bursts: Sequence[Burst] = ()

    def moments(self, count: int, begin: datetime, end: datetime, chance: Random) -> list[float]:
        """`count` moments from `begin` up to `end`, which is excluded, in order and in whole milliseconds."""
        hours, weights = self._hours(begin.timestamp(), end.timestamp())
        drawn = chance.choices(hours, weights, k=count) if count else []
        return sorted(int((start + (stop - start) * chance.random()) * 1000) / 1000 for start, stop in drawn)

    def _hours(self, begin: float, end: float) -> tuple[list[tuple[float, float]], list[float]]:
        midnight = self.opens.timestamp()
        hours, weights, start = [], [], begin
        while start < end:
            day, second = divmod(start - midnight, DAY)
            hour = int(second // HOUR)
            stop = min(midnight + day * DAY + (hour + 1) * HOUR, end)
            hours.append((start, stop))
            weights.append(self._weight(int(day) + 1, hour) * (stop - start))
            start = stop
        return hours, weights

    def _weight(self, day: int, hour: int) -> float:
        rests = (local_day(self.opens).weekday() + day - 1) % 7 >= SATURDAY
        weight = SHAPES[self.shape](day) * (_weekend(self.shape) if rests else 1.0)
        for burst in self.bursts:
            since = day - burst.day
            if 0 <= since < len(ECHO):
                weight += burst.weight * ECHO[since] * _of_the_day(since, hour)
        return weight * HOURS[hour]


def _weekend(shape: str) -> float:
    return 2.4 if shape == "weekend" else 1.15


def _of_the_day(since: int, hour: int) -> float:
    """News comes in the evening of its day; what came before knew nothing of it."""
    if since:
        return 1.0
    return EVENING if hour >= NEWS_AT else 0.15


SHAPES = {
    "steady": lambda day: 0.8 + 0.8 * exp(-day / 5),
    "burst": lambda day: 0.5 + 1.2 * exp(-day / 4),
    "slow_then_viral": lambda day: 0.2 + min(3.0, 0.05 * exp(day / 9)),
    "weekend": lambda day: 0.7 + 0.6 * exp(-day / 8),
    "early_rush": lambda day: 0.4 + 6 * exp(-day / 3),
    "fading": lambda day: 0.12 + 1.8 * exp(-day / 14),
}
