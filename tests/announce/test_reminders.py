"""Reminders: by how things stand, once for each occasion, to exactly the people named."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.announce import reminders
from app.kernel import outbox
from app.kernel.outbox import Letter
from app.kernel.secrets import Keyring
from app.respond import actions as respond
from app.respond.models import Outcome
from tests.given import WORKDAYS, Given

WU, LIN, HAO, ANN = (f"{name}@example.org" for name in ("wu", "lin", "hao", "ann"))
STAFF = [ANN, HAO, LIN]


def remind(session: Session, keys: Keyring, at: datetime) -> int:
    return reminders.remind_all_due(session, keys, workdays=WORKDAYS, at=at)


def told(session: Session, keys: Keyring) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for letter in session.scalars(select(Letter)):
        found.setdefault(letter.name, []).append(outbox.address(keys, letter))
    return {name: sorted(people) for name, people in found.items()}


def count(session: Session) -> Counter[str]:
    return Counter(session.scalars(select(Letter.name)))


def test_review(session: Session, keys: Keyring, given: Given) -> None:
    """Submitted on a Monday: due at the end of Thursday."""
    petition = given.a_petition_in_review()
    assert petition.review_due_at == datetime(2026, 3, 5, 16, tzinfo=UTC)
    assert remind(session, keys, datetime(2026, 3, 3, 15, 59, tzinfo=UTC)) == 0
    for hour in range(3):
        remind(session, keys, datetime(2026, 3, 4, hour, tzinfo=UTC))
    remind(session, keys, datetime(2026, 3, 5, 3, tzinfo=UTC))
    assert told(session, keys) == {"review_due": STAFF}
    for day in range(3):
        remind(session, keys, petition.review_due_at + timedelta(days=day))
    assert told(session, keys) == {"review_due": STAFF, "review_overdue": STAFF}


def test_review_due_on_monday_is_told_on_friday(session: Session, keys: Keyring, given: Given) -> None:
    petition = given.a_petition_in_review(at=datetime(2026, 3, 4, 2, tzinfo=UTC))
    assert petition.review_due_at == datetime(2026, 3, 9, 16, tzinfo=UTC)
    remind(session, keys, datetime(2026, 3, 5, 3, tzinfo=UTC))
    assert told(session, keys) == {}
    remind(session, keys, datetime(2026, 3, 6, 0, tzinfo=UTC))
    assert told(session, keys) == {"review_due": STAFF}


def test_response_in_14_7_and_1_days_and_then_daily(session: Session, keys: Keyring, given: Given) -> None:
    petition = given.an_established_petition()
    due = petition.respond_due_at
    assert due is not None
    morning = due - timedelta(hours=16)  # 08:00 on the last day
    seen = []
    for before in range(16, -4, -1):
        before_it = count(session)
        remind(session, keys, morning - timedelta(days=before))
        remind(session, keys, morning - timedelta(days=before))
        seen.append((before, dict(count(session) - before_it)))
    new = [(days, letters) for days, letters in seen if letters]
    assert new[:3] == [(14, {"due_soon": 1}), (7, {"due_soon": 1}), (1, {"due_soon": 1})]
    assert new[3:] == [(-1, {"overdue": 4}), (-2, {"overdue": 4}), (-3, {"overdue": 4})]
    assert set(told(session, keys)["due_soon"]) == {WU}
    assert set(told(session, keys)["overdue"]) == {WU, *STAFF}


@pytest.mark.parametrize(("absent_until", "expected"), [(5, 1), (0, 1), (-10, 4)])
def test_after_an_absence_only_what_holds_now(session: Session, keys: Keyring, given: Given, absent_until: int, expected: int) -> None:
    petition = given.an_established_petition()
    assert petition.respond_due_at is not None
    remind(session, keys, petition.respond_due_at - timedelta(hours=16, days=absent_until))
    assert sum(count(session).values()) == expected


def test_an_extension_begins_the_count_anew(session: Session, keys: Keyring, given: Given) -> None:
    petition = given.an_established_petition()
    assert petition.respond_due_at is not None
    remind(session, keys, petition.respond_due_at - timedelta(days=6))
    at = petition.respond_due_at - timedelta(days=5)
    respond.extend(session, petition, by=given.cast.wu, agency=given.cast.finance, reason="須跨部會協調。", workdays=WORKDAYS, at=at)
    remind(session, keys, at)
    assert count(session) == {"due_soon": 1}
    remind(session, keys, petition.respond_due_at - timedelta(days=6))
    assert count(session) == {"due_soon": 2}


def test_what_is_under_study_is_reminded_of_like_an_answer(session: Session, keys: Keyring, given: Given) -> None:
    petition = given.an_answered_petition(Outcome.UNDER_STUDY, Outcome.ADOPTED)
    assert petition.follow_up_due_at is not None
    remind(session, keys, petition.follow_up_due_at - timedelta(days=3))
    remind(session, keys, petition.follow_up_due_at + timedelta(days=3))
    assert count(session) == {"due_soon": 1, "overdue": 4}


def test_what_is_answered_is_left_alone(session: Session, keys: Keyring, given: Given) -> None:
    petition = given.an_answered_petition()
    assert petition.respond_due_at is not None
    assert remind(session, keys, petition.respond_due_at + timedelta(days=3)) == 0
