"""With 8,000 endorsers: for every event that they hear of, each gets one letter, whoever else they are and whatever is run again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.announce import actions, rules
from app.announce.rules import Audience
from app.kernel import outbox
from app.kernel.outbox import Letter
from app.kernel.secrets import Keyring
from app.petition.lifecycle import Move
from app.petition.models import Petition
from tests.announce.acts_of_answering import recalled
from tests.announce.occasions import OCCASIONS
from tests.announce.test_actions import only_last
from tests.given import Given

CROWD = 8_000
# Everybody endorses; every second one also follows.
ENTER = text("""
    INSERT INTO notice_address (petition_id, kind, address_hash, address_sealed, language, frequency)
    SELECT :petition, kind, sha256(no::text::bytea), :sealed, 'zh-Hant-TW', 'at_once'
    FROM generate_series(1, :crowd) AS no, (VALUES ('endorser'), ('follower')) AS kinds (kind)
    WHERE kind = 'endorser' OR no % 2 = 0
""")
# Nobody else is written to as a reader.
WRITTEN = text("SELECT count(*), count(DISTINCT to_hash) FROM letter WHERE params ->> 'as' = 'reader'")
HEARD = [(move, mark) for move, mark in OCCASIONS if not isinstance(rules.RULES[move], rules.Nobody)]


def endorsed_by_many(session: Session, keys: Keyring, petition: Petition) -> None:
    sealed = keys.seal(b"someone@example.org", purpose=outbox.ADDRESS)
    session.execute(ENTER, {"petition": petition.id, "sealed": sealed, "crowd": CROWD})


def letters(session: Session) -> tuple[int, int]:
    """How many letters their addresses have, and how many of these addresses have one."""
    every, distinct = session.execute(WRITTEN).one()
    return every, distinct


@pytest.mark.parametrize(("move", "mark"), HEARD)
def test_each_endorser_gets_one_letter_or_none(session: Session, keys: Keyring, given: Given, move: Move, mark: str) -> None:
    petition = OCCASIONS[move, mark](given)
    endorsed_by_many(session, keys, petition)
    transition = only_last(session, petition)
    audiences = {audience for notice in rules.notices(petition, transition) for audience in notice.to}
    expected = CROWD if Audience.ENDORSERS in audiences else CROWD // 2 if Audience.FOLLOWERS in audiences else 0
    for _ in range(2):
        transition.announced_at = None
        actions.announce_due(session, keys, at=transition.announce_from)
        assert letters(session) == (expected, expected)


def test_a_recalled_answer_leaves_to_nobody(session: Session, keys: Keyring, given: Given) -> None:
    petition = recalled(given)
    endorsed_by_many(session, keys, petition)
    only_last(session, petition)
    actions.announce_due(session, keys, at=given.at + timedelta(days=30))
    assert letters(session) == (0, 0)
    assert session.scalar(select(func.count()).select_from(Letter)) == 0
