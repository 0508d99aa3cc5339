"""Deadlines against a table of dated cases with their sources, and against what must hold for every date.

Columns of the table: `at` is a moment in Taipei, `due` the last day in time, `number` the policy's, `expected` the last day in
time of what is computed (for `opens` the first day), or a number of days.
"""

from __future__ import annotations

import calendar
import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel import office_csv
from app.kernel.office_days import SHIPPED
from app.kernel.workdays import TAIPEI, Workdays, end_of, last_day, local_day, start_of
from app.petition import deadlines
from app.petition.deadlines import Window

OFFICE = Workdays({official.day: official.is_workday for official in office_csv.read(office_csv.decode(SHIPPED.read_bytes()))})
FIRST, LAST = date(2015, 1, 1), date(2027, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Case:
    what: str
    at: datetime
    due: datetime
    number: int
    expected: str
    source: str


def case_from(row: dict[str, str]) -> Case:
    at = datetime.strptime(row["at"] or "2000-01-01 00:00", "%Y-%m-%d %H:%M").replace(tzinfo=TAIPEI).astimezone(UTC)
    due = end_of(date.fromisoformat(row["due"] or "2000-01-01"))
    return Case(row["what"], at, due, int(row["number"] or 0), row["expected"], row["source"])


with Path(__file__).with_name("deadline_cases.csv").open(encoding="utf-8") as file:
    CASES = [case_from(row) for row in csv.DictReader(file)]


def answer(case: Case, office: Workdays = OFFICE) -> str:
    """What the module under test says, in the words of the table. Names are looked up on the module, so that faults can be seeded."""
    d, at, due, n = deadlines, case.at, case.due, case.number
    answers: dict[str, Callable[[], object]] = {
        "review": lambda: last_day(d.review_due(at, workdays=office, days=n)),
        "opens": lambda: opening_day(d.endorse_window(at, days=n)),
        "closes": lambda: last_day(d.endorse_window(at, days=n).closes),
        "months": lambda: d.months_after(local_day(at), n),
        "respond": lambda: last_day(d.respond_due(at, months=n, workdays=office)),
        "extended": lambda: last_day(d.extended_due(due, months=n, workdays=office)),
        "plan": lambda: last_day(d.plan_due(at, days=n)),
        "contact": lambda: last_day(d.contact_due(at, days=n)),
        "follow_up": lambda: last_day(d.follow_up_due(at, months=n, workdays=office)),
        "appeal": lambda: last_day(d.appeal_until(at, days=n)),
        "workdays_left": lambda: d.workdays_left(at, due, office),
        "days_left": lambda: d.days_left(at, due),
        "overdue_workdays": lambda: d.overdue_workdays(at, due, office),
        "overdue_days": lambda: d.overdue_days(at, due),
    }
    return str(answers[case.what]())


def opening_day(window: Window) -> date:
    assert window.opens == start_of(local_day(window.opens))
    return local_day(window.opens)


def wrong(office: Workdays = OFFICE) -> list[Case]:
    return [case for case in CASES if answer(case, office) != case.expected]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.what}-{case.at:%Y%m%d%H%M}-{case.expected}")
def test_dated_case(case: Case) -> None:
    assert answer(case) == case.expected, case.source


def test_table_has_sources_and_no_case_twice() -> None:
    assert len(CASES) >= 40
    assert all(case.source for case in CASES)
    assert len({(case.what, case.at, case.due, case.number) for case in CASES}) == len(CASES)


# The control: the table goes red on every fault that a plausible implementation has.


def sixty_days(start: date, months: int) -> date:
    return start + timedelta(days=30 * months)


def same_day_number_clamped(start: date, months: int) -> date:
    years, month = divmod(start.month - 1 + months, 12)
    length = calendar.monthrange(start.year + years, month + 1)[1]
    return date(start.year + years, month + 1, min(start.day, length))


def overflowing_into_the_next_month(start: date, months: int) -> date:
    years, month = divmod(start.month - 1 + months, 12)
    return date(start.year + years, month + 1, 1) + timedelta(days=start.day - 1)


RIGHT_MONTHS = deadlines.months_after
FAULTS: dict[str, tuple[str, Callable[..., object]]] = {
    "thirty days a month": ("months_after", sixty_days),
    "same day number, clamped": ("months_after", same_day_number_clamped),
    "overflow into the next month": ("months_after", overflowing_into_the_next_month),
    "first day counted": ("months_after", lambda start, months: RIGHT_MONTHS(start - DAY, months)),
    "days of UTC": ("local_day", lambda moment: moment.date()),
    "due at the day's beginning": ("end_of", start_of),
    "n days with the first one": ("days_after", lambda moment, days: end_of(local_day(moment) + timedelta(days=days - 1))),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_table_goes_red_on_a_seeded_fault(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, faulty = FAULTS[fault]
    monkeypatch.setattr(deadlines, name, faulty)
    assert wrong()


@pytest.mark.parametrize(
    "office",
    [
        pytest.param(Workdays(), id="Monday to Friday"),
        pytest.param(Workdays({day: works for day, works in OFFICE.differing.items() if not works}), id="no make-up days"),
        pytest.param(Workdays({day: works for day, works in OFFICE.differing.items() if works}), id="no holidays"),
        pytest.param(Workdays({**OFFICE.differing, date(2025, 5, 1): False}), id="workers' May 1 before 2026"),
    ],
)
def test_table_goes_red_on_a_wrong_calendar(office: Workdays) -> None:
    assert wrong(office)


# What holds for every date.

days = st.dates(FIRST, date(2027, 6, 30))
moments = st.builds(lambda day, clock: datetime.combine(day, clock, TAIPEI).astimezone(UTC), days, st.times())
months = st.integers(1, 12)
counts = st.integers(1, 90)
closures = st.sets(st.dates(FIRST, date(2029, 1, 1)), max_size=40)
quick = settings(deadline=None, max_examples=100)


def months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


@pytest.mark.parametrize("n", [1, 2, 6, 12])
def test_months_end_as_the_article_says_for_every_day(n: int) -> None:
    for start in EVERY_DAY:
        first, end = start + DAY, deadlines.months_after(start, n)
        corresponding = end + DAY
        if corresponding.day == first.day:
            assert months_between(first, corresponding) == n, start
        else:  # the last month has no such day
            assert corresponding.day == 1, start
            assert end.day < first.day, start
            assert months_between(first, end) == n, start


@given(start=days, n=months)
@quick
def test_whole_months_end_with_a_month(start: date, n: int) -> None:
    month_end = start.replace(day=1) - DAY
    assert (deadlines.months_after(month_end, n) + DAY).day == 1


def due_moments(at: datetime, n: int, office: Workdays) -> dict[str, datetime]:
    """Every due moment that falls on a workday, from one moment."""
    respond = deadlines.respond_due(at, months=n, workdays=office)
    return {
        "review": deadlines.review_due(at, workdays=office, days=n),
        "respond": respond,
        "extended": deadlines.extended_due(respond, months=n, workdays=office),
        "follow_up": deadlines.follow_up_due(at, months=n, workdays=office),
    }


def plain_moments(at: datetime, n: int) -> dict[str, datetime]:
    return {
        "opens": deadlines.endorse_window(at, days=n).opens,
        "closes": deadlines.endorse_window(at, days=n).closes,
        "plan": deadlines.plan_due(at, days=n),
        "contact": deadlines.contact_due(at, days=n),
        "appeal": deadlines.appeal_until(at, days=n),
    }


@given(at=moments, n=months)
@quick
def test_what_agencies_owe_never_ends_on_a_day_of_rest(at: datetime, n: int) -> None:
    for what, due in due_moments(at, n, OFFICE).items():
        assert OFFICE.is_workday(last_day(due)), what


@given(at=moments, n=months)
@quick
def test_every_due_moment_is_a_local_midnight_in_utc_after_its_cause(at: datetime, n: int) -> None:
    for what, due in {**due_moments(at, n, OFFICE), **plain_moments(at, n)}.items():
        assert due.tzinfo is UTC, what
        assert due.astimezone(TAIPEI).time() == time.min, what
        assert due > at, what


@given(first=moments, second=moments, n=months)
@quick
def test_later_causes_are_never_due_earlier(first: datetime, second: datetime, n: int) -> None:
    early, late = sorted([first, second])
    for what, due in {**due_moments(early, n, OFFICE), **plain_moments(early, n)}.items():
        assert due <= {**due_moments(late, n, OFFICE), **plain_moments(late, n)}[what], what


@given(at=moments, n=months, closed=closures)
@quick
def test_closing_a_day_never_makes_anything_due_earlier(at: datetime, n: int, closed: set[date]) -> None:
    after = due_moments(at, n, Workdays({**OFFICE.differing, **dict.fromkeys(closed, False)}))
    for what, due in due_moments(at, n, OFFICE).items():
        assert due <= after[what], what


@given(at=moments, n=counts)
@quick
def test_a_window_has_exactly_its_days_and_starts_the_day_after(at: datetime, n: int) -> None:
    window = deadlines.endorse_window(at, days=n)
    inside = [day for day in (local_day(at) + timedelta(days=k) for k in range(-1, n + 3)) if window.is_open(start_of(day))]
    assert inside == [local_day(at) + timedelta(days=k) for k in range(1, n + 1)]
    assert not window.is_open(window.closes)
    assert window.is_open(window.closes - timedelta.resolution)
    assert not window.is_open(window.opens - timedelta.resolution)


@given(at=moments, n=counts, begins=moments, length=st.timedeltas(timedelta(0), timedelta(days=100)))
@quick
def test_a_pause_takes_no_time_from_a_window(at: datetime, n: int, begins: datetime, length: timedelta) -> None:
    window, ends = deadlines.endorse_window(at, days=n), begins + length
    moved = window.paused(begins, ends)
    paused_inside = max(timedelta(0), min(ends, moved.closes) - max(begins, moved.opens))
    assert moved.opens == window.opens
    assert moved.closes - moved.opens - paused_inside == window.closes - window.opens


def test_a_pause_moves_an_open_window_by_exactly_its_length() -> None:
    window = deadlines.endorse_window(datetime(2018, 9, 1, tzinfo=UTC), days=60)
    moved = window.paused(start_of(date(2018, 9, 25)), start_of(date(2018, 11, 26)))
    assert moved.closes - window.closes == timedelta(days=62)  # suspended 2018-09-25, resumed 2018-11-26
    assert window.paused(window.closes, window.closes + DAY) == window


@given(at=moments, other=moments)
@quick
def test_days_left_and_overdue_exclude_each_other(at: datetime, other: datetime) -> None:
    due = end_of(local_day(other))
    is_late = at >= due
    assert (deadlines.overdue_days(at, due) > 0) == is_late
    assert (deadlines.overdue_workdays(at, due, OFFICE) > 0) == is_late
    if is_late:
        assert deadlines.days_left(at, due) == deadlines.workdays_left(at, due, OFFICE) == 0
    assert deadlines.overdue_workdays(at, due, OFFICE) <= deadlines.overdue_days(at, due)
    assert deadlines.workdays_left(at, due, OFFICE) <= deadlines.days_left(at, due)


@given(at=moments, n=st.integers(1, 10))
@quick
def test_workdays_left_on_the_day_of_submission_are_all_of_them(at: datetime, n: int) -> None:
    assert deadlines.workdays_left(at, deadlines.review_due(at, workdays=OFFICE, days=n), OFFICE) == n
