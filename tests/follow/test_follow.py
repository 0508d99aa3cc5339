"""Following: with an e-mail address alone, kept beside the petition, and known again by nobody but the person."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.accounts.models import Frequency, Language, Person
from app.announce import actions as announcing
from app.announce import stops
from app.follow import actions, queries
from app.follow.models import DigestItem
from app.kernel import outbox
from app.kernel.errors import Conflict, NotAllowed
from app.kernel.outbox import ADDRESS, Letter
from app.kernel.secrets import Keyring
from app.petition.lifecycle import Stage
from app.petition.models import NoticeAddress, NoticeKind, Petition
from tests.given import OTHER_TITLES, Given

AT_ONCE, DAILY, WEEKLY = Frequency


def somebody(session: Session, keys: Keyring, given: Given, *, email: str = "light@example.org") -> Person:
    """Who has proved an e-mail address and nothing else."""
    person = Person(
        email_hash=keys.keyed_hash("email", email), email_sealed=keys.seal(email.encode(), purpose=ADDRESS), created_at=given.at
    )
    session.add(person)
    session.flush()
    return person


def rows(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(NoticeAddress)) or 0


def test_an_address_is_enough(session: Session, keys: Keyring, given: Given) -> None:
    petition, person = given.an_open_petition(), somebody(session, keys, given)
    actions.follow(session, petition, person=person, frequency=DAILY, keys=keys)
    mine = queries.following(session, petition, person, keys=keys)
    assert mine is not None
    assert (mine.kind, mine.frequency, mine.stopped_at) == (NoticeKind.FOLLOWER, DAILY, None)
    assert keys.open(mine.address_sealed, purpose=ADDRESS) == b"light@example.org"
    assert mine.address_sealed != person.email_sealed
    assert mine.address_hash != person.email_hash


def test_whoever_proved_only_a_phone_cannot(session: Session, keys: Keyring, given: Given) -> None:
    petition = given.an_open_petition()
    given.cast.bo.email_hash = given.cast.bo.email_sealed = given.cast.bo.verified_at = None
    session.flush()
    with pytest.raises(NotAllowed) as refusal:
        actions.follow(session, petition, person=given.cast.bo, frequency=DAILY, keys=keys)
    assert refusal.value.code == "follow.no_email"
    assert rows(session) == 0


def test_twice_is_once_and_changes_how_often(session: Session, keys: Keyring, given: Given) -> None:
    petition = given.an_open_petition()
    for frequency in (AT_ONCE, WEEKLY, DAILY):
        actions.follow(session, petition, person=given.cast.bo, frequency=frequency, keys=keys)
    assert rows(session) == 1
    assert session.scalar(select(NoticeAddress.frequency)) is DAILY


@pytest.mark.parametrize("make", ["a_petition_in_review", "a_refused_petition", "an_open_petition", "an_answered_petition"])
def test_from_every_public_stage(session: Session, keys: Keyring, given: Given, make: str) -> None:
    petition = getattr(given, make)()
    actions.follow(session, petition, person=given.cast.bo, frequency=AT_ONCE, keys=keys)
    assert [found.id for found, _ in queries.followed(session, given.cast.bo, keys=keys)] == [petition.id]


def test_not_once_the_key_is_destroyed(session: Session, keys: Keyring, given: Given) -> None:
    petition = given.an_answered_petition()
    petition.key_sealed = None
    session.flush()
    with pytest.raises(Conflict) as refusal:
        actions.follow(session, petition, person=given.cast.bo, frequency=AT_ONCE, keys=keys)
    assert refusal.value.code == "follow.over"
    assert queries.following(session, petition, given.cast.bo, keys=keys) is None


def test_what_one_follows_is_ones_own_and_hidden_ones_are_left_out(session: Session, keys: Keyring, given: Given) -> None:
    first, second, third = (given.an_open_petition(title=title) for title in OTHER_TITLES)
    for petition in (first, second, third):
        actions.follow(session, petition, person=given.cast.bo, frequency=DAILY, keys=keys)
    actions.follow(session, second, person=given.cast.kai, frequency=DAILY, keys=keys)
    third.stage = Stage.HIDDEN
    session.flush()
    assert [petition.id for petition, _ in queries.followed(session, given.cast.bo, keys=keys)] == [second.id, first.id]
    assert [petition.id for petition, _ in queries.followed(session, given.cast.kai, keys=keys)] == [second.id]
    assert queries.followed(session, given.cast.lin, keys=keys) == []


def test_unfollowed_means_no_letters_and_nothing_waiting(session: Session, keys: Keyring, given: Given) -> None:
    petition = given.an_established_petition()
    actions.follow(session, petition, person=given.cast.bo, frequency=DAILY, keys=keys)
    announcing.announce_due(session, keys, at=given.at)
    assert session.scalar(select(func.count()).select_from(DigestItem)) == 1
    actions.unfollow(session, petition, person=given.cast.bo, keys=keys)
    assert (rows(session), session.scalar(select(func.count()).select_from(DigestItem))) == (0, 0)
    with pytest.raises(Conflict) as refusal:
        actions.unfollow(session, petition, person=given.cast.bo, keys=keys)
    assert refusal.value.code == "follow.not_following"


def test_following_again_takes_back_a_stop(session: Session, keys: Keyring, given: Given) -> None:
    petition = given.an_established_petition()
    actions.follow(session, petition, person=given.cast.bo, frequency=AT_ONCE, keys=keys)
    stops.stop(session, stops.of_person(session, keys, petition, given.cast.bo), at=given.at)
    stops.resume(session, stops.of_person(session, keys, petition, given.cast.bo))
    actions.follow(session, petition, person=given.cast.bo, frequency=AT_ONCE, keys=keys)
    announcing.announce_due(session, keys, at=given.at)
    assert "bo@example.org" in {outbox.address(keys, letter) for letter in session.scalars(select(Letter))}


def test_a_default_and_everything_at_once(session: Session, keys: Keyring, given: Given) -> None:
    petition, other = given.an_open_petition(), given.an_open_petition(title=OTHER_TITLES[0])
    actions.follow(session, petition, person=given.cast.bo, frequency=AT_ONCE, keys=keys)
    actions.follow(session, other, person=given.cast.kai, frequency=AT_ONCE, keys=keys)
    actions.prefer(session, given.cast.bo, frequency=WEEKLY, everywhere=False, keys=keys)
    assert given.cast.bo.follow_frequency is WEEKLY
    assert set(session.scalars(select(NoticeAddress.frequency))) == {AT_ONCE}
    actions.prefer(session, given.cast.bo, frequency=DAILY, everywhere=True, keys=keys)
    assert session.scalars(select(NoticeAddress.frequency).order_by(NoticeAddress.id)).all() == [DAILY, AT_ONCE]


def test_the_language_follows_the_account(session: Session, keys: Keyring, given: Given) -> None:
    actions.follow(session, given.an_open_petition(), person=given.cast.bo, frequency=AT_ONCE, keys=keys)
    given.cast.bo.language = Language.EN
    actions.speak(session, given.cast.bo, keys=keys)
    assert session.scalar(select(NoticeAddress.language)) is Language.EN


def crowd(session: Session, keys: Keyring, petition: Petition, count: int, frequency: Frequency = AT_ONCE) -> list[bytes]:
    """So many followers of one petition; returns their hashes."""
    hashes = [hashlib.sha256(f"{petition.id}:{n}".encode()).digest() for n in range(count)]
    row = {"petition_id": petition.id, "kind": NoticeKind.FOLLOWER, "language": Language.ZH, "frequency": frequency}
    addresses = [keys.seal(f"follower{n}@example.org".encode(), purpose=ADDRESS) for n in range(count)]
    pairs = zip(hashes, addresses, strict=True)
    session.execute(insert(NoticeAddress), [{**row, "address_hash": hashed, "address_sealed": sealed} for hashed, sealed in pairs])
    return hashes


def test_few_followers_are_not_counted_in_public(session: Session, keys: Keyring, given: Given) -> None:
    petition = given.an_open_petition()
    crowd(session, keys, petition, petition.policy.smallest_cell - 1)
    assert queries.followers(session, petition) is None
    actions.follow(session, petition, person=given.cast.bo, frequency=WEEKLY, keys=keys)
    assert queries.followers(session, petition) == petition.policy.smallest_cell
    stops.stop(session, stops.of_person(session, keys, petition, given.cast.bo), at=given.at + timedelta(hours=1))
    assert queries.followers(session, petition) is None
