"""The same stories told from any day: nothing in the future, everything in order, nobody handing in too much at a time."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest

from app.demo import acts, content
from app.demo.history import SHAPES, Course
from app.demo.plot import Plot
from app.demo.story import Burst
from app.kernel import office_csv
from app.kernel.office_days import SHIPPED
from app.kernel.workdays import Workdays, end_of, local_day, start_of
from app.petition import deadlines
from app.petition.lifecycle import Stage
from app.petition.policy import Policy

STORIES = content.stories()
POLICY = Policy()
OFFICE_DAYS = Workdays({day.day: day.is_workday for day in office_csv.read(SHIPPED.read_text(encoding="utf-8"))})
DAYS = [datetime(2026, 1, 5, 2, 30, tzinfo=UTC) + timedelta(days=11 * n, hours=n) for n in range(33)] + [
    datetime(2026, 2, 19, 3, tzinfo=UTC)
]


def plots(now: datetime) -> list[Plot]:
    return [Plot(story, now, OFFICE_DAYS, POLICY) for story in STORIES]


@pytest.mark.parametrize("now", DAYS, ids=str)
def test_everything_happens_in_order_and_in_the_past(now: datetime) -> None:
    for plot in plots(now):
        moments = [event.at for event in plot.events()]
        assert moments == sorted(moments)
        assert moments[-1] < now


@pytest.mark.parametrize("now", DAYS, ids=str)
def test_nobody_submits_more_than_the_rules_allow(now: datetime) -> None:
    spans: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for plot in plots(now):
        submitted, *later = [event.at for event in plot.events()]
        waiting = plot.story.stage is Stage.IN_REVIEW
        spans[plot.story.proposer].append((submitted, now if waiting else later[0]))
    for reviews in spans.values():
        reviews.sort()
        assert all(earlier[1] < later[0] for earlier, later in pairwise(reviews))
        submissions = [submitted for submitted, _ in reviews]
        window = timedelta(days=POLICY.submissions_days)
        assert all(sum(other - window < one <= other for one in submissions) <= POLICY.submissions for other in submissions)


@pytest.mark.parametrize("now", DAYS, ids=str)
def test_reviews_are_due_when_the_story_says(now: datetime) -> None:
    for plot in plots(now):
        due_in = plot.story.review_due_in_workdays
        if due_in is None:
            continue
        *_, began = plot.events()
        today, due = local_day(now), OFFICE_DAYS.after(local_day(began.at), POLICY.review_workdays)
        if due_in < 0:
            assert deadlines.overdue_workdays(now, end_of(due), OFFICE_DAYS) == -due_in
        else:
            assert due == (OFFICE_DAYS.after(today, due_in) if due_in else OFFICE_DAYS.on_or_after(today))


@pytest.mark.parametrize("now", DAYS, ids=str)
def test_agencies_accept_in_time_whatever_the_holidays(now: datetime) -> None:
    for plot in plots(now):
        for event in plot.events():
            if event.act.func in (acts.accept, acts.decline):
                assert plot.admitted_on is not None
                assert timedelta() < local_day(event.at) - plot.admitted_on < timedelta(days=POLICY.accept_days)


def test_the_same_day_tells_the_same_story() -> None:
    once, again = plots(DAYS[3]), plots(DAYS[3])
    assert [plot.endorsed for plot in once[:20]] == [plot.endorsed for plot in again[:20]]
    assert [event.at for plot in once for event in plot.events()] == [event.at for plot in again for event in plot.events()]


def test_endorsements_lie_in_their_window_and_add_up() -> None:
    for plot in plots(DAYS[20]):
        endorsed = plot.endorsed
        assert len(endorsed) - len(plot.regrets) == plot.story.endorsements
        assert endorsed == sorted(endorsed)
        if endorsed:
            assert plot.admitted_on is not None
            opens = start_of(plot.admitted_on + timedelta(days=1)).timestamp()
            assert opens <= endorsed[0]
            assert endorsed[-1] < min(opens + POLICY.endorse_days * 86_400, plot.now.timestamp())


def test_the_threshold_is_reached_on_its_day_and_only_where_it_is_told() -> None:
    for plot in plots(DAYS[20]):
        if plot.reached_on is None:
            assert len(plot.endorsed) < POLICY.endorse_threshold
        else:
            moment = datetime.fromtimestamp(plot.endorsed[POLICY.endorse_threshold - 1], UTC)
            assert timedelta() <= start_of(plot.reached_on) + timedelta(days=1) - moment < timedelta(days=2)


OPENS = start_of(date(2026, 3, 2))


def by_day(shape: str, *bursts: Burst) -> list[int]:
    moments = Course(OPENS, shape, bursts).moments(6_000, OPENS, OPENS + timedelta(days=60), Random(7))
    days = [0] * 60
    for moment in moments:
        days[int((moment - OPENS.timestamp()) // 86_400)] += 1
    return days


@pytest.mark.parametrize("shape", SHAPES)
def test_news_brings_people_and_fades(shape: str) -> None:
    quiet, talked = by_day(shape), by_day(shape, Burst(20, 15, "新聞"))
    assert sum(talked) == sum(quiet) == 6_000
    assert talked[20] > 3 * quiet[20]
    assert talked[20] > talked[22] > talked[24]


def test_shapes_differ() -> None:
    assert sum(by_day("early_rush")[:7]) > 3 * sum(by_day("steady")[:7]) / 2
    assert sum(by_day("slow_then_viral")[45:]) > 2 * sum(by_day("fading")[45:])
    weekend = by_day("weekend")
    assert sum(weekend[5:7]) > sum(weekend[7:9]) * 1.5


def test_people_sleep() -> None:
    hours = [0] * 24
    for moment in Course(OPENS, "steady").moments(5_000, OPENS, OPENS + timedelta(days=30), Random(1)):
        hours[int((moment - OPENS.timestamp()) // 3_600 % 24)] += 1
    assert sum(hours[1:6]) < sum(hours[19:24]) / 5
