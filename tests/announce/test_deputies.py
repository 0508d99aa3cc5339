"""Who stands in for an officer gets the letters meant for them, on the named days alone, whatever the deputy wants for themselves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import deputies
from app.accounts.models import Membership, Person, Role
from app.announce import alerts, letters, reminders
from app.announce.alerts import Alert
from app.kernel import outbox
from app.kernel.outbox import Letter
from app.kernel.secrets import Keyring
from app.kernel.workdays import local_day
from tests.cast import Cast, citizen
from tests.conftest import HandClock
from tests.given import WORKDAYS, Given


@pytest.fixture
def tai(session: Session, keys: Keyring, cast: Cast, clock: HandClock) -> Person:
    """A colleague of Wu's, who wants no reminder two weeks before."""
    person = citizen(session, keys, "tai", at=clock.at, no=51)
    session.add(Membership(person_id=person.id, role=Role.OFFICER, agency_id=cast.finance.id, invited_at=clock.at))
    session.flush()
    wanted = [alert for alert in Alert if alert is not Alert.DUE_14]
    alerts.choose(session, person, agency=cast.finance, alerts=wanted, at=clock.at)
    return person


@pytest.mark.parametrize(("day", "told"), [(-1, ["wu"]), (0, ["tai", "wu"]), (1, ["tai", "wu"]), (2, ["wu"])])
def test_on_the_days_named(given: Given, session: Session, keys: Keyring, cast: Cast, tai: Person, day: int, told: list[str]) -> None:
    petition = given.an_established_petition()
    assert petition.respond_due_at is not None
    at = petition.respond_due_at - timedelta(days=13, hours=12)
    first = local_day(at) - timedelta(days=day)
    deputies.name(session, cast.wu, tai, agency=cast.finance, first=first, last=first + timedelta(days=1), at=given.at)
    reminders.remind_all_due(session, keys, workdays=WORKDAYS, at=at)
    found = session.scalars(select(Letter).where(Letter.name == "due_soon")).all()
    assert sorted(outbox.address(keys, letter).partition("@")[0] for letter in found) == told
    words = {outbox.address(keys, letter): letters.render(session, keys, letter, origin="https://gongyi.example").text for letter in found}
    assert all(("你代理" in text) == address.startswith("tai") for address, text in words.items())


def test_one_letter_to_who_is_officer_and_deputy(given: Given, session: Session, keys: Keyring, cast: Cast, tai: Person) -> None:
    petition = given.an_established_petition()
    assert petition.respond_due_at is not None
    deputies.name(session, cast.wu, tai, agency=cast.finance, first=date(2026, 3, 2), last=date(2026, 12, 31), at=given.at)
    reminders.remind_all_due(session, keys, workdays=WORKDAYS, at=petition.respond_due_at - timedelta(days=6, hours=12))
    found = [outbox.address(keys, letter) for letter in session.scalars(select(Letter).where(Letter.name == "due_soon"))]
    assert sorted(found) == ["tai@example.org", "wu@example.org"]
