"""Endorse, take back, lapse: rules 10 to 13, without the web. What is counted needs committed transactions: see the story and the races."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.endorse import actions, nullifiers
from app.endorse import queries as ballots
from app.endorse.models import Endorsement
from app.kernel.errors import Conflict, NotAllowed, NotFound
from app.kernel.outbox import ADDRESS
from app.kernel.secrets import Keyring
from app.petition import keys as petition_keys
from app.petition.models import NoticeAddress, Petition
from tests.cast import Cast, citizen
from tests.conftest import HandClock
from tests.given import Given


class Box:
    """Casts and takes back for anybody."""

    def __init__(self, session: Session, keys: Keyring) -> None:
        self.session, self.keys = session, keys

    def cast(self, petition: Petition, who: Person, *, at: datetime) -> int:
        return actions.cast(self.session, ballots.ballot(self.session, petition.number, who.id), keys=self.keys, at=at)

    def take_back(self, petition: Petition, who: Person, *, at: datetime) -> None:
        actions.take_back(self.session, ballots.ballot(self.session, petition.number, who.id), keys=self.keys, at=at)

    def refused(self, petition: Petition, who: Person, *, at: datetime) -> str:
        with pytest.raises((Conflict, NotAllowed)) as refusal:
            self.cast(petition, who, at=at)
        return refusal.value.code

    def has(self, petition: Petition, who: Person) -> bool:
        ballot = ballots.ballot(self.session, petition.number, who.id)
        return ballots.has_endorsed(self.session, ballot, keys=self.keys) is not None

    @property
    def live(self) -> int:
        rows = select(func.count()).select_from(Endorsement).where(Endorsement.taken_back_at.is_(None))
        return self.session.scalar(rows) or 0


@pytest.fixture
def box(session: Session, keys: Keyring) -> Box:
    return Box(session, keys)


def test_an_endorsement_names_nobody(box: Box, given: Given, session: Session, keys: Keyring, clock: HandClock) -> None:
    petition = given.an_open_petition()
    box.cast(petition, given.cast.bo, at=clock.at)
    row = session.scalars(select(Endorsement)).one()
    assert (row.petition_id, row.at, row.text_sha256) == (petition.id, clock.at, petition.text_sha256)
    bo = given.cast.bo
    assert bo.phone_hash not in (row.person_nullifier, row.phone_nullifier)
    assert bo.email_hash not in (row.person_nullifier, row.phone_nullifier)
    assert petition.key_sealed is not None
    key = petition_keys.unwrap(keys, petition.key_sealed)
    assert row.person_nullifier == nullifiers.of_person(key, bo.id)
    notice = session.scalars(select(NoticeAddress)).one()
    assert notice.address_sealed != bo.email_sealed, "sealed anew, so that the account's own ciphertext tells nothing"
    assert keys.open(notice.address_sealed, purpose=ADDRESS) == b"bo@example.org"


def test_the_same_person_leaves_different_marks_on_two_petitions(box: Box, given: Given, session: Session, clock: HandClock) -> None:
    for title, by in (("路口行人穿越道全面設置有聲號誌", given.cast.mei), ("全國樹木保護與修剪標準應一致", given.cast.kai)):
        box.cast(given.an_open_petition(title=title, by=by), given.cast.bo, at=clock.at)
    rows = session.scalars(select(Endorsement)).all()
    assert len({row.person_nullifier for row in rows} | {row.phone_nullifier for row in rows}) == 4


def test_once(box: Box, given: Given, clock: HandClock) -> None:
    petition = given.an_open_petition()
    box.cast(petition, given.cast.bo, at=clock.at)
    assert box.refused(petition, given.cast.bo, at=clock.at) == "endorse.already"
    assert box.live == 1


def test_once_per_phone_also_after_erasing_and_returning(box: Box, given: Given, session: Session, keys: Keyring, clock: HandClock) -> None:
    petition = given.an_open_petition()
    bo = given.cast.bo
    box.cast(petition, bo, at=clock.at)
    phone, seat = bo.phone_hash, bo.phone_seat
    bo.phone_hash = bo.phone_seat = bo.email_hash = bo.email_sealed = None
    bo.erased_at = clock.at
    session.flush()
    again = citizen(session, keys, "bo-again", at=clock.at, no=900)
    again.phone_hash, again.phone_seat = phone, seat
    session.flush()
    assert box.refused(petition, again, at=clock.at) == "endorse.already"


def test_once_per_person_also_with_a_new_phone(box: Box, given: Given, session: Session, keys: Keyring, clock: HandClock) -> None:
    petition = given.an_open_petition()
    box.cast(petition, given.cast.bo, at=clock.at)
    given.cast.bo.phone_hash = keys.keyed_hash("phone", "+886999999999")
    session.flush()
    assert box.refused(petition, given.cast.bo, at=clock.at) == "endorse.already"
    assert box.has(petition, given.cast.bo)


def test_the_window_to_the_microsecond(box: Box, given: Given, cast: Cast) -> None:
    petition = given.an_open_petition()
    opens, closes = petition.endorse_from, petition.endorse_until
    assert opens is not None
    assert closes is not None
    tick = timedelta(microseconds=1)
    assert box.refused(petition, cast.bo, at=opens - tick) == "endorse.not_open_yet"
    assert box.refused(petition, cast.bo, at=closes) == "endorse.closed"
    box.cast(petition, cast.bo, at=opens)
    box.cast(petition, cast.kai, at=closes - tick)
    assert box.live == 2


def test_who_is_not_verified(box: Box, given: Given, cast: Cast, session: Session, clock: HandClock) -> None:
    petition = given.an_open_petition()
    cast.bo.verified_at = None
    session.flush()
    assert box.refused(petition, cast.bo, at=clock.at) == "endorse.not_verified"


def test_before_admission(box: Box, given: Given, cast: Cast, clock: HandClock) -> None:
    assert box.refused(given.a_petition_in_review(), cast.bo, at=clock.at) == "endorse.not_admitted"
    with pytest.raises(NotFound):
        ballots.ballot(box.session, "P-2026-9999", cast.bo.id)


def test_established_ones_go_on_until_the_window_closes(box: Box, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.an_established_petition()
    box.cast(petition, cast.bo, at=clock.at)
    assert box.has(petition, cast.bo)


def test_taken_back_and_endorsed_anew(box: Box, given: Given, cast: Cast, session: Session, clock: HandClock) -> None:
    petition = given.an_open_petition()
    box.cast(petition, cast.bo, at=clock.at)
    box.take_back(petition, cast.bo, at=clock.advance(hours=1))
    assert not box.has(petition, cast.bo)
    assert box.live == 0
    assert session.scalar(select(func.count()).select_from(Endorsement)) == 1, "the row stays, so that sums add up"
    assert session.scalar(select(func.count()).select_from(NoticeAddress)) == 0, "no more letters"
    with pytest.raises(Conflict, match=r"endorse\.not_endorsed"):
        box.take_back(petition, cast.bo, at=clock.at)
    box.cast(petition, cast.bo, at=clock.advance(hours=1))
    assert box.live == 1
    assert petition.endorse_until is not None
    with pytest.raises(Conflict, match=r"endorse\.closed"):
        box.take_back(petition, cast.bo, at=petition.endorse_until)


def test_not_taken_back_where_the_rules_say_so(box: Box, given: Given, cast: Cast, session: Session, clock: HandClock) -> None:
    petition = given.an_open_petition()
    petition.rules = {**petition.rules, "endorsement_withdrawable": False}
    session.flush()
    box.cast(petition, cast.bo, at=clock.at)
    with pytest.raises(Conflict, match=r"endorse\.final"):
        box.take_back(petition, cast.bo, at=clock.at)
    assert box.live == 1


def test_what_i_endorse_is_computed(box: Box, given: Given, cast: Cast, session: Session, keys: Keyring, clock: HandClock) -> None:
    first = given.an_open_petition(title="路口行人穿越道全面設置有聲號誌", days=20)
    second = given.an_open_petition(title="全國樹木保護與修剪標準應一致", by=cast.kai)
    box.cast(first, cast.bo, at=clock.at)
    box.cast(second, cast.bo, at=clock.advance(hours=1))
    assert [petition.number for petition, _ in ballots.endorsed(session, cast.bo, keys=keys)] == [second.number, first.number]
    assert ballots.endorsed(session, cast.mei, keys=keys) == []
    box.take_back(second, cast.bo, at=clock.at)
    assert [petition.number for petition, _ in ballots.endorsed(session, cast.bo, keys=keys)] == [first.number]
    first.key_sealed = None
    session.flush()
    assert ballots.endorsed(session, cast.bo, keys=keys) == [], "with its key its nullifiers die"
