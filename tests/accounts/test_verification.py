from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.accounts import addresses, verification
from app.accounts.challenges import Challenge, Purpose
from app.accounts.verification import Outcome
from app.kernel import outbox
from app.kernel.errors import NotFound, TooMany
from app.kernel.outbox import Letter
from app.kernel.secrets import Keyring
from tests.conftest import HandClock

MAIL = addresses.email("mei@example.org")
PHONE = addresses.phone("0912345678")


def send(session: Session, keys: Keyring, at: datetime, address: addresses.Address = MAIL, purpose: Purpose = Purpose.SIGN_IN) -> int:
    return verification.send(session, keys, address, purpose=purpose, language="zh-Hant-TW", at=at)


def wrong_for(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_a_code_proves_once(session: Session, keys: Keyring, clock: HandClock) -> None:
    challenge = send(session, keys, clock.now())
    code = verification.code_of(session, keys, challenge)
    assert len(code) == 6
    assert code.isdecimal()
    assert verification.verify(session, keys, challenge, code=code, at=clock.now()).proved
    assert verification.verify(session, keys, challenge, code=code, at=clock.now()).outcome is Outcome.SPENT


@pytest.mark.parametrize("spelling", ["{}", " {} ", "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]}"])
def test_a_code_may_be_copied_with_spaces(session: Session, keys: Keyring, clock: HandClock, spelling: str) -> None:
    challenge = send(session, keys, clock.now())
    code = spelling.format(verification.code_of(session, keys, challenge))
    assert verification.verify(session, keys, challenge, code=code, at=clock.now()).proved


def test_full_width_digits_are_digits(session: Session, keys: Keyring, clock: HandClock) -> None:
    challenge = send(session, keys, clock.now())
    code = verification.code_of(session, keys, challenge).translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    assert verification.verify(session, keys, challenge, code=code, at=clock.now()).proved


def test_a_code_lives_ten_minutes(session: Session, keys: Keyring, clock: HandClock) -> None:
    challenge = send(session, keys, clock.now())
    code = verification.code_of(session, keys, challenge)
    last = clock.now() + timedelta(minutes=10) - timedelta(microseconds=1)
    assert verification.verify(session, keys, challenge, code=wrong_for(code), at=last).outcome is Outcome.WRONG
    assert verification.verify(session, keys, challenge, code=code, at=clock.advance(minutes=10)).outcome is Outcome.SPENT


def test_five_attempts_and_no_sixth(session: Session, keys: Keyring, clock: HandClock) -> None:
    challenge = send(session, keys, clock.now())
    code = verification.code_of(session, keys, challenge)
    verdicts = [verification.verify(session, keys, challenge, code=wrong_for(code), at=clock.now()) for _ in range(5)]
    assert [(verdict.outcome, verdict.left) for verdict in verdicts] == [(Outcome.WRONG, left) for left in (4, 3, 2, 1, 0)]
    assert verification.verify(session, keys, challenge, code=code, at=clock.now()).outcome is Outcome.SPENT


def test_ten_attempts_a_day_on_a_phone_whatever_the_codes(session: Session, keys: Keyring, clock: HandClock) -> None:
    for purpose in (Purpose.SIGN_IN, Purpose.JOIN):
        challenge = send(session, keys, clock.now(), PHONE, purpose)
        code = verification.code_of(session, keys, challenge)
        for _ in range(5):
            assert verification.verify(session, keys, challenge, code=wrong_for(code), at=clock.now()).outcome is Outcome.WRONG
    challenge = send(session, keys, clock.now(), PHONE)
    code = verification.code_of(session, keys, challenge)
    assert verification.verify(session, keys, challenge, code=code, at=clock.now()).outcome is Outcome.TOO_MANY
    next_day = clock.advance(hours=24, minutes=1)
    challenge = send(session, keys, next_day, PHONE)
    assert verification.verify(session, keys, challenge, code=verification.code_of(session, keys, challenge), at=next_day).proved


def test_a_new_code_replaces_the_last_of_its_purpose(session: Session, keys: Keyring, clock: HandClock) -> None:
    first = send(session, keys, clock.now())
    other = send(session, keys, clock.now(), purpose=Purpose.JOIN)
    second = send(session, keys, clock.now())
    assert (
        verification.verify(session, keys, first, code=verification.code_of(session, keys, first), at=clock.now()).outcome is Outcome.SPENT
    )
    assert verification.verify(session, keys, other, code=verification.code_of(session, keys, other), at=clock.now()).proved
    assert verification.verify(session, keys, second, code=verification.code_of(session, keys, second), at=clock.now()).proved


def test_a_code_of_somebody_else_is_nothing(session: Session, keys: Keyring, clock: HandClock) -> None:
    challenge = send(session, keys, clock.now())
    code = verification.code_of(session, keys, challenge)
    assert verification.verify(session, keys, challenge, code=code, at=clock.now(), person_id=7).outcome is Outcome.SPENT
    assert verification.verify(session, keys, challenge + 1, code=code, at=clock.now()).outcome is Outcome.SPENT


@pytest.mark.parametrize("address", [MAIL, PHONE])
def test_three_sends_an_hour_and_six_a_day(session: Session, keys: Keyring, clock: HandClock, address: addresses.Address) -> None:
    for _ in range(3):
        send(session, keys, clock.advance(minutes=1), address)
    with pytest.raises(TooMany) as refusal:
        send(session, keys, clock.advance(minutes=1), address)
    assert refusal.value.retry_after == 57 * 60
    clock.advance(seconds=refusal.value.retry_after - 1)
    with pytest.raises(TooMany):
        send(session, keys, clock.now(), address)
    for _ in range(3):
        send(session, keys, clock.advance(hours=1), address)
    with pytest.raises(TooMany) as refusal:
        send(session, keys, clock.advance(hours=2), address)
    send(session, keys, clock.advance(seconds=refusal.value.retry_after), address)


def test_a_used_code_gives_its_place_back_except_on_a_phone(session: Session, keys: Keyring, clock: HandClock) -> None:
    for _ in range(4):
        challenge = send(session, keys, clock.now())
        assert verification.verify(session, keys, challenge, code=verification.code_of(session, keys, challenge), at=clock.now()).proved
    for _ in range(3):
        challenge = send(session, keys, clock.now(), PHONE)
        assert verification.verify(session, keys, challenge, code=verification.code_of(session, keys, challenge), at=clock.now()).proved
    with pytest.raises(TooMany):
        send(session, keys, clock.now(), PHONE)


def test_one_live_code_is_kept_by_the_database(session: Session) -> None:
    index = session.scalar(text("SELECT indexdef FROM pg_indexes WHERE indexname = 'uq_challenge_live'"))
    assert "UNIQUE" in index
    assert "(purpose, address_hash) WHERE ((used_at IS NULL) AND (replaced_at IS NULL))" in index


def test_the_letter_names_the_challenge_and_never_the_code(session: Session, keys: Keyring, clock: HandClock) -> None:
    challenge = verification.send(session, keys, MAIL, purpose=Purpose.SIGN_IN, language="en", at=clock.now(), petition="2026-0001")
    letter = session.scalars(select(Letter)).one()
    assert letter.params == {"challenge": challenge, "purpose": "sign_in", "petition": "2026-0001"}
    assert (letter.name, letter.language, letter.urgent, letter.send_until) == ("code", "en", True, clock.now() + timedelta(minutes=10))
    assert outbox.address(keys, letter) == "mei@example.org"
    code = verification.code_of(session, keys, challenge)
    assert not session.scalar(text("SELECT count(*) FROM challenge c WHERE c::text LIKE '%' || :code || '%'"), {"code": code})


def test_what_no_limit_needs_is_forgotten(session: Session, keys: Keyring, clock: HandClock) -> None:
    old = send(session, keys, clock.now())
    send(session, keys, clock.advance(days=1))
    assert verification.forget_old(session, as_of=clock.advance(days=1, seconds=1)) == 1
    assert session.scalar(select(func.count()).select_from(Challenge)) == 1
    with pytest.raises(NotFound):
        verification.code_of(session, keys, old)


def test_a_clock_that_has_come_back_blocks_nobody(session: Session, keys: Keyring, clock: HandClock) -> None:
    for _ in range(3):
        send(session, keys, clock.now() + timedelta(days=61))
    send(session, keys, clock.now())
