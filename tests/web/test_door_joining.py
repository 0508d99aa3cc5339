"""Joining and signing in, in either order, on one device or two."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.accounts import addresses, people
from app.accounts.models import Eligibility, Language, Person
from app.kernel.errors import Conflict
from app.kernel.secrets import Keyring
from app.web.shared import continuations
from app.web.shared.continuations import Continuation
from app.web.shared.told import Told
from tests.conftest import HandClock
from tests.web.visits import Visit

ABOUT_MEI = {"nickname": "山上的老師", "eligibility": "national", "language": "zh-Hant-TW"}


@pytest.fixture
def visit(app: Flask) -> Visit:
    return Visit(app)


def only_person(session: Session) -> Person:
    session.expire_all()
    return session.scalars(select(Person)).one()


def test_mail_first(visit: Visit, session: Session, clock: HandClock) -> None:
    assert visit.sign_in("Mei@Example.org", "mei@example.org").headers["Location"] == "/join"
    assert only_person(session).verified_at is None
    visit.follow()
    visit.post("/join", {**ABOUT_MEI, "address": "0912-345-678"})
    assert visit.follow().status_code == 200
    assert "0912 345 678" in visit.page.text
    assert visit.post("/join/code", {"code": visit.code("+886912345678")}).headers["Location"] == "/welcome"
    assert visit.follow().status_code == 200
    mei = only_person(session)
    assert (mei.nickname, mei.eligibility, mei.language, mei.verified_at) == ("山上的老師", Eligibility.NATIONAL, Language.ZH, clock.now())
    assert (mei.phone_seat, mei.declared_at) == (1, clock.now())


def test_phone_first(visit: Visit, session: Session) -> None:
    visit.sign_in("０９１２－３４５－６７８", "+886912345678")
    assert "e-mail" in visit.follow().text
    visit.post("/join", {**ABOUT_MEI, "address": "mei@example.org", "eligibility": "resident", "language": "en"})
    visit.post("/join/code", {"code": visit.code("mei@example.org")})
    mei = only_person(session)
    assert mei.verified_at is not None
    assert (mei.eligibility, mei.language) == (Eligibility.RESIDENT, Language.EN)


def test_resumed_on_another_device(visit: Visit, app: Flask, session: Session) -> None:
    visit.sign_in("mei@example.org")
    visit.follow()
    visit.post("/join", {**ABOUT_MEI, "address": "0912345678"})
    other = Visit(app)
    assert other.sign_in("mei@example.org").headers["Location"] == "/join"
    assert "山上的老師" in other.follow().text
    other.post("/join", {**ABOUT_MEI, "address": "0912345678"})
    other.post("/join/code", {"code": other.code("+886912345678")})
    assert only_person(session).verified_at is not None


def test_known_people_are_just_signed_in(visit: Visit, app: Flask, session: Session) -> None:
    test_mail_first(visit, session, app.extensions["gongyi"].clock)
    other = Visit(app)
    assert other.sign_in("mei@example.org").headers["Location"] == "/me"
    third = Visit(app)
    assert third.sign_in("0912345678", "+886912345678").headers["Location"] == "/me"
    assert only_person(session)


def test_everything_typed_comes_back(visit: Visit) -> None:
    visit.sign_in("mei@example.org")
    visit.follow()
    page = visit.post("/join", {"address": "02-2345-6789", "nickname": "", "language": "en"})
    assert page.status_code == 422
    assert 'value="02-2345-6789"' in page.text
    assert "有3個地方要改" in page.text
    assert 'value="en" selected' in page.text
    assert "錯誤：" in page.text
    page = visit.post("/sign-in", {"address": "mei@@example"})
    assert page.status_code == 422
    assert 'value="mei@@example"' in page.text
    assert "這看起來不是e-mail地址" in page.text


def test_a_wrong_code_is_counted_although_the_page_says_no(visit: Visit) -> None:
    visit.get("/sign-in")
    visit.post("/sign-in", {"address": "mei@example.org"})
    visit.follow()
    right = visit.code("mei@example.org")
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for left in (4, 3, 2, 1):
        page = visit.post("/sign-in/code", {"code": wrong})
        assert page.status_code == 422
        assert f"還可以再試{left}次" in page.text
    assert "不能再試" in visit.post("/sign-in/code", {"code": wrong}).text
    page = visit.post("/sign-in/code", {"code": right})
    assert page.status_code == 422
    assert "已經失效" in page.text
    assert visit.post("/sign-in/again").headers["Location"] == "/sign-in/code?sent=again"
    assert visit.post("/sign-in/code", {"code": visit.code("mei@example.org")}).status_code == 303


def test_the_fourth_send_within_an_hour_says_when(visit: Visit) -> None:
    visit.get("/sign-in")
    visit.post("/sign-in", {"address": "0912345678"})
    visit.follow()
    visit.post("/sign-in/again")
    visit.post("/sign-in/again")
    page = visit.post("/sign-in/again")
    assert page.status_code == 429
    assert int(page.headers["Retry-After"]) == 3600
    visit.get("/sign-in")
    page = visit.post("/sign-in", {"address": "0912345678"})
    assert (page.status_code, page.headers["Retry-After"]) == (429, "3600")
    assert 'value="0912345678"' in page.text
    assert visit.letters() == 3


def test_a_number_of_somebody_else_is_told_only_after_it_is_proved(visit: Visit, app: Flask, session: Session, clock: HandClock) -> None:
    test_mail_first(visit, session, clock)
    other = Visit(app)
    other.sign_in("bo@example.org")
    other.follow()
    known = other.post("/join", {**ABOUT_MEI, "address": "0912345678"})
    assert known.headers["Location"] == "/join/code"
    page = other.post("/join/code", {"code": other.code("+886912345678")})
    assert page.status_code == 409
    assert other.heading == "這個號碼已經有帳號"
    assert other.post("/sign-out", {"to_other": "1"}).headers["Location"] == "/sign-in"
    session.expire_all()
    bo = session.scalars(select(Person).order_by(Person.id.desc()).limit(1)).one()
    assert (bo.phone_hash, bo.verified_at) == (None, None)


def test_a_code_of_joining_does_not_sign_in(visit: Visit, app: Flask) -> None:
    visit.sign_in("mei@example.org")
    visit.follow()
    visit.post("/join", {**ABOUT_MEI, "address": "0912345678"})
    code = visit.code("+886912345678")
    other = Visit(app)
    other.get("/sign-in")
    other.post("/sign-in", {"address": "0912345678"})
    assert other.post("/sign-in/code", {"code": code}).status_code == 422


@pytest.fixture
def endorsed(app: Flask) -> list[str]:
    done: list[str] = []

    def complete(number: str, told: Told) -> str:
        if number == "closed":
            raise Conflict("endorse.closed")
        done.append(number)
        return f"/petitions/{number}/endorsed"

    continuations.register(
        app, Continuation(complete, page=lambda number: f"/petitions/{number}", title=lambda number: f"第{number}案的題目")
    )
    return done


def came_for(visit: Visit, number: str) -> None:
    with visit.client.session_transaction("/sign-in") as cookie:
        cookie["came_for"] = number


def test_what_they_came_for_is_done_at_the_end(visit: Visit, endorsed: list[str], session: Session) -> None:
    came_for(visit, "7")
    assert "第7案的題目" in visit.get("/sign-in").text
    visit.post("/sign-in", {"address": "mei@example.org"})
    assert "第7案的題目" in visit.follow().text
    visit.post("/sign-in/code", {"code": visit.code("mei@example.org")})
    assert "第7案的題目" in visit.follow().text
    visit.post("/join", {**ABOUT_MEI, "address": "0912345678"})
    assert visit.post("/join/code", {"code": visit.code("+886912345678")}).headers["Location"] == "/petitions/7/endorsed"
    assert endorsed == ["7"]
    petitions = session.scalars(text("SELECT params->>'petition' FROM letter ORDER BY id")).all()
    assert petitions == ["7", "7"]


def test_who_is_verified_already_endorses_by_signing_in(
    visit: Visit, app: Flask, endorsed: list[str], session: Session, clock: HandClock
) -> None:
    test_mail_first(visit, session, clock)
    other = Visit(app)
    came_for(other, "8")
    assert other.sign_in("mei@example.org").headers["Location"] == "/petitions/8/endorsed"
    third = Visit(app)
    came_for(third, "9")
    third.get("/sign-in?only=1")
    third.post("/sign-in", {"address": "mei@example.org"})
    assert third.post("/sign-in/code", {"code": third.code("mei@example.org")}).headers["Location"] == "/me"
    assert endorsed == ["8"]


def test_a_petition_that_closed_meanwhile_does_not_undo_the_verification(visit: Visit, endorsed: list[str], session: Session) -> None:
    came_for(visit, "closed")
    visit.sign_in("mei@example.org")
    visit.follow()
    visit.post("/join", {**ABOUT_MEI, "address": "0912345678"})
    assert visit.post("/join/code", {"code": visit.code("+886912345678")}).headers["Location"] == "/petitions/closed"
    assert only_person(session).verified_at is not None
    assert endorsed == []


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/account?saved=1", "/account?saved=1"),
        ("//evil.example/x", "/me"),
        ("https://evil.example/", "/me"),
        ("/\\evil.example", "/me"),
        ("/%09/evil.example", "/me"),
        ("javascript:alert(1)", "/me"),
        ("", "/me"),
    ],
)
def test_the_way_back_is_one_of_ours(visit: Visit, app: Flask, session: Session, clock: HandClock, wanted: str, led: str) -> None:
    test_mail_first(visit, session, clock)
    other = Visit(app)
    other.get(f"/sign-in?next={wanted}")
    other.post("/sign-in", {"address": "mei@example.org"})
    assert other.post("/sign-in/code", {"code": other.code("mei@example.org")}).headers["Location"] == led


def test_the_door_in_english(visit: Visit) -> None:
    page = visit.get("/en/sign-in")
    assert '<html lang="en">' in page.text
    assert 'action="/en/sign-in"' in page.text
    assert 'href="/sign-in"' in page.text
    assert visit.post("/en/sign-in", {"address": "mei@example.org"}).headers["Location"] == "/en/sign-in/code"


def test_a_number_with_several_people_leads_to_the_mail(visit: Visit, session: Session, clock: HandClock, keys: Keyring) -> None:
    for name in ("mei", "bo"):
        person = people.meet(session, keys, addresses.email(f"{name}@example.org"), language=Language.ZH, at=clock.now())
        assert person is not None
        assert people.attach(session, keys, person, addresses.phone("0912345678"), seats=3, at=clock.now())
    session.commit()
    page = visit.sign_in("0912345678", "+886912345678")
    assert page.status_code == 422
    assert "請改用e-mail登入" in page.text
    assert visit.get("/account").status_code == 303
