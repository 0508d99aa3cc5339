"""When digests leave (section 4 of the rules)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from app.accounts.models import Frequency
from app.kernel.workdays import TAIPEI, local_day

DIGEST_AT = time(8)
"""Local time; weekly ones leave on Mondays."""
PERIODS = {Frequency.DAILY: timedelta(days=1), Frequency.WEEKLY: timedelta(days=7)}
DIGESTS = tuple(PERIODS)


def last_period(frequency: Frequency, at: datetime) -> datetime:
    """The last moment up to `at` for which digests of this frequency leave, UTC. What came before it is theirs."""
    today = local_day(at)
    day = today - timedelta(days=today.weekday()) if frequency is Frequency.WEEKLY else today
    moment = datetime.combine(day, DIGEST_AT, TAIPEI).astimezone(UTC)
    return moment if moment <= at else moment - PERIODS[frequency]
