"""Those who serve: the second factor stands before every desk, and each desk before all others."""

from __future__ import annotations

import re

import pyotp
import pytest
from flask import Blueprint, Flask
from sqlalchemy.orm import Session

from app.accounts import addresses, agencies, people, staff
from app.accounts.models import Membership, Person, Role
from app.factory import create_app
from app.kernel.secrets import Keyring
from app.web.platform import Platform
from app.web.shared import guards
from app.web.shared.guards import protect
from tests.conftest import HandClock
from tests.web.visits import Visit

GUARDS = {
    "citizen": guards.citizen,
    "verified": guards.verified,
    "moderator": guards.moderator,
    "officer": guards.officer,
    "admin": guards.admin,
}


@pytest.fixture
def app(platform: Platform) -> Flask:
    app = create_app(parts=platform)
    for name, guard in GUARDS.items():
        room = Blueprint(f"room-{name}", __name__)
        room.add_url_rule(f"/rooms/{name}", "inside", lambda: guards.person().nickname)
        protect(room, guard)
        app.register_blueprint(room)
    return app


def invited(session: Session, keys: Keyring, clock: HandClock, role: Role) -> Membership:
    agencies.plant(session)
    membership = staff.invite(
        session,
        keys,
        addresses.email(f"{role}@example.org"),
        role=role,
        agency=agencies.by_code(session, "A01000000A") if role is Role.OFFICER else None,
        nickname=f"{role}-1",
        at=clock.now(),
    )
    session.commit()
    return membership


def enrolled(app: Flask, role: Role) -> tuple[Visit, str, list[str]]:
    """Through the first sign-in: enrolment, recovery codes; returns the browser, the secret and the codes."""
    visit = Visit(app)
    assert visit.sign_in(f"{role}@example.org").headers["Location"] == "/sign-in/second"
    page = visit.follow()
    assert visit.heading == "設定驗證器"
    assert "<svg" in page.text
    shown = re.search(r"<code class=\"mono\">([A-Z2-7 ]+)</code>", page.text)
    assert shown is not None
    secret = shown[1].replace(" ", "")
    page = visit.post("/sign-in/enrol", {"code": "000 000"})
    assert page.status_code == 422
    assert shown[1] in page.text, "the same secret again: the authenticator has it already"
    page = visit.post("/sign-in/enrol", {"code": pyotp.TOTP(secret).at(visit.platform.clock.now())})
    assert page.status_code == 200
    codes = re.findall(r"<li><code>([a-z2-7-]+)</code></li>", page.text)
    assert len(set(codes)) == 10
    return visit, secret, codes


def test_the_first_sign_in_of_a_moderator(app: Flask, session: Session, keys: Keyring, clock: HandClock) -> None:
    invited(session, keys, clock, Role.MODERATOR)
    visit, _, codes = enrolled(app, Role.MODERATOR)
    assert visit.get("/rooms/moderator").text == "moderator-1"
    assert visit.get("/sign-in/enrol").status_code == 302
    assert codes[0] not in visit.follow().text


def test_later_ones_take_the_next_code_once(app: Flask, session: Session, keys: Keyring, clock: HandClock) -> None:
    invited(session, keys, clock, Role.MODERATOR)
    first, secret, codes = enrolled(app, Role.MODERATOR)
    with first.client.session_transaction("/sign-in") as cookie:
        weak = cookie["_user_id"]
    second = Visit(app)
    second.get("/rooms/moderator")
    second.follow()
    second.post("/sign-in", {"address": "moderator@example.org"})
    second.follow()
    second.post("/sign-in/code", {"code": second.code("moderator@example.org")})
    assert second.page.headers["Location"] == "/sign-in/second"
    assert second.get("/rooms/moderator").headers["Location"] == "/sign-in/second?next=/rooms/moderator"
    replay = pyotp.TOTP(secret).at(clock.now())
    assert second.post("/sign-in/second", {"code": replay}).status_code == 422
    clock.advance(seconds=30)
    with second.client.session_transaction("/sign-in") as cookie:
        before = cookie["_user_id"]
    assert second.post("/sign-in/second", {"code": pyotp.TOTP(secret).at(clock.now())}).headers["Location"] == "/rooms/moderator"
    with second.client.session_transaction("/sign-in") as cookie:
        assert cookie["_user_id"] not in (before, weak)
    assert second.follow().text == "moderator-1"
    third = Visit(app)
    third.sign_in("moderator@example.org")
    assert third.post("/sign-in/recovery", {"code": codes[3]}).status_code == 303
    assert third.get("/rooms/moderator").status_code == 200
    fourth = Visit(app)
    fourth.sign_in("moderator@example.org")
    assert fourth.post("/sign-in/recovery", {"code": codes[3]}).status_code == 422


def test_ten_wrong_second_factors_close_it_for_a_day(app: Flask, session: Session, keys: Keyring, clock: HandClock) -> None:
    invited(session, keys, clock, Role.ADMIN)
    _, secret, _ = enrolled(app, Role.ADMIN)
    visit = Visit(app)
    visit.sign_in("admin@example.org")
    for _ in range(10):
        assert visit.post("/sign-in/second", {"code": "1"}).status_code == 422
    page = visit.post("/sign-in/second", {"code": pyotp.TOTP(secret).at(clock.advance(seconds=30))})
    assert page.status_code == 429
    assert int(page.headers["Retry-After"]) > 23 * 3600


def test_every_desk_has_its_own_door(app: Flask, session: Session, keys: Keyring, clock: HandClock) -> None:
    strong: dict[str, Visit] = {}
    for role in staff.SERVING:
        membership = invited(session, keys, clock, role)
        strong[role] = Visit(app).enter(session.get_one(Person, membership.person_id), strong=True)
    citizen = Person(nickname="山上的老師", created_at=clock.now())
    session.add(citizen)
    session.commit()
    seen = {
        role: {desk: visit.get(f"/rooms/{desk}").status_code for desk in ("moderator", "officer", "admin")}
        for role, visit in strong.items()
    }
    assert seen == {role: {desk: 200 if desk == role else 403 for desk in ("moderator", "officer", "admin")} for role in strong}
    known = Visit(app).enter(citizen)
    assert [known.get(f"/rooms/{desk}").status_code for desk in GUARDS] == [200, 303, 403, 403, 403]
    assert known.get("/rooms/verified").headers["Location"] == "/join?next=/rooms/verified"
    assert "檢核人員的作業區" in known.get("/rooms/moderator").text
    stranger = Visit(app)
    for desk in GUARDS:
        assert stranger.get(f"/rooms/{desk}").headers["Location"] == f"/sign-in?next=/rooms/{desk}"


def test_without_the_second_factor_no_role_is_in_force(app: Flask, session: Session, keys: Keyring, clock: HandClock) -> None:
    membership = invited(session, keys, clock, Role.OFFICER)
    visit = Visit(app).enter(session.get_one(Person, membership.person_id))
    assert visit.get("/rooms/officer").headers["Location"] == "/sign-in/second?next=/rooms/officer"
    with visit.client:
        visit.client.get("/account")
        who = guards.account()
        assert (who.roles, who.agency, who.serves) == (frozenset(), None, True)
    visit.enter(session.get_one(Person, membership.person_id), strong=True)
    with visit.client:
        visit.client.get("/account")
        assert guards.account().roles == {Role.OFFICER}
        assert guards.agency().code == "A01000000A"


def test_staff_are_idle_after_fifteen_minutes_and_see_it_coming(app: Flask, session: Session, keys: Keyring, clock: HandClock) -> None:
    membership = invited(session, keys, clock, Role.MODERATOR)
    visit = Visit(app).enter(session.get_one(Person, membership.person_id), strong=True)
    assert "閒置到10:15登出" in visit.get("/account").text
    clock.advance(minutes=14)
    visit.get("/account/extend")
    assert visit.post("/account/extend", {"next": "/rooms/moderator"}).headers["Location"] == "/rooms/moderator"
    clock.advance(minutes=14, seconds=59)
    assert visit.get("/rooms/moderator").status_code == 200
    clock.advance(minutes=15)
    assert visit.get("/rooms/moderator").status_code == 303


def test_a_dismissed_moderator_is_out_at_once(app: Flask, session: Session, keys: Keyring, clock: HandClock) -> None:
    membership = invited(session, keys, clock, Role.MODERATOR)
    person = session.get_one(Person, membership.person_id)
    visit = Visit(app).enter(person, strong=True)
    assert visit.get("/rooms/moderator").status_code == 200
    staff.dismiss(session, person, Role.MODERATOR, at=clock.now())
    session.commit()
    assert visit.get("/rooms/moderator").status_code == 303


def test_a_citizen_cannot_set_up_or_pass_a_second_factor(app: Flask, session: Session, clock: HandClock) -> None:
    citizen = Person(nickname="山上的老師", created_at=clock.now())
    session.add(citizen)
    session.commit()
    visit = Visit(app).enter(citizen)
    assert visit.get("/sign-in/enrol").headers["Location"] == "/sign-in/second"
    assert visit.post("/sign-in/second", {"code": "123456"}).status_code == 422
    assert visit.post("/sign-in/recovery", {"code": "abcd-efgh"}).status_code == 422
    assert visit.get("/rooms/moderator").status_code == 403


def test_invited_people_are_met_by_their_address(session: Session, keys: Keyring, clock: HandClock) -> None:
    membership = invited(session, keys, clock, Role.ADMIN)
    assert [person.id for person in people.known_by(session, keys, addresses.email("ADMIN@example.org"))] == [membership.person_id]
