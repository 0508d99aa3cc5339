"""Complaint 6: "Hidden or refused without a visible reason; politics suspected."

Here every refusal has a ground and a text that all can read, another person decides the appeal, and the figures are public.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.kernel.errors import Invalid, NotAllowed
from app.petition import queries
from app.review import actions as review
from app.review import log
from app.review.grounds import said_of
from app.review.log import Result
from app.review.rules import Refusal
from tests.cast import Cast
from tests.given import REFUSAL, WORKDAYS, Given


def test_a_refusal_has_a_ground_and_a_text_and_another_decides_the_appeal(
    session: Session, given: Given, cast: Cast, client: FlaskClient
) -> None:
    petition = given.a_petition_in_review()
    for wanting in (Refusal("politics", REFUSAL.explanation, REFUSAL.elsewhere), Refusal(REFUSAL.ground, "", REFUSAL.elsewhere)):
        with pytest.raises(Invalid):
            review.refuse(session, petition, by=cast.lin, refusal=wanting, at=given.at)
    review.refuse(session, petition, by=cast.lin, refusal=REFUSAL, at=given.at)
    session.commit()
    said = said_of(queries.timeline(session, petition)[-1].facts)
    for path in (f"/petitions/{petition.number}", "/moderation"):
        page = client.get(path).text
        assert petition.title in page and said.text_zh in page and said.law_zh in page, path
    assert REFUSAL.explanation in client.get(f"/petitions/{petition.number}").text

    later = given.at + timedelta(days=13)
    review.appeal(session, petition, by=cast.mei, reason="此事由中央機關訂定標準。", workdays=WORKDAYS, at=later)
    with pytest.raises(NotAllowed):
        review.admit(session, petition, by=cast.lin, lead=cast.finance, at=later)
    review.admit(session, petition, by=cast.hao, lead=cast.finance, at=later + timedelta(days=1))
    session.commit()
    assert log.appeals(session)[Result.OVERTURNED] == 1
    page = client.get("/moderation").text
    assert "1件申訴有了結果，其中1件改為通過" in page and "申訴成功，改為通過" in page
