"""Redis as the doorbell: tells the workers that there is something to do. Losing it costs seconds, never a letter."""

from __future__ import annotations

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry as RedisRetry
from rq import Queue, Retry
from rq.serializers import JSONSerializer

PROMPT, BULK = "prompt", "bulk"
QUEUES = (PROMPT, BULK)
SLOW = {"mail", "errands", "remind", "reconcile", "forget", "destroy_keys"}
TIMEOUT = 60
UNHEARD = 60
FAILURE_KEPT = 3_600

log = structlog.get_logger()


def connect(url: str) -> Redis:
    """A connection that fails at once: whoever rings must never wait for a bell that is away."""
    return Redis.from_url(url, socket_connect_timeout=0.5, socket_timeout=1, retry=RedisRetry(NoBackoff(), 0))


class Doorbell:
    def __init__(self, url: str, *, prefix: str = "") -> None:
        self._redis = connect(url)
        self._queues = {name: Queue(prefix + name, connection=self._redis, serializer=JSONSerializer) for name in QUEUES}

    def ring(self, run_id: int, task: str) -> bool:
        """Tell the workers of a run; False if nobody can be told."""
        return self._enqueue("app.jobs.worker.run", run_id, queue=BULK if task in SLOW else PROMPT)

    def ring_for_codes(self) -> bool:
        """Someone waits for a code: send what is urgent now, not at the next period."""
        return self._enqueue("app.jobs.worker.hurry", "codes", queue=PROMPT)

    def _enqueue(self, function: str, argument: int | str, *, queue: str) -> bool:
        try:
            self._queues[queue].enqueue_call(
                function, args=(argument,), timeout=TIMEOUT, ttl=UNHEARD, result_ttl=0, failure_ttl=FAILURE_KEPT, retry=Retry(max=2)
            )
        except RedisError as fault:
            log.warning("doorbell.away", error=type(fault).__name__)
            return False
        return True
