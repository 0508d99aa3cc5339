"""Words as the database sees them."""

from __future__ import annotations

from itertools import combinations

import pytest
from sqlalchemy import cast, literal, select
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.orm import Session

from app.petition import words

PAIRS = ["公園", "園遊", "遊戲", "戲場", "場改"]


def holds(session: Session, text: str, pairs: list[str]) -> bool:
    asked = cast(literal(words.two_of(pairs)), TSQUERY)
    return bool(session.scalar(select(cast(literal(words.vector((text, "A"))), TSVECTOR).op("@@")(asked))))


@pytest.mark.parametrize("number", range(2, len(PAIRS) + 1))
def test_two_of_the_pairs_are_enough_whichever_they_are(session: Session, number: int) -> None:
    asked = PAIRS[:number]
    for two in combinations(asked, 2):
        assert holds(session, "，".join(two), asked), two
    for one in asked:
        assert not holds(session, one, asked), one


def test_the_only_pair_is_enough(session: Session) -> None:
    assert holds(session, "公園", ["公園", "公園"])
    assert words.two_of([]) == ""
