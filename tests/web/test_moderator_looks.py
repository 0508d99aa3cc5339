"""The pages of second looks: they tell nothing of the decision."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.petition import queries
from app.petition.models import Petition
from app.review.models import SecondLook
from tests.cast import Cast
from tests.given import REFUSAL, Given
from tests.review.test_two_moderators import under
from tests.web.markup import check
from tests.web.visits import Visit


@pytest.fixture
def refused(given: Given, session: Session) -> Petition:
    petition = under(given.a_refused_petition(), second_look_percent=100)
    session.commit()
    return petition


def test_a_second_moderator_looks_without_knowing(app: Flask, refused: Petition, cast: Cast, session: Session) -> None:
    decision = queries.timeline(session, refused)[-1]
    path = f"/moderate/second-looks/{decision.id}"
    lin, hao = Visit(app).enter(cast.lin, strong=True), Visit(app).enter(cast.hao, strong=True)
    assert refused.number not in lin.get("/moderate/second-looks").text and lin.get(path).status_code == 404
    listed = hao.get("/moderate/second-looks").text
    check(listed)
    assert refused.title in listed
    page = hao.get(path).text
    check(page)
    main = page[page.index("<main") :]
    assert refused.title in main and refused.reasons in main
    for told in (REFUSAL.explanation, REFUSAL.elsewhere, "tag--mute", "建議機關", f"/petitions/{refused.number}"):
        assert told not in main
    wrong = hao.post(path, {"move": "refuse", "hide_ground": "unlawful"})
    assert wrong.status_code == 422 and "請選一個理由" in wrong.text and 'href="#refuse_ground"' in wrong.text
    assert hao.post(path, {}).status_code == 422
    hao.post(path, {"move": "refuse", "refuse_ground": "unclear"})
    assert "已記下你的看法" in hao.follow().text
    look = session.scalars(select(SecondLook)).one()
    assert (look.transition_id, look.move, look.ground, look.by_id) == (decision.id, "refuse", "unclear", cast.hao.id)
    late = Visit(app).enter(cast.hao, strong=True).post(path, {"move": "admit"})
    assert late.status_code == 409
