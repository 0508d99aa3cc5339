"""Digests by many schedulers at once, through crashes, and while news comes in: everything once, and nothing lost."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session, sessionmaker

from app.accounts.models import Frequency, Language
from app.announce import actions as announcing
from app.announce import digests
from app.follow.models import DigestItem
from app.kernel import outbox
from app.kernel.outbox import ADDRESS, Letter
from app.kernel.secrets import Keyring
from app.petition.models import NoticeAddress, NoticeKind, Transition
from tests.cast import assemble
from tests.given import OTHER_TITLES, Given

pytestmark = pytest.mark.race

# Monday 2026-03-02, ten in Taipei; digests leave at eight the next day.
START = datetime(2026, 3, 2, 2, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 3, 0, tzinfo=UTC)
FOLLOWERS = 60
SCHEDULERS = 6


@pytest.fixture
def petitions(sessions: sessionmaker[Session], keys: Keyring) -> list[int]:
    """Two established petitions, both followed by everybody; nothing announced."""
    with sessions.begin() as session:
        given = Given(session, keys, assemble(session, keys, at=START), START)
        made = [given.an_established_petition(title=title) for title in OTHER_TITLES[:2]]
        for petition in made:
            row = {"petition_id": petition.id, "kind": NoticeKind.FOLLOWER, "language": Language.ZH, "frequency": Frequency.DAILY}
            people = [f"follower{no}@example.org".encode() for no in range(FOLLOWERS)]
            each = [{"address_hash": keys.keyed_hash("a", str(who)), "address_sealed": keys.seal(who, purpose=ADDRESS)} for who in people]
            session.execute(insert(NoticeAddress), [{**row, **one} for one in each])
        return [petition.id for petition in made]


def announce(sessions: sessionmaker[Session], keys: Keyring, at: datetime) -> None:
    with sessions.begin() as session:
        announcing.announce_due(session, keys, at=at, limit=1_000)


def told(sessions: sessionmaker[Session], keys: Keyring) -> Counter[tuple[str, int]]:
    """How often each address is told of each row of the ledger by a digest."""
    found: Counter[tuple[str, int]] = Counter()
    with sessions() as session:
        for letter in session.scalars(select(Letter).where(Letter.name == digests.DIGEST)):
            to = outbox.address(keys, letter)
            found.update((to, transition) for _, transition, _ in outbox.private(keys, letter)["items"])
    return found


def letters(sessions: sessionmaker[Session]) -> int:
    with sessions() as session:
        return session.scalar(select(func.count()).where(Letter.name == digests.DIGEST)) or 0


def waiting(sessions: sessionmaker[Session]) -> int:
    with sessions() as session:
        return session.scalar(select(func.count()).select_from(DigestItem)) or 0


def test_many_schedulers_write_one_digest_each(sessions: sessionmaker[Session], keys: Keyring, petitions: list[int]) -> None:
    announce(sessions, keys, START)
    barrier = Barrier(SCHEDULERS)

    def run(_: int) -> int:
        barrier.wait()
        with sessions.begin() as session:
            return digests.write_all_due(session, keys, at=TUESDAY)

    with ThreadPoolExecutor(SCHEDULERS) as pool:
        assert sum(pool.map(run, range(SCHEDULERS))) == FOLLOWERS
    assert letters(sessions) == FOLLOWERS
    assert len(told(sessions, keys)) == FOLLOWERS * len(petitions)
    assert set(told(sessions, keys).values()) == {1}
    assert waiting(sessions) == 0


def test_a_crash_leaves_all_of_it_for_the_next(sessions: sessionmaker[Session], keys: Keyring, petitions: list[int]) -> None:
    announce(sessions, keys, START)
    for _ in range(2):
        with sessions() as session:
            assert digests.write_all_due(session, keys, at=TUESDAY) == FOLLOWERS
            session.rollback()
        assert (letters(sessions), waiting(sessions)) == (0, FOLLOWERS * len(petitions))
    with sessions.begin() as session:
        digests.write_all_due(session, keys, at=TUESDAY + timedelta(hours=7))
    assert (letters(sessions), waiting(sessions)) == (FOLLOWERS, 0)


def test_news_during_the_writing_is_neither_lost_nor_told_twice(
    sessions: sessionmaker[Session], keys: Keyring, petitions: list[int]
) -> None:
    """What is announced with a moment before eight, while the digests of eight are written, is in this digest or in the next."""
    barrier = Barrier(4)

    def news(_: int) -> None:
        barrier.wait()
        announce(sessions, keys, TUESDAY - timedelta(seconds=1))

    def write(_: int) -> None:
        barrier.wait()
        for _turn in range(3):
            with sessions.begin() as session:
                digests.write_all_due(session, keys, at=TUESDAY)

    with ThreadPoolExecutor(4) as pool:
        done = [pool.submit(act, no) for act in (news, write) for no in range(2)]
        for one in done:
            one.result()
    with sessions.begin() as session:
        digests.write_all_due(session, keys, at=TUESDAY + timedelta(days=1))
    assert waiting(sessions) == 0
    found = told(sessions, keys)
    with sessions() as session:
        moves = session.scalars(select(Transition.id).where(Transition.petition_id.in_(petitions), Transition.move == "reach")).all()
    assert found == {(f"follower{no}@example.org", move): 1 for no in range(FOLLOWERS) for move in moves}
    with sessions() as session:
        keys_written = session.scalars(select(Letter.key).where(Letter.name == digests.DIGEST)).all()
    assert len(keys_written) == len(set(keys_written))
