"""The geometry of the pictures says what the numbers say."""

from __future__ import annotations

import itertools
import re
from datetime import date

import pytest

from app.web.shared.pictures import bloom, curve, pace, ring, split, weeks

OPENED = date(2026, 5, 1)


@pytest.mark.parametrize(("endorsements", "lit"), [(0, 0), (1, 1), (9, 1), (20, 2), (4_999, 499), (5_000, 500), (9_000, 500)])
def test_bloom_lights_one_dot_for_ten(endorsements: int, lit: int) -> None:
    flower = bloom(endorsements, 5_000)
    assert flower.lit.count("h0") == lit
    assert flower.pale.count("h0") == 500 - lit
    assert flower.per_seed == 10


def test_bloom_stays_in_its_box() -> None:
    x = y = 0
    for dx, dy in re.findall(r"m(-?\d+) ?(-?\d+)h0", bloom(5_000, 5_000).lit):
        x, y = x + int(dx), y + int(dy)
        assert 10 < x < 990
        assert 10 < y < 990


@pytest.mark.parametrize(("endorsements", "percent", "strokes"), [(0, 0, 0), (4_999, 99, 99), (5_000, 100, 100), (8_214, 164, 100)])
def test_ring_is_full_only_when_reached(endorsements: int, percent: int, strokes: int) -> None:
    circle = ring(endorsements, 5_000)
    assert (circle.percent, circle.on.count("M"), circle.off.count("M")) == (percent, strokes, 100 - strokes)


def test_split_adds_up_to_a_hundred() -> None:
    shares = split({"adopted": 1, "partly_adopted": 1, "not_adopted": 1})
    assert [share.percent for share in shares] == [34, 33, 33]
    assert shares[-1].x + shares[-1].width == 1_000
    assert all(a.x + a.width < b.x for a, b in itertools.pairwise(shares))


def test_split_of_nothing_is_nothing() -> None:
    assert split({"adopted": 0, "not_adopted": 0}) == ()


def test_pace_counts_today_among_the_days_left() -> None:
    assert pace([10, 30, 60], threshold=100, days_left=4) == pace([10, 30, 60], threshold=100, days_left=4)
    found = pace([10, 30, 60], threshold=100, days_left=3)
    assert (found.recent, found.needed) == (20, 14)
    assert pace(list(range(100, 1_100, 100)), threshold=5_000, days_left=10).recent == 100
    assert pace([5_000], threshold=5_000, days_left=10).needed is None
    assert pace([10], threshold=5_000, days_left=0).needed is None
    assert pace([], threshold=5_000, days_left=60).needed == 84


def test_weeks_sum_to_the_total() -> None:
    totals = [n * 10 for n in range(1, 18)]
    rows = weeks(OPENED, totals)
    assert [row.added for row in rows] == [70, 70, 30]
    assert (rows[-1].total, rows[-1].first, rows[-1].last) == (170, date(2026, 5, 15), date(2026, 5, 17))


def test_curve_ends_at_today_and_points_to_the_threshold() -> None:
    drawn = curve(OPENED, [1_000, 2_000, 2_500], days=60, threshold=5_000, width=720, height=300)
    assert drawn.line.count("L") == 3
    assert drawn.left < drawn.last_x < drawn.right
    assert drawn.pace == f"M{drawn.last_x} {drawn.last_y}L{float(drawn.right)} {drawn.goal_y}"
    assert next(mark.day for mark in drawn.ticks) == OPENED
    assert [mark.day for mark in drawn.ticks][-1] == date(2026, 6, 29)


@pytest.mark.parametrize("totals", [[5_200], [100] * 60])
def test_no_pace_once_reached_or_over(totals: list[int]) -> None:
    assert curve(OPENED, totals, days=60, threshold=5_000, width=340, height=230).pace == ""


def test_curve_of_nobody_yet_and_of_a_small_threshold() -> None:
    empty = curve(OPENED, [], days=60, threshold=5_000, width=340, height=230)
    assert empty.last_x == empty.left
    small = curve(OPENED, [1, 2], days=60, threshold=3, width=340, height=230)
    assert small.goal_y > small.top - 1
