"""Complaint 11: people feared for their names, and suspected that the state wanted the proposers' data.

Here an agency sees a nickname: no page of its desk, no JSON or CSV, no letter to it holds the proposer's address or phone number.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.announce import actions, dockets, letters, reminders
from app.kernel import outbox
from app.kernel.outbox import Letter
from app.kernel.secrets import Keyring
from app.petition.models import Petition
from app.respond import actions as respond
from tests.cast import Cast, citizen
from tests.conftest import HandClock
from tests.given import WORKDAYS, Given
from tests.web.visits import Visit

NICKNAME, MAILBOX, PHONE = "山上的老師", "wang.daming.1975", "912345678"
OFFICERS = ("wu@example.org", "chen@example.org")


@pytest.fixture
def proposer(session: Session, keys: Keyring, clock: HandClock) -> Person:
    """Known by an address that is a name, and a phone number."""
    person = citizen(session, keys, MAILBOX, at=clock.at, no=12_345_678)
    person.nickname = NICKNAME
    session.flush()
    return person


@pytest.fixture
def petition(given: Given, session: Session, cast: Cast, proposer: Person, clock: HandClock) -> Petition:
    """In conversation with its agency."""
    petition = given.an_established_petition(by=proposer)
    respond.contact(session, petition, by=cast.wu, agency=cast.finance, text="請問你使用的是哪一種作業系統？", at=clock.at)
    respond.write_back(session, petition, by=proposer, text="家裡是Linux，學校是macOS。", at=clock.at)
    session.commit()
    return petition


def tells(text: str) -> bool:
    """Does it hold anything of the proposer's but the nickname?"""
    digits = "".join(character for character in text if character.isdigit())
    return MAILBOX in text or PHONE in digits


def desk(app: Flask, petition: Petition) -> Iterator[str]:
    """Every address of the officers' desk that shows something of this petition, or of all."""
    given = {"number": petition.number, "slug": "plan", "kind": "answer"}
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("agency.") and "GET" in (rule.methods or ()) and set(rule.arguments) <= set(given):
            yield adapter.build(rule.endpoint, {name: given[name] for name in rule.arguments})


def test_no_page_of_the_desk_holds_it(app: Flask, cast: Cast, petition: Petition) -> None:
    wu = Visit(app).enter(cast.wu, strong=True)
    pages = {path: wu.get(path).text for path in desk(app, petition)}
    assert len(pages) > 15 and NICKNAME in pages[f"/desk/{petition.number}"]
    assert [path for path, page in pages.items() if tells(page)] == []


@pytest.mark.parametrize("path", ["/petitions/{}", "/petitions/{}.json", "/petitions/{}.atom", "/petitions.json", "/petitions.csv"])
def test_nothing_public_holds_it(app: Flask, petition: Petition, path: str) -> None:
    page = Visit(app).get(path.format(petition.number))
    assert page.status_code == 200 and petition.number in page.text
    assert not tells(page.text)


def test_no_letter_to_an_agency_holds_it(session: Session, keys: Keyring, petition: Petition, clock: HandClock) -> None:
    actions.announce_due(session, keys, at=clock.at, limit=100)
    actions.announce_messages(session, keys, at=clock.at)
    dockets.announce_docket(session, keys, at=clock.at)
    assert petition.respond_due_at is not None
    reminders.remind_all_due(session, keys, workdays=WORKDAYS, at=petition.respond_due_at)
    written = session.scalars(select(Letter)).all()
    theirs = [letter for letter in written if outbox.address(keys, letter) in OFFICERS]
    assert {"assigned", "established_agency", "message", "overdue"} <= {letter.name for letter in theirs}
    for letter in theirs:
        rendered = letters.render(session, keys, letter, origin="https://gongyi.example")
        assert not tells(rendered.subject + rendered.text + rendered.html)


def test_it_would_be_found(petition: Petition) -> None:
    """The control."""
    assert tells(f"請洽{MAILBOX}@example.org") and tells("0912-345-678") and not tells(petition.number)
