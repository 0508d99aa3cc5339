"""Endorsing in a browser: one read and one write, and everything that may stand in its way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session

from app.accounts import sign_ins
from app.endorse import queries as ballots
from app.endorse.models import Endorsement
from app.kernel.secrets import Keyring
from app.kernel.workdays import end_of
from app.petition.models import NoticeAddress
from app.review import actions as review
from app.review.rules import HideGround
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import Given
from tests.web.markup import check
from tests.web.visits import Visit


@pytest.fixture
def bo(app: Flask, cast: Cast) -> Visit:
    return Visit(app).enter(cast.bo)


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """What is asked of the database meanwhile, savepoints of the tests left out."""
    said: list[str] = []

    def listen(_c: object, _k: object, statement: str, *_rest: object) -> None:
        if "SAVEPOINT" not in statement:
            said.append(" ".join(statement.split()))

    event.listen(engine, "before_cursor_execute", listen)
    yield said
    event.remove(engine, "before_cursor_execute", listen)


def endorsements(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Endorsement).where(Endorsement.taken_back_at.is_(None))) or 0


def test_one_read_and_one_write(bo: Visit, given: Given, engine: Engine, session: Session) -> None:
    number = given.an_open_petition().number
    path = f"/petitions/{number}/endorse"
    check(bo.get(path).text)
    with statements(engine) as said:
        assert bo.post(path).headers["Location"] == f"/petitions/{number}/endorsed"
    assert [line.split()[0] for line in said] == ["SELECT", "WITH"], said
    assert "sign_in" in said[0]
    assert "INSERT INTO endorsement" in said[1]
    assert endorsements(session) == 1


def test_the_done_page(bo: Visit, given: Given) -> None:
    number = given.an_open_petition(endorsements=41).number
    bo.post(f"/petitions/{number}/endorse")
    page = bo.follow()
    check(page.text)
    assert page.status_code == 200
    assert "目前41人附議" in page.text
    assert "幾秒鐘後就會加進人數" in page.text
    assert f"/petitions/{number}/take-back" in page.text
    assert "no-store" in page.headers["Cache-Control"]


def test_twice_is_said_so(bo: Visit, given: Given, session: Session) -> None:
    number = given.an_open_petition().number
    path = f"/petitions/{number}/endorse"
    bo.post(path)
    again = bo.post(path)
    assert again.status_code == 409
    check(again.text)
    assert "你已經附議過" in again.text
    assert f"/petitions/{number}/take-back" in again.text
    assert endorsements(session) == 1
    assert "你已經附議過" in bo.get(path).text


def test_not_yet_open_and_closed(bo: Visit, given: Given, clock: HandClock, session: Session) -> None:
    petition = given.a_petition_in_review()
    path = f"/petitions/{petition.number}/endorse"
    assert bo.post(path).status_code == 409
    assert "沒有在開放附議" in bo.page.text
    review.admit(session, petition, by=given.cast.lin, lead=given.cast.finance, at=clock.at)
    assert bo.post(path).status_code == 409
    assert "還沒開放附議" in bo.page.text
    check(bo.get(path).text)
    clock.at = end_of(clock.at.date() + timedelta(days=60)) - timedelta(seconds=1)
    assert bo.enter(given.cast.bo).post(path).status_code == 303
    clock.advance(seconds=1)
    page = Visit(bo.app).enter(given.cast.kai).post(path)
    assert page.status_code == 409
    assert "附議期間已經結束" in page.text
    check(page.text)
    assert endorsements(session) == 1


def test_an_unknown_or_hidden_petition_is_not_found(bo: Visit, given: Given, session: Session) -> None:
    petition = given.an_open_petition()
    path = f"/petitions/{petition.number}/endorse"
    explanation = "攻擊特定的個人，語氣惡劣。"
    review.propose_hiding(session, petition, by=given.cast.lin, ground=HideGround.ABUSIVE, explanation=explanation, at=given.at)
    review.settle_hiding(session, petition, by=given.cast.hao, consent=True, at=given.at)
    for where in (path, "/petitions/P-2026-9999/endorse"):
        bo.post(where)
        assert bo.follow().status_code == 404
    assert endorsements(session) == 0


def test_taken_back_while_the_window_is_open(bo: Visit, given: Given, session: Session, clock: HandClock) -> None:
    number = given.an_open_petition().number
    bo.post(f"/petitions/{number}/endorse")
    assert session.scalar(select(func.count()).select_from(NoticeAddress)) == 1
    check(bo.get(f"/petitions/{number}/take-back").text)
    bo.post(f"/petitions/{number}/take-back")
    page = bo.follow()
    check(page.text)
    assert "已經收回你的附議" in page.text
    assert endorsements(session) == 0
    assert session.scalar(select(func.count()).select_from(NoticeAddress)) == 0
    assert bo.post(f"/petitions/{number}/take-back").status_code == 409
    assert bo.post(f"/petitions/{number}/endorse").status_code == 303, "and endorsed anew"
    clock.advance(days=70)
    bo.enter(given.cast.bo)
    assert bo.post(f"/petitions/{number}/take-back").status_code == 409
    assert endorsements(session) == 1


def test_have_i(bo: Visit, app: Flask, given: Given) -> None:
    number = given.an_open_petition().number
    path = f"/petitions/{number}/mine"
    assert "目前沒有附議" in bo.get(path).text
    bo.post(f"/petitions/{number}/endorse")
    page = bo.get(path)
    check(page.text)
    assert "附議了這件提議" in page.text
    stranger = Visit(app)
    assert stranger.get(path).headers["Location"].startswith("/sign-in")
    fragment = stranger.get(path, headers={"X-Fragment": "#mine"})
    assert fragment.status_code == 200
    assert 'id="mine"' in fragment.text


def test_a_stranger_endorses_at_the_end_of_signing_in(app: Flask, given: Given, session: Session) -> None:
    petition = given.an_open_petition()
    stranger = Visit(app)
    path = f"/petitions/{petition.number}/endorse"
    stranger.get(path)
    page = stranger.follow()
    assert petition.title in page.text, "the door says what it is for"
    assert stranger.sign_in("bo@example.org").headers["Location"] == f"/petitions/{petition.number}/endorsed"
    assert endorsements(session) == 1
    assert stranger.follow().status_code == 200


def test_a_newcomer_endorses_at_the_end_of_joining(app: Flask, given: Given, session: Session) -> None:
    petition = given.an_open_petition()
    visit = Visit(app)
    visit.get(f"/petitions/{petition.number}/endorse")
    assert visit.sign_in("new@example.org").headers["Location"] == "/join"
    visit.follow()
    assert visit.get(f"/petitions/{petition.number}/endorse").headers["Location"].startswith("/join"), "not verified yet"
    visit.post("/join", {"nickname": "新朋友", "eligibility": "national", "language": "zh-Hant-TW", "address": "0912345678"})
    last = visit.post("/join/code", {"code": visit.code("+886912345678")})
    assert last.headers["Location"] == f"/petitions/{petition.number}/endorsed"
    assert endorsements(session) == 1
    assert petition.title in visit.get("/me").text


def test_what_cannot_be_done_at_the_end_leads_to_a_page(app: Flask, given: Given, session: Session, clock: HandClock) -> None:
    petition = given.an_open_petition()
    path = f"/petitions/{petition.number}/endorse"
    Visit(app).enter(given.cast.bo).post(path)
    again = Visit(app)
    again.get(path)
    assert again.sign_in("bo@example.org").headers["Location"] == path
    assert "你已經附議過" in again.follow().text
    late = Visit(app)
    late.get(path)
    clock.advance(days=70)
    assert late.sign_in("kai@example.org").headers["Location"] == path
    assert "附議期間已經結束" in late.follow().text
    assert endorsements(session) == 1


@pytest.mark.parametrize("after", ["idle", "whole", "signed out", "erased"])
def test_a_sign_in_that_is_over_does_not_endorse(app: Flask, given: Given, session: Session, clock: HandClock, after: str) -> None:
    petition = given.an_open_petition()
    visit = Visit(app).enter(given.cast.bo)
    if after == "idle":
        clock.advance(hours=2)
    elif after == "whole":
        for _ in range(13):
            clock.advance(minutes=59)
            visit.get("/me")
    elif after == "signed out":
        sign_ins.end_all(session, given.cast.bo, at=clock.at)
    else:
        given.cast.bo.erased_at = clock.at
    session.flush()
    visit.post(f"/petitions/{petition.number}/endorse")
    assert endorsements(session) == 0
    assert "/sign-in" in visit.follow().request.path
    assert petition.title in visit.page.text


def test_those_who_serve_are_idle_sooner(given: Given, session: Session, keys: Keyring, clock: HandClock) -> None:
    number = given.an_open_petition().number
    for person, minutes, expected in ((given.cast.lin, 16, False), (given.cast.lin, 14, True), (given.cast.bo, 16, True)):
        token = sign_ins.begin(session, person, device="", at=clock.at)
        ballot = ballots.ballot_of_visitor(session, number, sign_ins.hash_of(token), clock.at + timedelta(minutes=minutes))
        assert (ballot is not None) is expected
        if ballot is not None:
            assert ballot == ballots.ballot(session, number, person.id), "the same ballot as by the person"


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_no_other_site_endorses(bo: Visit, given: Given, session: Session, headers: dict[str, str]) -> None:
    number = given.an_open_petition().number
    assert bo.post(f"/petitions/{number}/endorse", headers=headers).status_code == 403
    assert bo.client.post(f"/petitions/{number}/endorse").status_code == 422, "without a token it is only asked again"
    assert endorsements(session) == 0


def test_the_public_page_knows_nobody(bo: Visit, app: Flask, given: Given) -> None:
    number = given.an_open_petition().number
    bo.post(f"/petitions/{number}/endorse")
    signed_in, stranger = bo.get(f"/petitions/{number}"), Visit(app).get(f"/petitions/{number}")
    assert signed_in.text == stranger.text
    assert "Set-Cookie" not in signed_in.headers


def test_in_english(bo: Visit, given: Given) -> None:
    number = given.an_open_petition().number
    assert bo.post(f"/en/petitions/{number}/endorse").headers["Location"] == f"/en/petitions/{number}/endorsed"
