"""When digests leave: at eight in Taipei, weekly ones on Mondays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.accounts.models import Frequency
from app.follow import rules
from app.jobs.schedule import TASKS

MONDAY = datetime(2026, 3, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize("after", [timedelta(), timedelta(hours=3), timedelta(hours=23, minutes=59)])
def test_daily(after: timedelta) -> None:
    assert rules.last_period(Frequency.DAILY, MONDAY + after) == MONDAY
    assert rules.last_period(Frequency.DAILY, MONDAY - timedelta(microseconds=1)) == MONDAY - timedelta(days=1)


@pytest.mark.parametrize("after", [timedelta(), timedelta(days=3), timedelta(days=6, hours=23)])
def test_weekly(after: timedelta) -> None:
    assert rules.last_period(Frequency.WEEKLY, MONDAY + after) == MONDAY
    assert rules.last_period(Frequency.WEEKLY, MONDAY - timedelta(microseconds=1)) == MONDAY - timedelta(days=7)


def test_the_job_runs_when_digests_leave() -> None:
    for day in range(8):
        at = MONDAY + timedelta(days=day, hours=5)
        assert TASKS["digests"].period(at) == rules.last_period(Frequency.DAILY, at)
        assert rules.last_period(Frequency.WEEKLY, at) <= TASKS["digests"].period(at)
