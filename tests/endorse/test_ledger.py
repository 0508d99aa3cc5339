"""The ledger by days: its lines sum to the count, and none speaks of fewer people than it may. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.endorse.ledger import Sum, by_days

FIRST, LAST = date(2026, 1, 1), date(2026, 1, 20)
SOME = st.builds(lambda came, back: Sum(came + back, back), st.integers(0, 40), st.integers(0, 15))
DAYS = st.dictionaries(st.integers(0, 19), SOME, max_size=20)
REMOVED = st.dictionaries(st.integers(0, 40), st.integers(-30, 30), max_size=6)


def on(no: int) -> date:
    return FIRST + timedelta(no)


@given(DAYS, REMOVED)
def test_the_lines_sum_to_the_whole(came: dict[int, Sum], removed: dict[int, int]) -> None:
    days = {on(no): one for no, one in came.items()}
    for no, number in removed.items():
        days[on(no)] = days.get(on(no), Sum()) + Sum(removed=number)
    lines = by_days(days, first=FIRST, last=LAST, smallest=10)
    whole = sum(days.values(), Sum())
    if whole.came < 10:
        assert lines == []
        return
    assert sum((line.sum for line in lines), Sum()) == whole
    assert lines[-1].total == whole.counted
    total = 0
    for line in lines:
        total += line.sum.counted
        assert line.total == total
        assert line.sum.endorsed - line.sum.taken_back - line.sum.removed == line.sum.counted
    for earlier, later in pairwise(lines):
        assert earlier.last < later.first


@given(DAYS)
def test_no_line_speaks_of_a_few(came: dict[int, Sum]) -> None:
    lines = by_days({on(no): one for no, one in came.items()}, first=FIRST, last=LAST, smallest=10)
    for line in lines:
        assert line.sum.came >= 10
        assert line.taken_back is None or line.taken_back == 0 or line.taken_back >= 10
    assert len(lines) < 2 or sum(not line.is_split for line in lines) != 1, "one row alone could be worked out from the whole"


def test_what_is_removed_after_the_window_has_a_line_of_its_own() -> None:
    days = {FIRST: Sum(30, 0), on(5): Sum(30, 12), on(25): Sum(removed=15), on(30): Sum(removed=-15)}
    lines = by_days(days, first=FIRST, last=LAST, smallest=10)
    assert [(line.first, line.sum.removed, line.total) for line in lines[-2:]] == [(on(25), 15, 33), (on(30), -15, 48)]
    assert [line.is_split for line in lines] == [True, True, True, True]


def test_a_day_of_few_is_hidden_with_its_neighbour() -> None:
    days = {on(no): Sum(20, 3 if no == 1 else 0) for no in range(3)}
    lines = by_days(days, first=FIRST, last=on(2), smallest=10)
    assert [(line.endorsed, line.taken_back, line.sum.came) for line in lines] == [(None, None, 20), (None, None, 17), (20, 0, 20)]
