"""Nobody learns whether an address or a number is known; and the number is nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session

from app.accounts import addresses, people
from app.accounts.models import Eligibility, Language, Person
from app.kernel.secrets import Keyring
from tests.conftest import HandClock
from tests.web.visits import TOKEN, Visit

KNOWN = {"mail": ("known@example.org", "known@example.org"), "phone": ("0911-111-111", "+886911111111")}
UNKNOWN = {"mail": ("nobod@example.org", "nobod@example.org"), "phone": ("0922-222-222", "+886922222222")}


@pytest.fixture
def known(session: Session, keys: Keyring, clock: HandClock) -> Person:
    person = people.meet(session, keys, addresses.email(KNOWN["mail"][0]), language=Language.EN, at=clock.now())
    assert person is not None
    people.introduce(session, person, nickname="山上的老師", eligibility=Eligibility.NATIONAL, language=Language.EN, at=clock.now())
    assert people.attach(session, keys, person, addresses.phone(KNOWN["phone"][0]), seats=1, at=clock.now())
    session.commit()
    return person


def seen(app: Flask, typed: str, canonical: str) -> list[tuple[object, ...]]:
    """Every answer until the right code, less the tokens, the address itself, and what every code has for itself."""
    visit, answers, wrong = Visit(app), [], "no code yet"

    def look() -> None:
        assert visit.page is not None
        shown = canonical if "@" in canonical else str(addresses.phone(canonical))
        body = TOKEN.sub("", visit.page.text)
        for own in (typed, shown, wrong):
            body = body.replace(own, "…")
        headers = [(name, value) for name, value in visit.page.headers if name not in ("Set-Cookie", "Content-Length")]
        answers.append((visit.page.status_code, headers, body, "Set-Cookie" in visit.page.headers))

    visit.get("/sign-in")
    look()
    visit.post("/sign-in", {"address": typed})
    look()
    visit.follow()
    look()
    wrong = f"{(int(visit.code(canonical)) + 1) % 1_000_000:06}"
    for code in (wrong, "", wrong, wrong, wrong, wrong, wrong):
        visit.post("/sign-in/code", {"code": code})
        look()
    for _ in range(3):
        visit.post("/sign-in/again")
        look()
    return answers


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("by", ["mail", "phone"])
def test_every_page_is_the_same_for_known_and_unknown(app: Flask, by: str) -> None:
    assert seen(app, *KNOWN[by]) == seen(app, *UNKNOWN[by])


@pytest.mark.usefixtures("known")
def test_so_is_every_letter(app: Flask, session: Session) -> None:
    for by in ("mail", "phone"):
        for typed, _ in (KNOWN[by], UNKNOWN[by]):
            visit = Visit(app)
            visit.get("/sign-in")
            visit.post("/sign-in", {"address": typed})
    rows = session.execute(
        text("SELECT channel, language, name, params - 'challenge' AS params, urgent, octet_length(to_sealed) FROM letter ORDER BY id")
    ).all()
    assert rows[0] == rows[1]
    assert rows[2] == rows[3]


@pytest.mark.usefixtures("known")
def test_joining_says_nothing_of_the_other_address_before_it_is_proved(app: Flask) -> None:
    answers = []
    for no, other in enumerate((KNOWN["phone"][0], UNKNOWN["phone"][0])):
        visit = Visit(app)
        visit.sign_in(f"new{no}@example.org")
        visit.follow()
        visit.post("/join", {"address": other, "nickname": "新來的", "eligibility": "national", "language": "en"})
        assert visit.page is not None
        answers.append((visit.page.status_code, visit.page.headers["Location"]))
        page = visit.follow()
        answers[-1] += (TOKEN.sub("", page.text).replace(str(addresses.phone(other)), "…"),)
    assert answers[0] == answers[1]


@pytest.mark.usefixtures("known")
def test_nothing_is_looked_up_before_the_code(app: Flask, session: Session) -> None:
    """The time an answer takes cannot tell what is not asked: the same statements are run for both."""
    asked: dict[str, list[str]] = {}
    connection = session.connection()

    def ask(name: str, typed: str) -> None:
        visit = Visit(app)
        visit.get("/sign-in")
        with recording(connection) as statements:
            visit.post("/sign-in", {"address": typed})
        asked[name] = statements

    for name, typed in (("known", KNOWN["mail"][0]), ("unknown", UNKNOWN["mail"][0])):
        ask(name, typed)
    assert asked["known"] == asked["unknown"]
    assert asked["known"]
    assert not any("FROM person" in statement for statement in asked["known"])


def test_after_a_whole_journey_the_number_is_in_no_table(app: Flask, session: Session) -> None:
    visit = Visit(app)
    visit.sign_in("mei@example.org")
    visit.follow()
    visit.post("/join", {"address": "0912-345-678", "nickname": "山上的老師", "eligibility": "national", "language": "en"})
    codes = [visit.code("mei@example.org"), visit.code("+886912345678")]
    visit.post("/join/code", {"code": codes[1]})
    assert visit.page is not None
    assert visit.page.headers["Location"] == "/welcome"
    visit.post("/sign-out")
    visit.sign_in("0912345678", "+886912345678")
    everything = dump(session)
    assert "山上的老師" in everything, "the scan sees what is there"
    digits = re.sub(r"[\s-]", "", everything)
    for secret in ("912345678", "mei@example.org"):
        assert secret not in digits
        assert secret.encode().hex() not in digits
    with visit.client.session_transaction("/sign-in") as cookie:
        assert "912345678" not in str(dict(cookie))


@contextmanager
def recording(connection: Connection) -> Iterator[list[str]]:
    """The statements run on a connection meanwhile."""
    statements: list[str] = []

    def note(*call: Any) -> None:
        statements.append(re.sub(r"savepoint_\d+", "savepoint", call[2]))

    event.listen(connection.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(connection.engine, "before_cursor_execute", note)


def dump(session: Session) -> str:
    """Every row of every table, as text; bytes in hexadecimal."""
    session.expire_all()
    tables = session.scalars(text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")).all()
    assert {"person", "challenge", "letter", "sign_in"} <= set(tables)
    return "\n".join(row for table in tables for row in session.scalars(text(f'SELECT t::text FROM "{table}" t')))
