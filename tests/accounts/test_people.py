from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.accounts import addresses, people
from app.accounts.addresses import Address
from app.accounts.models import Eligibility, Language, Person
from app.kernel.errors import Invalid
from app.kernel.outbox import Channel
from app.kernel.secrets import Keyring
from tests.conftest import HandClock

MAIL, OTHER_MAIL = addresses.email("mei@example.org"), addresses.email("bo@example.org")
PHONE = addresses.phone("0912345678")


def met(session: Session, keys: Keyring, address: Address, clock: HandClock) -> Person:
    person = people.meet(session, keys, address, language=Language.ZH, at=clock.now())
    assert person is not None
    return person


def introduced(session: Session, person: Person, clock: HandClock) -> None:
    people.introduce(session, person, nickname="山上的老師", eligibility=Eligibility.RESIDENT, language=Language.EN, at=clock.now())


@pytest.mark.parametrize(("first", "second"), [(MAIL, PHONE), (PHONE, MAIL)])
@pytest.mark.parametrize("declares_last", [True, False])
def test_verified_is_both_channels_and_a_declaration_in_any_order(
    session: Session, keys: Keyring, clock: HandClock, first: Address, second: Address, declares_last: bool
) -> None:
    person = met(session, keys, first, clock)
    assert people.lacks(person) is second.channel
    if not declares_last:
        introduced(session, person, clock)
    assert people.attach(session, keys, person, second, seats=1, at=clock.advance(minutes=1))
    assert people.lacks(person) is None
    assert (person.verified_at is None) is declares_last
    if declares_last:
        introduced(session, person, clock)
    assert person.verified_at == clock.now()
    assert people.email_of(keys, person) == "mei@example.org"


def test_known_people_are_met_again_by_either_address(session: Session, keys: Keyring, clock: HandClock) -> None:
    person = met(session, keys, MAIL, clock)
    people.attach(session, keys, person, PHONE, seats=1, at=clock.now())
    assert met(session, keys, addresses.read("MEI@example.org"), clock) is person
    assert met(session, keys, addresses.read("+886-912-345-678"), clock) is person
    assert met(session, keys, OTHER_MAIL, clock) is not person


def test_an_address_of_another_is_not_taken(session: Session, keys: Keyring, clock: HandClock) -> None:
    mei, bo = met(session, keys, MAIL, clock), met(session, keys, OTHER_MAIL, clock)
    assert people.attach(session, keys, mei, PHONE, seats=1, at=clock.now())
    assert not people.attach(session, keys, bo, PHONE, seats=1, at=clock.now())
    assert not people.attach(session, keys, met(session, keys, addresses.phone("0987654321"), clock), MAIL, seats=1, at=clock.now())
    assert bo.phone_hash is None
    assert people.lacks(bo) is Channel.SMS


def test_a_number_with_several_people_asks_for_the_mail(session: Session, keys: Keyring, clock: HandClock) -> None:
    for person in (met(session, keys, MAIL, clock), met(session, keys, OTHER_MAIL, clock)):
        assert people.attach(session, keys, person, PHONE, seats=3, at=clock.now())
    assert [person.phone_seat for person in people.known_by(session, keys, PHONE)] == [1, 2]
    assert people.meet(session, keys, PHONE, language=Language.ZH, at=clock.now()) is None


def test_verified_once_is_not_dated_again(session: Session, keys: Keyring, clock: HandClock) -> None:
    person = met(session, keys, MAIL, clock)
    people.attach(session, keys, person, PHONE, seats=1, at=clock.now())
    introduced(session, person, clock)
    first = clock.now()
    clock.advance(days=1)
    introduced(session, person, clock)
    assert (person.verified_at, person.declared_at) == (first, first + timedelta(days=1))


@pytest.mark.parametrize(
    ("typed", "kept"), [("  山上的老師 ", "山上的老師"), ("A\t B", "A B"), ("é", "é"), ("x" * 30, "x" * 30), ("x" * 30 + " ", "x" * 30)]
)
def test_nicknames_are_one_line(typed: str, kept: str) -> None:
    assert people.named(typed) == kept


@pytest.mark.parametrize("typed", ["", " \n", "x" * 31, "a\u202eb", "a\u0000b", "a\u200bb"])
def test_nicknames_that_cannot_be(typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        people.named(typed)
    assert [problem.field for problem in refusal.value.problems] == ["nickname"]
