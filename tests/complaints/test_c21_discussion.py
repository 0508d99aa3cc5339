"""Complaint 21: the discussion is one heap in which answers go on without end and comments vanish without a word.

Here there are three lanes, one level of replies by those who are responsible, and a removal that leaves its public ground.
"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.discuss import actions, reports
from app.discuss.models import CommentGround, Lane
from app.kernel.errors import DomainError
from tests.given import Given


def test_three_lanes_one_level_and_a_public_ground(client: FlaskClient, given: Given, session: Session) -> None:
    petition, cast, at = given.an_established_petition(), given.cast, given.at
    assert set(Lane) == {Lane.FOR, Lane.AGAINST, Lane.OTHER}
    comment = actions.post(session, petition, by=cast.bo, lane=Lane.AGAINST, text="試辦之前應該先評估成本。", at=at)
    reports.report(session, comment, by=cast.kai, ground=CommentGround.OFF_TOPIC, keys=given.keys, at=at)
    reports.remove(session, comment, by=cast.lin, ground=CommentGround.OFF_TOPIC, explanation="談的是另一件事。", at=at)
    session.commit()
    page = client.get(f"/petitions/{petition.number}/discussion").text
    assert "試辦之前應該先評估成本。" not in page
    assert "和這件提議無關" in page


def test_nobody_but_the_responsible_replies(given: Given, session: Session) -> None:
    petition, cast, at = given.an_established_petition(), given.cast, given.at
    comment = actions.post(session, petition, by=cast.bo, lane=Lane.FOR, text="我也遇到同樣的問題。", at=at)
    with pytest.raises(DomainError):
        actions.reply_as_proposer(session, comment, by=cast.kai, text="我不同意你的看法。", at=at)
    answer = actions.reply_as_proposer(session, comment, by=cast.mei, text="謝謝，已經寫進近況。", at=at)
    with pytest.raises(DomainError, match=r"comment\.one_level"):
        actions.reply_as_proposer(session, answer, by=cast.mei, text="再補充一點意見。", at=at)
