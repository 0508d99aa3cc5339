"""Local days of Asia/Taipei and the workdays of government offices (rule 4).

Two conventions hold everywhere:

- A moment is UTC and aware; a day is a local day in Taipei.
- A due moment is exclusive. What is due "at that day's end" is due at the next local midnight: whatever arrives at
  `at < due` is in time, and at `at >= due` it is late. `last_day(due)` is the date to print.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

TAIPEI = ZoneInfo("Asia/Taipei")
SATURDAY = 5
ONE_DAY = timedelta(days=1)
INSTANT = timedelta.resolution


def local_day(moment: datetime) -> date:
    """The day in Taipei on which a moment falls. A naive moment raises ValueError."""
    if moment.utcoffset() is None:  # astimezone() would take it for the machine's own zone
        raise ValueError("a moment without a zone")
    return moment.astimezone(TAIPEI).date()


def start_of(day: date) -> datetime:
    """The first moment of a local day, in UTC."""
    return datetime.combine(day, time.min, TAIPEI).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The first moment after a local day, in UTC: the exclusive due moment of "by the end of that day"."""
    return start_of(day + ONE_DAY)


def last_day(due: datetime) -> date:
    """The last local day on which something is still in time for an exclusive due moment."""
    return local_day(due - INSTANT)


@dataclass(frozen=True)
class Workdays:
    """On which days government offices work: Monday to Friday, and `differing` where the office calendar says otherwise.

    `differing` holds True for a make-up workday (補班) and False for a holiday or an office closed by a typhoon.
    A day it does not know, as all beyond the last published year, follows Monday to Friday.
    """

    differing: Mapping[date, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "differing", MappingProxyType(dict(self.differing)))

    def is_workday(self, day: date) -> bool:
        return self.differing.get(day, is_weekday(day))

    def after(self, day: date, n: int) -> date:
        """The n-th workday after a day, which itself is not counted. `n` below 1 raises ValueError."""
        if n < 1:
            raise ValueError("the n-th workday after a day starts at 1")
        for _ in range(n):
            day = self.on_or_after(day + ONE_DAY)
        return day

    def on_or_after(self, day: date) -> date:
        """The day itself if offices work on it, or else the next one on which they do."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day

    def between(self, start: date, end: date) -> int:
        """How many workdays lie after `start`, up to and including `end`; 0 if `end` is not later."""
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(self.is_workday(day) for day in days)


def is_weekday(day: date) -> bool:
    """Whether a day is a Monday to Friday."""
    return day.weekday() < SATURDAY
