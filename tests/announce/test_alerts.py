"""Officers choose which alerts they get; what is overdue always reaches somebody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import addresses, staff
from app.accounts.models import Person, Role
from app.announce import actions, alerts, reminders
from app.announce.alerts import Alert
from app.kernel import outbox
from app.kernel.errors import Invalid
from app.kernel.outbox import Letter
from app.kernel.secrets import Keyring
from app.petition import moves
from app.petition.lifecycle import Move
from tests.given import WORKDAYS, Given

WU, ZOE = "wu@example.org", "zoe@example.org"


@pytest.fixture
def zoe(session: Session, keys: Keyring, given: Given) -> Person:
    """A second officer of Wu's agency."""
    invited = staff.invite(session, keys, addresses.email(ZOE), role=Role.OFFICER, agency=given.cast.finance, nickname="zoe", at=given.at)
    return invited.person


def told(session: Session, keys: Keyring, name: str) -> list[str]:
    found = session.scalars(select(Letter).where(Letter.name == name))
    return sorted({outbox.address(keys, letter) for letter in found})


def test_all_are_wanted_until_some_are_switched_off(session: Session, given: Given, zoe: Person) -> None:
    assert alerts.wanted(session, zoe) == list(Alert)
    kept = [Alert.DUE_1, Alert.EARLY]
    alerts.choose(session, zoe, agency=given.cast.finance, alerts=kept, at=given.at)
    assert alerts.wanted(session, zoe) == [Alert.EARLY, Alert.DUE_1]
    alerts.choose(session, zoe, agency=given.cast.finance, alerts=list(Alert), at=given.at)
    assert alerts.wanted(session, zoe) == list(Alert)


@pytest.mark.parametrize(("days", "off"), [(13, Alert.DUE_14), (6, Alert.DUE_7), (0, Alert.DUE_1)])
def test_a_reminder_that_is_switched_off_does_not_come(
    session: Session, keys: Keyring, given: Given, zoe: Person, days: int, off: Alert
) -> None:
    petition = given.an_established_petition()
    assert petition.respond_due_at is not None
    alerts.choose(session, zoe, agency=given.cast.finance, alerts=set(Alert) - {off}, at=given.at)
    at = petition.respond_due_at - timedelta(days=days, hours=5)
    reminders.remind_all_due(session, keys, workdays=WORKDAYS, at=at)
    assert told(session, keys, "due_soon") == [WU]


def test_early_warnings_can_be_switched_off(session: Session, keys: Keyring, given: Given, zoe: Person) -> None:
    petition = given.an_open_petition(endorsements=1_000)
    alerts.choose(session, zoe, agency=given.cast.finance, alerts=set(Alert) - {Alert.EARLY}, at=given.at)
    facts = {"mark": "early", "endorsements": 1_000}
    moves.make(session, petition, Move.MARK, at=given.at, role=Role.CLOCK, facts=facts)
    actions.announce_due(session, keys, at=given.at, limit=100)
    assert told(session, keys, "warned") == [WU]


def test_the_last_who_hears_of_what_is_overdue_cannot_leave(session: Session, given: Given, zoe: Person) -> None:
    quiet = set(Alert) - {Alert.OVERDUE}
    alerts.choose(session, zoe, agency=given.cast.finance, alerts=quiet, at=given.at)
    with pytest.raises(Invalid) as refused:
        alerts.choose(session, given.cast.wu, agency=given.cast.finance, alerts=quiet, at=given.at)
    assert [problem.code for problem in refused.value.problems] == ["alerts.last"]
    assert alerts.wanted(session, given.cast.wu) == list(Alert)


def test_overdue_is_told_to_whoever_is_left(session: Session, keys: Keyring, given: Given, zoe: Person) -> None:
    """Wu, who heard of it, has been dismissed: Zoe hears of it although she had switched it off."""
    petition = given.an_established_petition()
    assert petition.respond_due_at is not None
    alerts.choose(session, zoe, agency=given.cast.finance, alerts=[], at=given.at)
    reminders.remind_all_due(session, keys, workdays=WORKDAYS, at=petition.respond_due_at)
    agencies = [row for row in told(session, keys, "overdue") if row in (WU, ZOE)]
    assert agencies == [WU]
    staff.dismiss(session, given.cast.wu, Role.OFFICER, at=petition.respond_due_at)
    reminders.remind_all_due(session, keys, workdays=WORKDAYS, at=petition.respond_due_at + timedelta(days=1))
    assert [row for row in told(session, keys, "overdue") if row in (WU, ZOE)] == [WU, ZOE]
