"""From the ledger to the wire: a digest leaves at eight, once, whatever the schedulers do, with the header of RFC 8058."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from app.accounts.models import Frequency
from app.announce import actions as announcing
from app.announce import digests
from app.follow import actions
from app.jobs import delivery, tasks, tick
from app.jobs import perform as performing
from app.jobs.context import Works, transaction
from app.jobs.doorbell import Doorbell
from app.jobs.schedule import TASKS
from app.kernel.outbox import Letter
from tests.cast import assemble
from tests.conftest import HandClock
from tests.given import Given
from tests.jobs.conftest import Outside

pytestmark = pytest.mark.race
NOBODY = "redis://127.0.0.1:1/0"
TUESDAY = datetime(2026, 3, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only digests and mail are scheduled, and nobody hears the doorbell: the ticks run them."""
    both = (TASKS["digests"], TASKS["mail"])
    monkeypatch.setattr(tick, "SCHEDULE", both)
    monkeypatch.setattr(performing, "TASKS", {task.name: task for task in both})
    monkeypatch.setattr(delivery, "BUDGET", 60.0)


@pytest.fixture
def works(make_works: Callable[[], Works], clock: HandClock) -> Works:
    """Kai follows an established petition by daily digest; its news is announced."""
    works = make_works()
    with transaction(works) as session:
        given = Given(session, works.keys, assemble(session, works.keys, at=clock.now()), clock.now())
        petition = given.an_established_petition()
        actions.follow(session, petition, person=given.cast.kai, frequency=Frequency.DAILY, keys=works.keys)
        announcing.announce_due(session, works.keys, at=clock.now(), limit=1_000)
    tasks.mail(works)
    return works


def test_two_ticks_and_downtime_make_one_digest(works: Works, make_works: Callable[[], Works], outside: Outside, clock: HandClock) -> None:
    before = len(outside.relay.messages)
    tick.step(works, Doorbell(NOBODY), me="tick")
    assert len(outside.relay.messages) == before
    clock.at = TUESDAY + timedelta(days=2, hours=5)
    barrier, ticks = Barrier(3), [make_works() for _ in range(3)]

    def lead(one: Works) -> None:
        barrier.wait()
        for _ in range(3):
            tick.step(one, Doorbell(NOBODY), me="tick")

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lead, ticks))
    tasks.mail(works)
    [message] = outside.relay.messages[before:]
    assert outside.relay.recipients[-1] == "kai@example.org"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"{works.config.origin}/notices/digests/" in message["List-Unsubscribe"]
    with transaction(works) as session:
        letter = session.scalars(select(Letter).where(Letter.name == digests.DIGEST)).one()
        assert (letter.to_sealed, letter.private_sealed) == (None, None)


def test_a_run_that_dies_is_run_again(works: Works, outside: Outside, clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed after the digests were written and before anything was committed."""
    before = len(outside.relay.messages)
    clock.at = TUESDAY
    write = digests.write_all_due

    def die(*args: object, **kwargs: object) -> int:
        write(*args, **kwargs)  # type: ignore[arg-type]
        raise RuntimeError("killed")

    monkeypatch.setattr(digests, "write_all_due", die)
    with pytest.raises(RuntimeError):
        tasks.digests(works)
    monkeypatch.setattr(digests, "write_all_due", write)
    for _ in range(2):
        tasks.digests(works)
        tasks.mail(works)
    assert len(outside.relay.messages) == before + 1
