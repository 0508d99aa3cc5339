"""Rough limits against floods, counted in Redis. The exact limits of the rules stand in the database; these only spare it.

If Redis cannot be reached, everything is allowed, and Redis is asked again after `PATIENCE` seconds.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from app.kernel.errors import TooMany

PATIENCE = 5.0
# One script, so that a count never stays without its end, whatever dies in between.
COUNT = """
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return {count, redis.call('TTL', KEYS[1])}
"""


@dataclass(frozen=True)
class Limit:
    """`times` in every window of `seconds`; the first use opens a window."""

    name: str
    times: int
    seconds: int


class Throttle:
    """Counts uses by name and by whoever uses. `prefix` keeps applications on one Redis apart."""

    def __init__(self, url: str, *, prefix: str = "gongyi") -> None:
        self._redis = Redis.from_url(url, retry=Retry(NoBackoff(), 0), socket_connect_timeout=0.5, socket_timeout=1)
        self._count = self._redis.register_script(COUNT)
        self._prefix = prefix
        self._ask_again_at = 0.0

    def take(self, limit: Limit, *, by: str) -> None:
        """Count one use. Raises TooMany `throttle.<name>` beyond the limit."""
        if time.monotonic() < self._ask_again_at:
            return
        try:
            count, left = self._count(keys=[f"{self._prefix}:{limit.name}:{by}"], args=[limit.seconds])
        except RedisError:
            self._ask_again_at = time.monotonic() + PATIENCE
            return
        if count > limit.times:
            raise TooMany(f"throttle.{limit.name}", retry_after=max(left, 1))
