"""The geometry of the pictures says what the numbers say."""

from __future__ import annotations

import itertools
import re
from datetime import date, timedelta

import pytest
from hypothesis import given as whatever
from hypothesis import strategies as st

from app.endorse.counties import County
from app.web.shared.pictures import bloom, county_map, curve, pace, ring, spans, split
from app.web.shared.pictures.map import DRAWN

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


def test_spans_are_weeks_and_sum_to_the_total() -> None:
    totals = [n * 10 for n in range(1, 18)]
    rows = spans(OPENED, totals, days=7, smallest=10)
    assert [row.added for row in rows] == [70, 70, 30]
    assert (rows[-1].total, rows[-1].first, rows[-1].last) == (170, date(2026, 5, 15), date(2026, 5, 17))


@whatever(added=st.lists(st.integers(-3, 25), max_size=70), days=st.sampled_from([1, 7]), smallest=st.integers(1, 12))
def test_no_span_speaks_of_fewer_than_ten(added: list[int], days: int, smallest: int) -> None:
    totals = [max(total, 0) for total in itertools.accumulate(added)]
    rows = spans(OPENED, totals, days=days, smallest=smallest)
    assert all(row.added >= smallest for row in rows)
    if not totals or totals[-1] < smallest:
        assert rows == ()
    if rows:
        assert (rows[0].first, rows[-1].last) == (OPENED, OPENED + timedelta(len(totals) - 1))
        assert sum(row.added for row in rows) == rows[-1].total == totals[-1]
        assert all((later.first - sooner.last).days == 1 for sooner, later in itertools.pairwise(rows))


def test_map_has_every_county_once() -> None:
    drawn = county_map([(County.TAIPEI, 120), (County.YILAN, 44), (County.KINMEN, 10)], smallest=10)
    assert len(drawn.areas) == len(DRAWN["counties"]) == 22
    assert set(DRAWN["counties"]) == set(County)
    shades = {code: area.shade for code, area in zip(DRAWN["counties"], drawn.areas, strict=True)}
    assert (shades[County.TAIPEI], shades[County.YILAN], shades[County.KINMEN], shades[County.TAINAN]) == (5, 3, 2, 0)
    assert [(shade.no, shade.first, shade.last) for shade in drawn.shades] == [(2, 10, 19), (3, 20, 49), (4, 50, 99), (5, 100, None)]
    great = county_map([(County.TAIPEI, 520), (County.KINMEN, 10)], smallest=10).shades
    assert [(shade.first, shade.last) for shade in great] == [(10, 49), (50, 99), (100, 199), (200, 499), (500, None)]


@whatever(counts=st.lists(st.integers(10, 4_000), max_size=22))
def test_every_count_is_in_the_band_of_its_shade(counts: list[int]) -> None:
    cells = list(zip(County, counts, strict=False))
    drawn = county_map(cells, smallest=10)
    bands = {shade.no: shade for shade in drawn.shades}
    for code, area in zip(DRAWN["counties"], drawn.areas, strict=True):
        count, band = dict(cells).get(County(code)), bands.get(area.shade)
        assert (count is None) == (band is None)
        if band is not None and count is not None:
            assert band.first <= count <= (band.last or count)


def test_the_outlines_are_small() -> None:
    assert sum(map(len, DRAWN["counties"].values())) + len(DRAWN["frames"]) < 7_000


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


@pytest.mark.parametrize(
    ("totals", "anchor", "under"),
    [
        ([100], "end", False),
        ([40 * day for day in range(1, 41)], "start", False),
        ([6_000, *[6_100] * 30], "end", True),
        ([80 * day for day in range(1, 61)], "start", False),
        ([100 * day for day in range(1, 61)], "start", False),
    ],
    ids=["just begun", "on its way", "crossed early", "never there", "crossed late"],
)
def test_the_words_of_the_threshold_are_out_of_the_curves_way(totals: list[int], anchor: str, under: bool) -> None:
    drawn = curve(OPENED, totals, days=60, threshold=5_000, width=340, height=230)
    assert (drawn.goal_label.anchor, drawn.goal_label.y > drawn.goal_y) == (anchor, under)
