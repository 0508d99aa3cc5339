from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.kernel import throttle
from app.kernel.errors import TooMany
from app.kernel.secrets import new_token
from app.kernel.throttle import Limit, Throttle
from config import Config

THREE = Limit("three", 3, 60)


@pytest.fixture
def prefix() -> str:
    return f"test-{new_token()}"


def allowed(counter: Throttle, by: str, limit: Limit = THREE) -> bool:
    try:
        counter.take(limit, by=by)
    except TooMany:
        return False
    return True


def test_three_and_no_fourth_each_for_themselves(config: Config, prefix: str) -> None:
    counter = Throttle(config.redis_url, prefix=prefix)
    assert [allowed(counter, "mei") for _ in range(4)] == [True, True, True, False]
    assert allowed(counter, "bo")
    assert allowed(counter, "mei", Limit("other", 1, 60))
    with pytest.raises(TooMany) as refusal:
        counter.take(THREE, by="mei")
    assert refusal.value.code == "throttle.three"
    assert 0 < refusal.value.retry_after <= 60


def test_a_window_ends(config: Config, prefix: str) -> None:
    counter = Throttle(config.redis_url, prefix=prefix)
    short = Limit("short", 1, 1)
    assert [allowed(counter, "mei", short) for _ in range(2)] == [True, False]
    time.sleep(1.1)
    assert allowed(counter, "mei", short)


def test_processes_share_the_count(config: Config, prefix: str) -> None:
    counters = [Throttle(config.redis_url, prefix=prefix) for _ in range(4)]
    with ThreadPoolExecutor(16) as pool:
        taken = list(pool.map(lambda no: allowed(counters[no % 4], "mei"), range(40)))
    assert taken.count(True) == 3


def test_without_redis_everything_is_allowed_and_soon_without_asking(monkeypatch: pytest.MonkeyPatch) -> None:
    counter = Throttle("redis://127.0.0.1:1/0")
    start = time.monotonic()
    assert all(allowed(counter, "mei") for _ in range(200))
    assert time.monotonic() - start < 2
    asked = []
    monkeypatch.setattr(counter, "_count", lambda **_: asked.append(1) or (1, 60))
    assert allowed(counter, "mei")
    assert not asked, "not asked again at once"
    monkeypatch.setattr(throttle, "PATIENCE", 0.0)
    counter._ask_again_at = 0.0
    assert allowed(counter, "mei")
    assert asked
