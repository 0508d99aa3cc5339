"""Local days and workdays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.workdays import Workdays, end_of, last_day, local_day, start_of

DAY = timedelta(days=1)
EASTER = Workdays({date(2026, 4, 3): False, date(2026, 4, 6): False, date(2026, 4, 11): True})  # Friday, Monday; a make-up Saturday

days = st.dates(date(2015, 1, 1), date(2027, 12, 31))
calendars = st.builds(Workdays, st.dictionaries(days, st.booleans(), max_size=60))
quick = settings(deadline=None, max_examples=100)


def test_a_local_day_begins_at_16_utc_the_day_before() -> None:
    assert start_of(date(2026, 3, 3)) == datetime(2026, 3, 2, 16, tzinfo=UTC)
    assert local_day(datetime(2026, 3, 2, 15, 59, 59, 999_999, UTC)) == date(2026, 3, 2)
    assert local_day(datetime(2026, 3, 2, 16, tzinfo=UTC)) == date(2026, 3, 3)


def test_a_due_moment_is_the_first_that_is_too_late() -> None:
    due = end_of(date(2026, 3, 3))
    assert due == start_of(date(2026, 3, 4))
    assert local_day(due) == date(2026, 3, 4)
    assert last_day(due) == date(2026, 3, 3)
    assert last_day(due + timedelta.resolution) == date(2026, 3, 4)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        local_day(datetime(2026, 3, 2))  # noqa: DTZ001 (that is the point)


@given(day=days)
@quick
def test_every_day_has_24_hours_and_gives_itself_back(day: date) -> None:
    assert end_of(day) - start_of(day) == DAY
    assert local_day(start_of(day)) == last_day(end_of(day)) == day


def test_holidays_rest_and_make_up_days_work() -> None:
    asked = [date(2026, 4, n) for n in (2, 3, 4, 6, 7, 11, 12)]
    assert [EASTER.is_workday(day) for day in asked] == [True, False, False, False, True, True, False]


def test_counting_skips_days_of_rest() -> None:
    assert EASTER.after(date(2026, 4, 2), 1) == date(2026, 4, 7)
    assert EASTER.after(date(2026, 4, 3), 5) == date(2026, 4, 11)
    assert EASTER.after(date(2026, 4, 11), 1) == date(2026, 4, 13)
    assert EASTER.on_or_after(date(2026, 4, 3)) == date(2026, 4, 7)
    assert EASTER.on_or_after(date(2026, 4, 7)) == date(2026, 4, 7)
    assert EASTER.between(date(2026, 4, 2), date(2026, 4, 13)) == 6


def test_nothing_lies_between_a_day_and_itself_or_an_earlier_one() -> None:
    assert EASTER.between(date(2026, 4, 7), date(2026, 4, 7)) == 0
    assert EASTER.between(date(2026, 4, 7), date(2026, 4, 1)) == 0


@pytest.mark.parametrize("n", [0, -1])
def test_the_first_workday_after_is_number_one(n: int) -> None:
    with pytest.raises(ValueError, match="1"):
        EASTER.after(date(2026, 4, 7), n)


def test_an_unknown_year_follows_monday_to_friday() -> None:
    week = [date(2031, 1, 6) + timedelta(days=n) for n in range(7)]
    assert [EASTER.is_workday(day) for day in week] == [True] * 5 + [False] * 2


def test_a_calendar_does_not_change_after_it_is_made() -> None:
    closed: dict[date, bool] = {}
    calendar = Workdays(closed)
    closed[date(2026, 3, 2)] = False
    assert calendar.is_workday(date(2026, 3, 2))


@given(calendar=calendars, day=days, n=st.integers(1, 40))
@quick
def test_the_nth_workday_after_is_a_workday_with_n_workdays_up_to_it(calendar: Workdays, day: date, n: int) -> None:
    found = calendar.after(day, n)
    assert calendar.is_workday(found)
    assert calendar.between(day, found) == n
    assert calendar.between(day, found - DAY) == n - 1


@given(calendar=calendars, first=days, second=days, third=days)
@quick
def test_workdays_between_add_up(calendar: Workdays, first: date, second: date, third: date) -> None:
    a, b, c = sorted([first, second, third])
    assert calendar.between(a, b) + calendar.between(b, c) == calendar.between(a, c)
