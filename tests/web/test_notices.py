"""Letters switched off by their link: opening it changes nothing, its button and the mail programs' own request do."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.announce import actions, letters
from app.announce.models import NoticeStop
from app.kernel.outbox import Letter
from app.kernel.secrets import Keyring
from app.petition.lifecycle import Stage
from app.petition.models import NoticeKind, Petition
from tests.announce.occasions import add_address
from tests.given import Given

ORIGIN = "https://gongyi.example"


@pytest.fixture
def links(session: Session, keys: Keyring, given: Given) -> dict[str, str]:
    """The path in each letter about an established petition, by whom it is written to."""
    petition = given.an_established_petition()
    add_address(given, petition, given.cast.bo, NoticeKind.ENDORSER)
    actions.announce_due(session, keys, at=given.at)
    found = {}
    for letter in session.scalars(select(Letter).where(Letter.name.like("established%"))):
        link = letters.render(session, keys, letter, origin=ORIGIN).unsubscribe
        assert link is not None
        found[letter.params["as"]] = urlsplit(link).path
    session.commit()
    return found


def stops(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(NoticeStop)) or 0


def test_everybody_has_a_link(links: dict[str, str]) -> None:
    assert set(links) == {"proposer", "reader", "agencies", "moderators", "admins"}
    assert len(set(links.values())) == 5


def test_opening_the_link_changes_nothing(client: FlaskClient, session: Session, links: dict[str, str]) -> None:
    for _ in range(2):
        page = client.get(links["reader"])
        assert page.status_code == 200
        assert "停止通知" in page.text
        assert "Set-Cookie" not in page.headers
        assert page.headers["Cache-Control"] == "private, no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
    assert client.head(links["reader"]).status_code == 200
    assert stops(session) == 0


def test_the_button_acts_and_another_takes_it_back(client: FlaskClient, session: Session, links: dict[str, str]) -> None:
    answer = client.post(links["reader"], data={"act": "stop"})
    assert (answer.status_code, answer.headers["Location"]) == (303, links["reader"])
    assert "你不會再收到" in client.get(links["reader"]).text
    assert stops(session) == 1
    client.post(links["reader"], data={"act": "stop"})
    assert stops(session) == 1
    client.post(links["reader"], data={"act": "resume"})
    assert stops(session) == 0


def test_the_mail_programs_own_request_acts_without_a_page(client: FlaskClient, session: Session, links: dict[str, str]) -> None:
    """RFC 8058: from the provider's own servers, without cookie, origin or token."""
    headers = {"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"}
    answer = client.post(links["proposer"], data={"List-Unsubscribe": "One-Click"}, headers=headers)
    assert (answer.status_code, answer.data) == (204, b"")
    assert stops(session) == 1


def test_in_english(client: FlaskClient, links: dict[str, str]) -> None:
    page = client.get("/en" + links["reader"])
    assert '<html lang="en">' in page.text
    assert client.post("/en" + links["reader"], data={"act": "stop"}).headers["Location"] == "/en" + links["reader"]


@pytest.mark.parametrize("token", ["nonsense", "WzEsImFhIl0.abc", "a" * 400])
def test_a_link_that_is_not_ours(client: FlaskClient, session: Session, token: str) -> None:
    assert client.get(f"/notices/{token}").status_code == 404
    assert client.post(f"/notices/{token}", data={"List-Unsubscribe": "One-Click"}).status_code == 404
    assert stops(session) == 0


def test_a_token_for_another_purpose_does_not_fit(client: FlaskClient, keys: Keyring) -> None:
    assert client.get(f"/notices/{keys.sign([1, 'YQ=='], purpose='resume')}").status_code == 404
    assert client.get(f"/notices/{keys.sign({'petition': 1}, purpose='notices')}").status_code == 404


def test_a_hidden_petitions_title_is_not_shown(client: FlaskClient, session: Session, given: Given, links: dict[str, str]) -> None:
    petition = session.scalars(select(Petition)).one()
    session.execute(Petition.__table__.update().values(stage=Stage.HIDDEN))
    session.commit()
    page = client.get(links["reader"])
    assert page.status_code == 200
    assert petition.title not in page.text


def test_letters_are_shown_in_the_demonstration_alone(app: Flask, client: FlaskClient) -> None:
    assert client.get("/dev/letters").status_code == 404
    assert client.get("/dev/letters.json").status_code == 404
    assert not any(rule.rule.startswith("/dev") for rule in app.url_map.iter_rules())
