"""What runs when: one table. A period is so long, begins at a whole multiple of its length, and days begin in Taipei."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.jobs import tasks
from app.jobs.context import Works
from app.kernel.workdays import TAIPEI

ORIGIN = datetime(1970, 1, 1, tzinfo=TAIPEI)
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Task:
    """Something done once in every period, `after` its beginning."""

    name: str
    every: timedelta
    run: Callable[[Works], object]
    after: timedelta = timedelta()

    def period(self, at: datetime) -> datetime:
        """The beginning of the last period whose time has come, UTC."""
        whole = (at - ORIGIN - self.after) // self.every
        return (ORIGIN + self.after + whole * self.every).astimezone(UTC)


SCHEDULE = (
    Task("codes", 2 * SECOND, tasks.codes),
    Task("tally", 1 * SECOND, tasks.tally),
    Task("announce", 2 * SECOND, tasks.announce),
    Task("mail", 2 * SECOND, tasks.mail),
    Task("errands", 2 * SECOND, tasks.errands),
    Task("pause", 2 * SECOND, tasks.pause),
    Task("lapse", 30 * SECOND, tasks.lapse),
    Task("names", 5 * MINUTE, tasks.names),
    Task("meetings", 1 * MINUTE, tasks.meetings),
    Task("close", 1 * HOUR, tasks.close),
    Task("survey", 1 * HOUR, tasks.survey),
    Task("forget", 1 * HOUR, tasks.forget),
    Task("remind", 1 * DAY, tasks.remind, after=8 * HOUR),
    # Weekly ones too: which are due, the verb asks (`app.follow.rules`).
    Task("digests", 1 * DAY, tasks.digests, after=8 * HOUR),
    # The day before which periods are counted was a Thursday: four days later is a Monday.
    Task("heads", 7 * DAY, tasks.heads, after=4 * DAY + 8 * HOUR),
    Task("destroy_keys", 1 * DAY, tasks.destroy_keys, after=3 * HOUR),
    Task("reconcile", 1 * DAY, tasks.reconcile, after=4 * HOUR),
)
TASKS = {task.name: task for task in SCHEDULE}
