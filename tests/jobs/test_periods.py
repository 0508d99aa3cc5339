"""What the clock causes by mail leaves once for its period, also where a run is killed halfway and several run side by side."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from types import ModuleType

import pytest
from sqlalchemy import select

from app.accounts import staff
from app.accounts.models import Membership
from app.announce import heads, reminders
from app.jobs import tasks
from app.jobs.context import Works, transaction
from app.kernel.outbox import Letter
from tests.cast import assemble
from tests.conftest import HandClock
from tests.given import Given

pytestmark = pytest.mark.race
MONDAY = datetime(2026, 3, 9, 1, tzinfo=UTC)
WEEK, DAY = timedelta(days=7), timedelta(days=1)


@pytest.fixture
def works(make_works: Callable[[], Works], clock: HandClock) -> Works:
    """An agency with a head; its answer is due in a day."""
    works = make_works()
    clock.at = MONDAY
    with transaction(works) as session:
        given = Given(session, works.keys, assemble(session, works.keys, at=MONDAY - WEEK), MONDAY - WEEK)
        petition = given.an_established_petition()
        petition.respond_due_at = MONDAY + DAY
        head = session.scalars(select(Membership).where(Membership.person_id == given.cast.wu.id)).one()
        staff.set_head(session, head, is_head=True)
    return works


def written(works: Works, name: str) -> int:
    with transaction(works) as session:
        return len(session.scalars(select(Letter).where(Letter.name == name)).all())


@pytest.mark.parametrize(
    ("task", "module", "verb", "name", "period"),
    [
        (tasks.heads, heads, "write_all_due", heads.HEAD, WEEK),
        (tasks.remind, reminders, "remind_all_due", "due_soon", None),
        (tasks.remind, reminders, "remind_all_due", "overdue", DAY),
    ],
)
def test_once_for_a_period(
    works: Works, make_works: Callable[[], Works], clock: HandClock, monkeypatch: pytest.MonkeyPatch,
    task: Callable[[Works], None], module: ModuleType, verb: str, name: str, period: timedelta | None,
) -> None:  # fmt: skip
    if name == "overdue":
        clock.at = MONDAY + 2 * DAY
    write = getattr(module, verb)

    def die(*args: object, **kwargs: object) -> int:
        write(*args, **kwargs)
        raise RuntimeError("killed")

    monkeypatch.setattr(module, verb, die)
    with pytest.raises(RuntimeError):
        task(works)
    assert written(works, name) == 0
    monkeypatch.setattr(module, verb, write)
    barrier = Barrier(3)

    def run(one: Works) -> None:
        barrier.wait()
        for _ in range(2):
            task(one)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(run, [make_works() for _ in range(3)]))
    once = written(works, name)
    assert once == (4 if name == "overdue" else 1), "an officer, and of what is overdue two moderators and the administrator"
    clock.at += period or timedelta(hours=9)
    task(works)
    assert written(works, name) == (2 * once if period else once)
