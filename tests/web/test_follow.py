"""Following on the pages: with an e-mail address alone, by a press and never by a link, without any script."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Frequency, Language, Person
from app.announce import actions as announcing
from app.announce import digests, letters, stops
from app.announce.models import NoticeStop
from app.endorse import actions as endorse
from app.endorse import queries as ballots
from app.follow import actions
from app.follow.rules import last_period
from app.kernel.outbox import Letter
from app.kernel.secrets import Keyring
from app.kernel.throttle import Limit
from app.petition.lifecycle import Stage
from app.petition.models import NoticeAddress, Petition
from app.web.shared import limits
from tests.follow.test_follow import crowd
from tests.given import OTHER_TITLES, Given
from tests.web.markup import check, untranslated
from tests.web.visits import Visit


@pytest.fixture
def petition(given: Given, session: Session) -> Petition:
    petition = given.an_open_petition()
    session.commit()
    return petition


@pytest.fixture
def bo(app: Flask, petition: Petition, given: Given) -> Visit:
    return Visit(app).enter(given.cast.bo)


def rows(session: Session) -> list[tuple[str, bool]]:
    found = session.scalars(select(NoticeAddress).order_by(NoticeAddress.id).execution_options(populate_existing=True))
    return [(row.frequency, row.stopped_at is not None) for row in found]


def test_from_the_public_page_with_an_address_alone(app: Flask, session: Session, petition: Petition) -> None:
    """A stranger: the public page, the door, one code, and the page that asks how often; no phone, no nickname."""
    visit = Visit(app)
    page = visit.get(f"/petitions/{petition.number}")
    assert f'action="/petitions/{petition.number}/follow"' in page.text
    assert "Set-Cookie" not in page.headers
    visit.get(f"/petitions/{petition.number}/follow")
    visit.follow()
    visit.post("/sign-in", {"address": "new@example.org"})
    visit.follow()
    visit.post("/sign-in/code", {"code": visit.code("new@example.org")})
    visit.follow()
    assert visit.page is not None
    assert visit.page.request.path == f"/petitions/{petition.number}/follow"
    check(visit.page.text)
    assert rows(session) == []
    visit.post(f"/petitions/{petition.number}/follow", {"frequency": "weekly"})
    assert "每週彙整" in visit.follow().text
    assert rows(session) == [("weekly", False)]
    person = session.scalars(select(Person).order_by(Person.id.desc())).first()
    assert person is not None
    assert (person.phone_hash, person.verified_at) == (None, None)


def test_who_came_to_endorse_is_still_led_to_join(app: Flask, petition: Petition) -> None:
    visit = Visit(app)
    visit.get(f"/petitions/{petition.number}/follow")
    visit.get(f"/petitions/{petition.number}/endorse")
    visit.sign_in("new@example.org")
    assert urlsplit(visit.page.headers["Location"]).path == "/join"


def test_who_proved_a_phone_alone_is_led_to_join(app: Flask, given: Given, session: Session, petition: Petition) -> None:
    given.cast.bo.email_hash = given.cast.bo.email_sealed = given.cast.bo.verified_at = None
    session.commit()
    answer = Visit(app).enter(given.cast.bo).get(f"/petitions/{petition.number}/follow")
    assert urlsplit(answer.headers["Location"]).path == "/join"


def test_opening_follows_nothing_and_a_press_does(bo: Visit, session: Session, petition: Petition) -> None:
    path = f"/petitions/{petition.number}/follow"
    check(bo.get(path).text)
    assert bo.client.get(path, query_string={"frequency": "daily"}).status_code == 200
    assert rows(session) == []
    for frequency in ("at_once", "daily"):
        answer = bo.post(path, {"frequency": frequency})
        assert (answer.status_code, urlsplit(answer.headers["Location"]).path) == (303, path)
    check(bo.follow().text)
    assert rows(session) == [("daily", False)]
    answer = bo.post(f"/petitions/{petition.number}/unfollow")
    assert answer.status_code == 303
    assert "已經取消關注" in bo.follow().text
    assert rows(session) == []


@pytest.mark.parametrize("typed", ["", "hourly", None])
def test_how_often_must_be_one_of_three(bo: Visit, session: Session, petition: Petition, typed: str | None) -> None:
    for path in (f"/petitions/{petition.number}/follow", "/me/following"):
        bo.get(path)
        page = bo.post(path, {} if typed is None else {"frequency": typed})
        assert page.status_code == 422
        check(page.text)
        assert 'href="#frequency"' in page.text
    assert rows(session) == []


def test_what_is_not_so_any_more_is_409(bo: Visit, session: Session, petition: Petition) -> None:
    assert bo.post(f"/petitions/{petition.number}/unfollow").status_code == 409
    petition.key_sealed = None
    session.commit()
    page = bo.get(f"/petitions/{petition.number}/follow")
    assert (page.status_code, "結案已久" in page.text) == (200, True)
    assert bo.post(f"/petitions/{petition.number}/follow", {"frequency": "daily"}).status_code == 409
    assert f"/petitions/{petition.number}/follow" not in bo.get(f"/petitions/{petition.number}").text
    assert rows(session) == []


def test_hidden_and_unknown_are_404(bo: Visit, session: Session, petition: Petition) -> None:
    petition.stage = Stage.HIDDEN
    session.commit()
    for number in (petition.number, "P-2026-9999"):
        assert bo.get(f"/petitions/{number}/follow").status_code == 404
        assert bo.post(f"/petitions/{number}/follow", {"frequency": "daily"}).status_code == 404
        assert bo.post(f"/petitions/{number}/unfollow").status_code == 404


def test_too_often_is_429(bo: Visit, petition: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FOLLOW", Limit("follow", 1, 600))
    assert bo.post(f"/petitions/{petition.number}/follow", {"frequency": "daily"}).status_code == 303
    answer = bo.post(f"/petitions/{petition.number}/follow", {"frequency": "daily"})
    assert answer.status_code == 429
    assert "Retry-After" in answer.headers


def test_my_list_is_mine_and_each_can_be_changed(app: Flask, bo: Visit, given: Given, session: Session, keys: Keyring) -> None:
    first, second = (given.an_open_petition(title=title) for title in OTHER_TITLES[:2])
    for petition in (first, second):
        actions.follow(session, petition, person=given.cast.bo, frequency=Frequency.AT_ONCE, keys=keys)
    session.commit()
    for path in ("/me", "/me/following"):
        page = bo.get(path)
        check(page.text)
        assert first.title in page.text and second.title in page.text
        assert first.title not in Visit(app).enter(given.cast.kai).get(path).text
    answer = bo.post(f"/petitions/{first.number}/follow", {"frequency": "weekly", "from_list": "y"})
    assert urlsplit(answer.headers["Location"]).path == "/me/following"
    assert rows(session) == [("weekly", False), ("at_once", False)]
    bo.post(f"/petitions/{second.number}/unfollow", {"from_list": "y"})
    assert rows(session) == [("weekly", False)]


def test_a_default_for_what_comes_and_for_all(bo: Visit, session: Session, petition: Petition) -> None:
    bo.post("/me/following", {"frequency": "weekly"})
    assert "已經儲存" in bo.follow().text
    page = bo.get(f"/petitions/{petition.number}/follow")
    assert 'value="weekly" checked' in page.text
    bo.post(f"/petitions/{petition.number}/follow", {"frequency": "daily"})
    bo.post("/me/following", {"frequency": "at_once"})
    assert rows(session) == [("daily", False)]
    bo.post("/me/following", {"frequency": "at_once", "everywhere": "y"})
    assert rows(session) == [("at_once", False)]


def test_following_again_starts_letters_that_were_stopped(
    bo: Visit, given: Given, session: Session, keys: Keyring, petition: Petition
) -> None:
    bo.post(f"/petitions/{petition.number}/follow", {"frequency": "daily"})
    stops.stop(session, stops.of_person(session, keys, petition, given.cast.bo), at=given.at)
    session.commit()
    assert "你停止了這件提議的通知" in bo.get(f"/petitions/{petition.number}/follow").text
    assert "已停止通知" in bo.get("/me").text
    bo.post(f"/petitions/{petition.number}/follow", {"frequency": "daily"})
    assert rows(session) == [("daily", False)]
    assert session.scalar(select(func.count()).select_from(NoticeStop)) == 0


def test_an_endorser_is_told_that_letters_come_anyway(bo: Visit, given: Given, session: Session, keys: Keyring, petition: Petition) -> None:
    endorse.cast(session, ballots.ballot(session, petition.number, given.cast.bo.id), keys=keys, at=given.at)
    session.commit()
    assert "你附議過這件提議，每一步都會立即寄信給你" in bo.get(f"/petitions/{petition.number}/follow").text
    assert "不用另外關注" in bo.get(f"/petitions/{petition.number}/endorsed").text


def test_followers_are_counted_in_public_from_ten_on(
    client: FlaskClient, session: Session, keys: Keyring, given: Given, petition: Petition
) -> None:
    crowd(session, keys, petition, 9)
    session.commit()
    assert "人關注" not in client.get(f"/petitions/{petition.number}").text
    actions.follow(session, petition, person=given.cast.kai, frequency=Frequency.DAILY, keys=keys)
    session.commit()
    page = client.get(f"/petitions/{petition.number}")
    assert "10人關注" in page.text
    assert "public" in page.headers["Cache-Control"]


def test_the_account_decides_the_language_of_the_letters(bo: Visit, session: Session, petition: Petition) -> None:
    bo.post(f"/petitions/{petition.number}/follow", {"frequency": "daily"})
    bo.post("/account", {"nickname": "阿柏", "language": "en"})
    assert session.scalar(select(NoticeAddress.language)) is Language.EN


@pytest.fixture
def link(given: Given, session: Session, keys: Keyring) -> str:
    """The path by which a waiting digest is stopped."""
    petition = given.an_established_petition(title=OTHER_TITLES[2])
    actions.follow(session, petition, person=given.cast.bo, frequency=Frequency.WEEKLY, keys=keys)
    announcing.announce_due(session, keys, at=given.at)
    monday = last_period(Frequency.WEEKLY, given.at.replace(day=given.at.day + 7))
    assert digests.write_all_due(session, keys, at=monday) == 1
    letter = session.scalars(select(Letter).where(Letter.name == digests.DIGEST)).one()
    found = letters.render(session, keys, letter, origin="https://gongyi.example").unsubscribe
    session.commit()
    assert found is not None
    return urlsplit(found).path


def test_a_digest_is_stopped_by_its_button_alone(client: FlaskClient, session: Session, link: str) -> None:
    for _ in range(2):
        page = client.get(link)
        check(page.text)
        assert "Set-Cookie" not in page.headers
        assert page.headers["Cache-Control"] == "private, no-store"
    assert rows(session) == [("weekly", False)]
    answer = client.post(link, data={"act": "stop"})
    assert (answer.status_code, answer.headers["Location"]) == (303, link)
    assert "你不會再收到彙整" in client.get(link).text
    assert rows(session) == [("weekly", True)]
    client.post(link, data={"act": "resume"})
    assert rows(session) == [("weekly", False)]


def test_the_mail_programs_own_request_stops_the_digest(client: FlaskClient, session: Session, link: str) -> None:
    headers = {"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"}
    answer = client.post(link, data={"List-Unsubscribe": "One-Click"}, headers=headers)
    assert (answer.status_code, answer.data) == (204, b"")
    assert rows(session) == [("weekly", True)]
    assert client.get("/notices/digests/nonsense").status_code == 404
    assert client.post("/notices/digests/nonsense", data={"act": "stop"}).status_code == 404


def test_in_english(app: Flask, client: FlaskClient, given: Given, session: Session, petition: Petition, link: str) -> None:
    bo = Visit(app).enter(given.cast.bo)
    for path in (f"/petitions/{petition.number}/follow", "/me/following", "/me", link):
        page = bo.get("/en" + path)
        check(page.text)
        assert untranslated(page.text) == []
