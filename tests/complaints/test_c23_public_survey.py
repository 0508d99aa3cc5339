"""Complaint 23: "survey results kept secret; too long": three questions by letter, results public per case and per agency."""

from __future__ import annotations

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.announce import actions as announcing
from app.kernel.outbox import Letter
from app.kernel.secrets import Keyring
from app.petition.models import NoticeKind
from app.rate import surveys
from tests.announce.occasions import add_address
from tests.announce.test_actions import only_last
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import Given
from tests.rate.given import surveyed


def test_three_questions_and_public_results(
    session: Session, keys: Keyring, given: Given, cast: Cast, client: FlaskClient, clock: HandClock
) -> None:
    petition = given.an_answered_petition()
    add_address(given, petition, cast.bo, NoticeKind.ENDORSER)
    clock.at += timedelta(days=30)
    surveys.ask_all_due(session, as_of=clock.at)
    only_last(session, petition)
    announcing.announce_due(session, keys, at=clock.at)
    asked = session.scalars(select(Letter).where(Letter.name == "survey")).all()
    assert len(asked) == 2

    for letter in asked:
        token = surveys.token(keys, petition_id=petition.id, address_hash=letter.to_hash)
        page = client.get(f"/survey/{token}").text
        assert page.count("<fieldset") == 3
        assert client.post(f"/survey/{token}", data={"answered": "4", "understandable": "5", "fair": "2"}).status_code == 303
    surveyed(given, petition, [(4, 5, 2)] * 28)
    session.commit()

    assert client.get(f"/petitions/{petition.number}.json").get_json()["survey"]["people"] == 30
    (agency,) = client.get("/agencies/ratings.json").get_json()["agencies"]
    assert (agency["code"], agency["survey"]["fair"]["2"]) == (cast.finance.code, 30)
    for path in (f"/petitions/{petition.number}/ratings", f"/agencies/{cast.finance.code}/ratings"):
        assert "平均4.0（1到5），共30人。" in client.get(path).text
