"""Two administrators change a kept list in the same instant: a code is given once, and one topic, one ground always stays."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from sqlalchemy.orm import Session, sessionmaker

from app.kernel.errors import Invalid
from app.petition import topics
from app.review import grounds
from app.review.models import GroundKind
from tests.race.test_endorse import START, at_once

pytestmark = pytest.mark.race
WHILE_THE_FIRST_IS_OPEN = 0.5


def one_after_the_other(sessions: sessionmaker[Session], retire: Callable[[Session, str], None], codes: list[str]) -> list[str]:
    """What the second was told that began before the first was committed."""

    def second(_: int) -> None:
        with sessions.begin() as session:
            retire(session, codes[1])

    with ThreadPoolExecutor(1) as pool:
        with sessions.begin() as session:
            retire(session, codes[0])
            told = pool.submit(at_once, 1, second)
            wait([told], timeout=WHILE_THE_FIRST_IS_OPEN)
        return told.result()


def retire_topic(session: Session, code: str) -> None:
    topics.retire(session, topics.one(session, code), seen=1, at=START)


def retire_ground(session: Session, code: str) -> None:
    grounds.retire(session, grounds.one(session, code), seen=1, at=START)


def test_one_topic_stays(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        *others, one, two = [topic.code for topic in topics.every(session)]
        for code in others:
            retire_topic(session, code)
    assert one_after_the_other(sessions, retire_topic, [one, two]) == ["topic.last"]


def test_one_ground_stays(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        *others, one, two = [ground.code for ground in grounds.in_use(session, GroundKind.HIDE)]
        for code in others:
            retire_ground(session, code)
    assert one_after_the_other(sessions, retire_ground, [one, two]) == ["ground.needed"]


def test_a_code_is_given_once(sessions: sessionmaker[Session]) -> None:
    def add(no: int) -> None:
        with sessions.begin() as session:
            try:
                topics.add(session, "ocean", zh=f"海洋{no}", en=f"Ocean {no}")
            except Invalid as refusal:
                assert [problem.code for problem in refusal.problems] == ["code.taken"]
                raise

    assert at_once(4, add) == ["done", *["invalid"] * 3]
