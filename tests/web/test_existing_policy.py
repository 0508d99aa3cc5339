"""What was being done already is counted apart from what a petition has moved."""

from __future__ import annotations

from dataclasses import replace

from flask.testing import FlaskClient

from app.respond import answers
from tests.cast import Cast
from tests.given import WORKDAYS, Given, answer
from tests.web.markup import check


def test_existing_policy_is_counted_apart(given: Given, cast: Cast, client: FlaskClient) -> None:
    petition = given.an_established_petition()
    given.session.commit()
    assert "其中既有政策" not in client.get("/transparency").text
    first, second = answer(at=given.at).replies
    written = replace(answer(at=given.at), replies=(replace(first, existing_policy=True), second))
    answers.publish(
        given.session, petition, written, by=cast.wu, agency=cast.finance, keys=given.keys, workdays=WORKDAYS, at=given.at
    )  # fmt: skip
    given.session.commit()
    page = client.get("/transparency").text
    check(page)
    assert "其中既有政策1項" in page
