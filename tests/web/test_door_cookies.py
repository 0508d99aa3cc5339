"""Cookies, headers, tokens and origins: what the browser is told, and what is taken from it."""

from __future__ import annotations

import dataclasses

import pytest
from flask import Blueprint, Flask, request
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.sign_ins import SignIn
from app.factory import create_app
from app.web.platform import Platform
from app.web.shared import cookies, guards
from app.web.shared.csrf import one_click
from app.web.shared.guards import protect
from tests.conftest import HandClock
from tests.web.visits import Visit

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@pytest.fixture
def mei(session: Session, clock: HandClock) -> Person:
    person = Person(nickname="山上的老師", created_at=clock.now())
    session.add(person)
    session.commit()
    return person


def with_surfaces(platform: Platform) -> Flask:
    """The application with a public page and a guarded surface of the test's own."""
    app = create_app(parts=platform)
    public, room = Blueprint("shown", __name__), Blueprint("room", __name__)

    @public.get("/shown")
    def shown() -> str:
        return guards.current().__class__.__name__

    @room.route("/room", methods=["GET", "POST"])
    def inside() -> str:
        return "|".join(f"{name}={value}" for name, value in request.form.items(multi=True) if name != "csrf_token")

    @room.post("/room/<token>/stop")
    @one_click
    def stop(token: str) -> str:
        return token

    protect(room, guards.citizen)
    app.register_blueprint(public)
    app.register_blueprint(room)
    return app


@pytest.fixture
def visit(platform: Platform) -> Visit:
    return Visit(with_surfaces(platform))


def test_the_cookie_over_http(visit: Visit) -> None:
    cookie = visit.get("/sign-in").headers["Set-Cookie"]
    assert cookie.startswith("gongyi=")
    assert cookie.endswith("; HttpOnly; Path=/; SameSite=Lax")


def test_the_cookie_over_https(platform: Platform) -> None:
    config = dataclasses.replace(platform.config, origin="https://gongyi.example")
    visit = Visit(create_app(parts=dataclasses.replace(platform, config=config)))
    page = visit.get("/en/sign-in", base_url="https://gongyi.example")
    assert page.headers["Set-Cookie"].startswith("__Host-gongyi=")
    assert page.headers["Set-Cookie"].endswith("; Secure; HttpOnly; Path=/; SameSite=Lax")
    assert page.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


def test_what_every_answer_says(visit: Visit) -> None:
    for path in ("/sign-in", "/shown", "/nowhere", "/nowhere.json", "/room"):
        page = visit.get(path)
        assert page.headers["Content-Security-Policy"] == POLICY
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Referrer-Policy"] == "same-origin"
        assert "Strict-Transport-Security" not in page.headers
    assert visit.get("/sign-in").headers["Cache-Control"] == "private, no-store"


def test_a_public_page_neither_reads_nor_writes_the_cookie(visit: Visit, mei: Person) -> None:
    visit.enter(mei)
    assert visit.get("/room").status_code == 200
    page = visit.get("/shown")
    assert page.text == "Visitor"
    assert "Set-Cookie" not in page.headers
    assert "Cookie" not in page.headers.get("Vary", "")
    assert "Cache-Control" not in page.headers
    missing = visit.get("/nowhere")
    assert missing.status_code == 404
    assert "Cookie" not in missing.headers.get("Vary", "")
    assert "山上的老師" not in missing.text


def test_a_public_page_that_would_write_the_cookie_breaks_loudly(visit: Visit) -> None:
    session = cookies.NoSession()
    assert session.get("_user_id") is None
    with pytest.raises(RuntimeError, match="public"):
        session["csrf_token"] = "x"
    with pytest.raises(RuntimeError, match="public"):
        session.pop("x", None)


def test_the_token_is_new_at_every_sign_in_and_the_cookie_is_no_more_than_a_token(visit: Visit, session: Session) -> None:
    visit.get("/sign-in")
    with visit.client.session_transaction("/sign-in") as before:
        before["planted"] = "by somebody else"
        fixed = before["csrf_token"]
    visit.post("/sign-in", {"address": "mei@example.org"})
    visit.follow()
    visit.post("/sign-in/code", {"code": visit.code("mei@example.org")})
    with visit.client.session_transaction("/sign-in") as after:
        first = after["_user_id"]
        assert "planted" not in after
        assert after.get("csrf_token") != fixed
        assert "mei@example.org" not in str(dict(after))
    visit.follow()
    visit.post("/sign-out")
    visit.sign_in("mei@example.org")
    with visit.client.session_transaction("/sign-in") as after:
        assert after["_user_id"] != first
    assert len(session.scalars(select(SignIn)).all()) == 2


def test_a_cookie_taken_before_signing_out_is_worth_nothing(visit: Visit, mei: Person) -> None:
    visit.enter(mei)
    assert visit.get("/account").status_code == 200
    stolen = visit.client.get_cookie("gongyi")
    assert stolen is not None
    visit.post("/sign-out")
    thief = Visit(visit.app)
    thief.client.set_cookie("gongyi", stolen.value)
    assert thief.get("/account").headers["Location"] == "/sign-in?next=/account"


def test_signed_out_everywhere_and_of_one_device(visit: Visit, mei: Person) -> None:
    phone, laptop, library = visit.enter(mei), Visit(visit.app).enter(mei), Visit(visit.app).enter(mei)
    page = laptop.get("/account")
    assert page.text.count("登出這個裝置") == 2
    ids = [part.split("/end")[0] for part in page.text.split("/account/devices/")[1:]]
    laptop.post(f"/account/devices/{ids[0]}/end")
    assert [one.get("/account").status_code for one in (phone, laptop, library)].count(303) == 1
    laptop.get("/account")
    assert laptop.post("/account/sign-out-everywhere").headers["Location"] == "/signed-out"
    assert [one.get("/account").status_code for one in (phone, laptop, library)] == [303, 303, 303]


def test_nobody_ends_the_device_of_another(visit: Visit, mei: Person, session: Session, clock: HandClock) -> None:
    bo = Person(nickname="騎車的阿凱", created_at=clock.now())
    session.add(bo)
    session.commit()
    visit.enter(mei)
    other = Visit(visit.app).enter(bo)
    theirs = session.scalars(select(SignIn.id).where(SignIn.person_id == mei.id)).one()
    other.post(f"/account/devices/{theirs}/end")
    assert visit.get("/account").status_code == 200


def test_idle_for_two_hours(visit: Visit, mei: Person, clock: HandClock) -> None:
    visit.enter(mei)
    clock.advance(hours=1, minutes=59)
    assert visit.get("/account").status_code == 200
    clock.advance(hours=1, minutes=59)
    assert visit.get("/account").status_code == 200
    clock.advance(hours=2)
    page = visit.get("/account")
    assert page.headers["Location"] == "/sign-in?next=/account"
    assert "一段時間沒有操作" in visit.follow().text


@pytest.mark.parametrize("token", ["", "x", "0" * 80])
def test_no_form_without_its_token(visit: Visit, mei: Person, token: str) -> None:
    visit.enter(mei)
    page = visit.post("/account", {"nickname": "換過的名字", "language": "en"}, token=token)
    assert page.status_code == 422
    assert 'value="換過的名字"' in page.text
    assert visit.heading == "請再送出一次"
    # and the button on that page sends what was typed
    assert visit.post("/account", {"nickname": "換過的名字", "language": "en"}).headers["Location"] == "/account?saved=1"


def test_a_token_of_somebody_else_is_none(visit: Visit, mei: Person) -> None:
    other = Visit(visit.app).enter(mei)
    other.get("/account")
    visit.enter(mei)
    assert visit.post("/account", {"nickname": "換過的名字", "language": "en"}, token=other.token()).status_code == 422


FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://localhost:81"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_form_of_another_site_is_refused_even_with_its_token(
    visit: Visit, mei: Person, headers: dict[str, str], session: Session
) -> None:
    visit.enter(mei)
    visit.get("/account")
    page = visit.post("/account", {"nickname": "別人寫的", "language": "en"}, headers=headers)
    assert page.status_code == 403
    assert "別人寫的" not in page.text
    session.expire_all()
    assert session.get_one(Person, mei.id).nickname == "山上的老師"


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}])
def test_a_form_of_ours_is_taken(visit: Visit, mei: Person, headers: dict[str, str]) -> None:
    visit.enter(mei)
    visit.get("/account")
    assert visit.post("/account", {"nickname": "新的名字", "language": "en"}, headers=headers).status_code == 303


def test_a_mail_provider_may_post_where_it_is_invited_to(visit: Visit, mei: Person) -> None:
    visit.enter(mei)
    page = visit.client.post("/room/abc/stop", headers={"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"})
    assert (page.status_code, page.text) == (200, "abc")


@pytest.mark.parametrize("path", ["/sign-in", "/room", "/account/extend"])
def test_nothing_is_done_by_looking(visit: Visit, path: str) -> None:
    for method in ("get", "head", "options"):
        assert getattr(visit.client, method)(path).status_code < 400


def test_a_form_sent_after_the_session_ended_comes_back_whole(visit: Visit, mei: Person, session: Session, clock: HandClock) -> None:
    visit.sign_in("mei@example.org")
    visit.follow()
    token = visit.token()
    clock.advance(hours=3)
    page = visit.post("/room?tab=2", {"title": "公園的燈", "demand": "晚上\r\n要亮 <b>&amp;</b>"}, token=token)
    assert page.headers["Location"] == "/sign-in"
    assert "一段時間沒有操作" in visit.follow().text
    visit.post("/sign-in", {"address": "mei@example.org"})
    visit.follow()
    with visit.client.session_transaction("/sign-in") as cookie:
        assert set(cookie) >= {"kept"}
    visit.post("/sign-in/code", {"code": visit.code("mei@example.org")})
    kept = session.scalar(text("SELECT string_agg(k::text, '') FROM kept_form k"))
    assert "公園的燈".encode().hex() not in kept
    visit.get("/resume")
    assert 'action="/room?tab=2"' in visit.page.text
    assert "公園的燈" in visit.page.text
    assert visit.post("/room?tab=2", {"title": "公園的燈", "demand": "x"}).text == "title=公園的燈|demand=x"


def test_what_is_kept_belongs_to_the_browser_and_a_day(visit: Visit, mei: Person, clock: HandClock) -> None:
    visit.get("/sign-in")
    visit.post("/room", {"title": "公園的燈"})
    other = Visit(visit.app).enter(mei)
    assert other.get("/resume").status_code == 302
    visit.enter(mei)
    clock.advance(hours=25)
    visit.enter(mei)
    assert visit.get("/resume").status_code == 302


def test_staying_is_an_act_with_and_without_script(visit: Visit, mei: Person, clock: HandClock) -> None:
    visit.enter(mei)
    clock.advance(seconds=30)
    assert visit.get("/account/extend").status_code == 200
    answer = visit.post("/account/extend", headers={"Accept": "application/json"})
    assert answer.json == {"until": "2026-03-02T12:00:30+08:00"}
    assert visit.post("/account/extend", {"next": "/room"}).headers["Location"] == "/room"
    assert visit.post("/account/extend", {"next": "//evil.example"}).headers["Location"] == "/account/extend"


def test_a_request_too_large_is_refused_in_words(visit: Visit, mei: Person) -> None:
    visit.enter(mei)
    page = visit.client.post("/room", data={"text": "長" * 300_000})
    assert page.status_code == 413
    assert "太長" in page.text
