"""When things are due: local days and workdays in, UTC moments out (rules 4, 6, 8, 15, 16, 17, 21 and 24).

Every number is an argument, since each petition keeps the policy it was submitted under. Every due moment is exclusive:
it is the local midnight that ends the last day in time (see `app.kernel.workdays`).
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app.kernel.workdays import Workdays, end_of, last_day, local_day, start_of


@dataclass(frozen=True)
class Window:
    """A span of time in UTC: `opens` belongs to it, `closes` does not."""

    opens: datetime
    closes: datetime

    def is_open(self, at: datetime) -> bool:
        return self.opens <= at < self.closes

    def paused(self, begins: datetime, ends: datetime) -> Window:
        """The window with as much later an end as the pause takes from it, so that no time of it is lost (rule 24)."""
        if begins >= self.closes or ends <= self.opens:
            return self
        return replace(self, closes=self.closes + (ends - max(begins, self.opens)))


def review_due(submitted_at: datetime, *, workdays: Workdays, days: int) -> datetime:
    """The end of the n-th workday after the day of submission (rule 4)."""
    return end_of(workdays.after(local_day(submitted_at), days))


def appeal_until(refused_at: datetime, *, days: int) -> datetime:
    """The end of the n-th day after the day of refusal (rule 6)."""
    return days_after(refused_at, days)


def endorse_window(admitted_at: datetime, *, days: int) -> Window:
    """From 00:00 of the day after admission, for so many days, the first and the last included (rule 8)."""
    return Window(opens=start_of(local_day(admitted_at) + timedelta(days=1)), closes=days_after(admitted_at, days))


def respond_due(established_at: datetime, *, months: int, workdays: Workdays) -> datetime:
    """The end of the last day of the period of months, or of the next workday if offices rest on it (rule 15)."""
    return months_due(local_day(established_at), months, workdays)


def extended_due(respond_due_at: datetime, *, months: int, workdays: Workdays) -> datetime:
    """The same counting once more, from the day on which the answer was due (rule 17)."""
    return months_due(last_day(respond_due_at), months, workdays)


def follow_up_due(answered_at: datetime, *, months: int, workdays: Workdays) -> datetime:
    """The same counting, from the day of the answer or of the last progress posted (rule 21)."""
    return months_due(local_day(answered_at), months, workdays)


def plan_due(established_at: datetime, *, days: int) -> datetime:
    """The end of the n-th day after establishment, workday or not (rule 16)."""
    return days_after(established_at, days)


def contact_due(established_at: datetime, *, days: int) -> datetime:
    """The end of the n-th day after establishment, workday or not (rule 16)."""
    return days_after(established_at, days)


def months_after(start: date, months: int) -> date:
    """The last day of a period of months (行政程序法 §48).

    The day of the event, `start`, is not counted. The period ends on the day before the one that corresponds to its
    first day, or on the last day of the month where that month has no such day.
    """
    first = start + timedelta(days=1)
    years, month = divmod(first.month - 1 + months, 12)
    month_start = date(first.year + years, month + 1, 1)
    length = monthrange(month_start.year, month_start.month)[1]
    if first.day > length:
        return month_start.replace(day=length)
    return month_start.replace(day=first.day) - timedelta(days=1)


def workdays_left(at: datetime, due: datetime, workdays: Workdays) -> int:
    """Workdays that remain after today; 0 on the last day and when overdue."""
    return workdays.between(local_day(at), last_day(due))


def days_left(at: datetime, due: datetime) -> int:
    """Days that remain after today; 0 on the last day and when overdue."""
    return max(0, (last_day(due) - local_day(at)).days)


def overdue_workdays(at: datetime, due: datetime, workdays: Workdays) -> int:
    """Workdays since the due moment, 0 only while in time; days of rest right after it count with the first (rule 5)."""
    if at < due:
        return 0
    return max(1, workdays.between(last_day(due), local_day(at)))


def overdue_days(at: datetime, due: datetime) -> int:
    """Days since the due moment: 0 while in time, 1 on the first day after (rule 20)."""
    if at < due:
        return 0
    return max(1, (local_day(at) - last_day(due)).days)


def months_due(start: date, months: int, workdays: Workdays) -> datetime:
    return end_of(workdays.on_or_after(months_after(start, months)))


def days_after(moment: datetime, days: int) -> datetime:
    return end_of(local_day(moment) + timedelta(days=days))
