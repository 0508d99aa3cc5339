"""The queue of letters: written once, handed to one, forgotten when done."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.kernel import outbox
from app.kernel.outbox import Channel, Letter
from app.kernel.secrets import Keyring
from tests.conftest import HandClock


def put(session: Session, keys: Keyring, clock: HandClock, key: str = "code:1", **changes: object) -> bool:
    values: dict[str, object] = {
        "channel": Channel.EMAIL,
        "to": "mei@example.org",
        "language": "zh-Hant-TW",
        "name": "code",
        "params": {"purpose": "sign_in"},
        "at": clock.now(),
    }
    return outbox.put(session, keys, key=key, **{**values, **changes})  # type: ignore[arg-type]


def take_next(session: Session, clock: HandClock) -> Letter:
    [claim] = outbox.claim(session, Channel.EMAIL, limit=1, at=clock.now())
    letter = outbox.take(session, claim)
    assert letter is not None
    return letter


def test_same_key_is_one_letter(session: Session, keys: Keyring, clock: HandClock) -> None:
    assert [put(session, keys, clock), put(session, keys, clock), put(session, keys, clock, key="code:2")] == [True, False, True]
    assert session.scalar(select(func.count(Letter.id))) == 2


def test_neither_address_nor_code_stands_in_the_row(session: Session, keys: Keyring, clock: HandClock) -> None:
    put(session, keys, clock, private={"code": "402931"})
    row = str(session.execute(select(Letter.__table__)).one())
    assert "mei@" not in row
    assert "402931" not in row
    letter = take_next(session, clock)
    assert outbox.address(keys, letter) == "mei@example.org"
    assert outbox.private(keys, letter) == {"code": "402931"}


@pytest.mark.parametrize("end", ["sent", "failed", "cancelled", "given up"])
def test_what_is_done_keeps_no_address(session: Session, keys: Keyring, clock: HandClock, end: str) -> None:
    put(session, keys, clock, private={"code": "402931"})
    letter = take_next(session, clock)
    if end == "sent":
        outbox.sent(letter, at=clock.now())
    elif end == "failed":
        outbox.failed(letter, error="550", at=clock.now())
    elif end == "cancelled":
        outbox.cancel(session, Letter.key == "code:1", at=clock.now())
    else:
        letter.attempts = outbox.ATTEMPTS_MAX
        outbox.put_off(letter, error="450", at=clock.now())
    session.flush()
    session.refresh(letter)
    assert letter.to_sealed is None
    assert letter.private_sealed is None


def test_database_refuses_a_sent_letter_with_its_address(session: Session, keys: Keyring, clock: HandClock) -> None:
    put(session, keys, clock)
    take_next(session, clock).sent_at = clock.now()
    with pytest.raises(IntegrityError, match="done_keeps_no_address"):
        session.flush()


def test_held_until_its_moment(session: Session, keys: Keyring, clock: HandClock) -> None:
    put(session, keys, clock, send_from=clock.now() + timedelta(minutes=5))
    clock.advance(minutes=4, seconds=59)
    assert outbox.claim(session, Channel.EMAIL, limit=10, at=clock.now()) == []
    clock.advance(seconds=1)
    assert len(outbox.claim(session, Channel.EMAIL, limit=10, at=clock.now())) == 1


def test_urgent_ones_first_and_channels_apart(session: Session, keys: Keyring, clock: HandClock) -> None:
    put(session, keys, clock, key="notice:1")
    put(session, keys, clock, key="text:1", channel=Channel.SMS, urgent=True)
    put(session, keys, clock, key="code:1", urgent=True)
    claims = outbox.claim(session, Channel.EMAIL, limit=10, at=clock.now())
    assert [session.get_one(Letter, claim.letter_id).key for claim in claims] == ["code:1", "notice:1"]


def test_handed_out_again_after_the_lease_and_only_to_one(session: Session, keys: Keyring, clock: HandClock) -> None:
    put(session, keys, clock)
    [first] = outbox.claim(session, Channel.EMAIL, limit=10, at=clock.now())
    clock.advance(seconds=14.9)
    assert outbox.claim(session, Channel.EMAIL, limit=10, at=clock.now()) == []
    clock.advance(seconds=0.1)
    [second] = outbox.claim(session, Channel.EMAIL, limit=10, at=clock.now())
    assert (first.attempt, second.attempt) == (1, 2)
    assert outbox.take(session, first) is None
    assert outbox.take(session, second) is not None


def test_handed_back_uncounted(session: Session, keys: Keyring, clock: HandClock) -> None:
    put(session, keys, clock)
    claims = outbox.claim(session, Channel.EMAIL, limit=10, at=clock.now())
    outbox.hand_back(session, claims, until=clock.now() + timedelta(seconds=10), error="away")
    clock.advance(seconds=10)
    [again] = outbox.claim(session, Channel.EMAIL, limit=10, at=clock.now())
    assert again.attempt == 1


def test_back_off_doubles_spreads_and_ends_at_an_hour() -> None:
    for attempts in range(1, 100):
        expected = min(30 * 2 ** (attempts - 1), 3_600)
        waits = {outbox.back_off(attempts, urgent=False).total_seconds() for _ in range(20)}
        assert all(0.5 * expected <= wait <= 1.5 * expected for wait in waits)
        assert len(waits) > 1


@pytest.mark.race
def test_a_letter_being_sent_is_not_taken_by_another(fresh_engine: Engine, keys: Keyring, clock: HandClock) -> None:
    with Session(fresh_engine) as session:
        put(session, keys, clock)
        session.commit()
    with Session(fresh_engine) as slow, Session(fresh_engine) as other:
        [first] = outbox.claim(slow, Channel.EMAIL, limit=1, at=clock.now())
        slow.commit()
        letter = outbox.take(slow, first)
        assert letter is not None
        clock.advance(seconds=60)
        [second] = outbox.claim(other, Channel.EMAIL, limit=1, at=clock.now())
        other.commit()
        assert outbox.take(other, second) is None
        other.rollback()
        outbox.sent(letter, at=clock.now())
        slow.commit()
        assert outbox.take(other, second) is None


@pytest.mark.race
def test_waiting_for_a_relay_does_not_hold_back_the_tally(fresh_engine: Engine, keys: Keyring, clock: HandClock) -> None:
    """`take` must take no transaction id: counting waits for every older transaction that has one."""
    with Session(fresh_engine) as session:
        put(session, keys, clock)
        session.commit()
        [claim] = outbox.claim(session, Channel.EMAIL, limit=1, at=clock.now())
        session.commit()
        assert outbox.take(session, claim) is not None
        assert session.scalar(select(func.pg_current_xact_id_if_assigned())) is None
