"""The discussion as everybody reads it: lanes side by side, cookie-free, paged, and its JSON."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.discuss import actions, reports
from app.discuss.models import Comment, CommentGround, Lane
from app.kernel.secrets import Keyring
from app.petition.models import Petition
from tests.cast import Cast, citizen
from tests.conftest import HandClock
from tests.given import Given
from tests.web import markup
from tests.web.visits import Visit

SAID = "我試過三種瀏覽器，第二步都會卡住，希望先讓民眾試用。"


@pytest.fixture
def petition(given: Given) -> Petition:
    return given.an_open_petition(endorsements=40)


@pytest.fixture
def comment(given: Given, petition: Petition, session: Session) -> Comment:
    said = actions.post(session, petition, by=given.cast.bo, lane=Lane.FOR, text=SAID, at=given.at - timedelta(days=1))
    session.commit()
    return said


def url(petition: Petition, rest: str = "") -> str:
    return f"/petitions/{petition.number}/discussion{rest}"


def test_the_page_is_the_same_for_everyone(client: FlaskClient, petition: Petition, comment: Comment, cast: Cast, app: Flask) -> None:
    page = client.get(url(petition))
    assert page.status_code == 200
    assert SAID in page.text
    assert "Set-Cookie" not in page.headers
    assert "Cookie" not in page.headers.get("Vary", "")
    assert page.cache_control.public
    assert "csrf" not in page.text
    assert Visit(app).enter(cast.bo).get(url(petition)).text == page.text


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("rest", ["", "?lane=for", "?lane=against&sort=newest"])
def test_the_markup_is_sound(client: FlaskClient, petition: Petition, comment: Comment, prefix: str, rest: str) -> None:
    page = client.get(prefix + url(petition, rest))
    assert page.status_code == 200
    markup.check(page.text)


def test_the_petitions_page_shows_the_first_of_every_lane(given: Given, client: FlaskClient, session: Session, petition: Petition) -> None:
    for no in range(5):
        at = given.at - timedelta(days=5 - no)
        said = actions.post(session, petition, by=given.cast.bo, lane=Lane.AGAINST, text=f"反對的理由{no}，成本沒有算進去。", at=at)
    actions.reply_as_agency(session, said, by=given.cast.wu, agency=given.cast.finance, text="成本估算在附件第三頁。", at=given.at)
    session.commit()
    page = client.get(f"/petitions/{petition.number}").text
    assert [f"反對的理由{no}，" in page for no in range(5)] == [False, False, True, True, True]
    assert "機關已回覆" in page
    assert "看全部5則意見" in page
    assert url(petition, "/write") in page


def test_before_the_admission_there_is_none(given: Given, client: FlaskClient, session: Session) -> None:
    petition = given.a_petition_in_review()
    session.commit()
    assert 'id="discussion"' not in client.get(f"/petitions/{petition.number}").text
    page = client.get(url(petition))
    assert page.status_code == 200
    assert "通過後就開放討論" in page.text


def test_a_closed_one_is_read_and_not_written(given: Given, client: FlaskClient, session: Session, clock: HandClock) -> None:
    petition = given.an_answered_petition()
    actions.post(session, petition, by=given.cast.bo, lane=Lane.OTHER, text=SAID, at=given.at)
    session.commit()
    assert "討論到2026年3月9日（一）23:59結束" in client.get(url(petition)).text
    clock.advance(days=8)
    page = client.get(url(petition)).text
    assert SAID in page
    assert "討論已經結束" in page
    assert "/write" not in page
    assert "/vote" not in page
    assert "/report" in page


def test_what_is_unknown(client: FlaskClient, petition: Petition) -> None:
    assert client.get("/petitions/P-1999-0001/discussion").status_code == 404
    for rest in ("?lane=left", "?sort=loudest", "?page=0", "?page=x"):
        assert client.get(url(petition, rest)).status_code == 422
    assert client.get(url(petition, "?page=2")).status_code == 404
    assert client.get(url(petition, ".json?lane=left")).content_type == "application/problem+json"


def test_pages_of_one_lane(given: Given, client: FlaskClient, session: Session, keys: Keyring, petition: Petition) -> None:
    for no in range(21):
        by = citizen(session, keys, f"c{no}", at=given.at, no=100 + no)
        actions.post(session, petition, by=by, lane=Lane.FOR, text=f"第{no}位的支持理由。", at=given.at - timedelta(hours=no))
    session.commit()
    first, second = client.get(url(petition, "?lane=for")).text, client.get(url(petition, "?lane=for&page=2")).text
    assert "第0位" in first and "第20位" not in first
    assert "第20位" in second
    assert client.get(url(petition)).text.count('<article class="cmt"') == 6


def test_a_removed_one_is_a_stub_with_its_ground(
    given: Given, client: FlaskClient, session: Session, keys: Keyring, petition: Petition, comment: Comment
) -> None:
    reports.report(session, comment, by=given.cast.kai, ground=CommentGround.ADVERTISING, keys=keys, at=given.at)
    reports.remove(session, comment, by=given.cast.lin, ground=CommentGround.ADVERTISING, explanation="連到賣場。", at=given.at)
    session.commit()
    page = client.get(url(petition)).text
    assert SAID not in page
    assert "已移除：廣告或商業宣傳" in page
    assert "連到賣場。" in page
    assert SAID not in client.get(f"/petitions/{petition.number}").text
    found: dict[str, Any] = client.get(url(petition, ".json")).get_json()
    [row] = found["lanes"]["for"]["comments"]
    assert row["text"] is None
    assert row["removed"]["ground"] == "advertising"


def test_the_json(given: Given, client: FlaskClient, session: Session, petition: Petition, comment: Comment) -> None:
    actions.reply_as_agency(session, comment, by=given.cast.wu, agency=given.cast.finance, text="會邀請民眾試用。", at=given.at)
    session.commit()
    found: dict[str, Any] = client.get(url(petition, ".json")).get_json()
    assert (found["number"], found["open"], found["pages"]) == (petition.number, True, 1)
    assert {lane: row["total"] for lane, row in found["lanes"].items()} == {"for": 1, "against": 0, "other": 0}
    [row] = found["lanes"]["for"]["comments"]
    assert {name: row[name] for name in ("id", "by", "role", "text", "well_argued", "edited", "deleted")} == {
        "id": comment.id, "by": "bo", "role": "citizen", "text": SAID, "well_argued": 0, "edited": False, "deleted": False,
    }  # fmt: skip
    assert [(reply["by"], reply["agency"]) for reply in row["replies"]] == [("財政部", "A05000000E")]
    assert "example.org" not in client.get(url(petition, ".json")).text
