"""The list of topics: what administrators may do to it."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.kernel.errors import Conflict, Invalid, NotFound
from app.petition import topics
from app.petition.topics import Topic
from tests.conftest import HandClock


def test_the_platform_comes_with_its_topics(session: Session) -> None:
    found = topics.every(session)
    assert [topic.code for topic in found] == list(Topic) and all(topic.name_zh and topic.name_en for topic in found)
    with pytest.raises(NotFound):
        topics.one(session, "taste")


def test_the_last_topic_stays(session: Session, clock: HandClock) -> None:
    *others, last = topics.every(session)
    for topic in others:
        topics.retire(session, topic, seen=1, at=clock.at)
    with pytest.raises(Conflict) as refused:
        topics.retire(session, last, seen=1, at=clock.at)
    assert refused.value.code == "topic.last"
    topics.restore(session, others[0], seen=2)
    topics.retire(session, last, seen=1, at=clock.at)
    assert [topic.code for topic in topics.every(session) if topic.retired_at is None] == [others[0].code]


def test_names_have_a_length(session: Session) -> None:
    with pytest.raises(Invalid) as fault:
        topics.add(session, "x", zh="", en="E" * 61)
    assert [(problem.field, problem.code) for problem in fault.value.problems] == [
        ("code", "code.form"),
        ("name_zh", "text.missing"),
        ("name_en", "text.long"),
    ]
