from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.accounts import second_factor
from app.accounts.models import Person
from app.accounts.second_factor import RecoveryCode
from app.kernel.errors import Conflict, TooMany
from app.kernel.secrets import Keyring
from tests.conftest import HandClock

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def lin(session: Session, clock: HandClock) -> Person:
    person = Person(nickname="林檢核", created_at=clock.now())
    session.add(person)
    session.flush()
    return person


@pytest.fixture
def codes(session: Session, keys: Keyring, lin: Person, clock: HandClock) -> list[str]:
    return second_factor.give(session, keys, lin, secret=SECRET, at=clock.now())


def totp(clock: HandClock, steps: int = 0) -> str:
    return pyotp.TOTP(SECRET).at(clock.now() + timedelta(seconds=30 * steps))


def test_enrolment_wants_a_code_and_happens_once(session: Session, keys: Keyring, lin: Person, clock: HandClock) -> None:
    assert second_factor.enrol(session, keys, lin, secret=SECRET, code="000000", at=clock.now()) is None
    assert not second_factor.is_enrolled(session, lin)
    codes = second_factor.enrol(session, keys, lin, secret=SECRET, code=totp(clock), at=clock.now())
    assert codes is not None
    assert len(set(codes)) == 10
    assert second_factor.is_enrolled(session, lin)
    assert not second_factor.check(session, keys, lin, code=totp(clock), at=clock.now()), "the code of the enrolment is used"
    with pytest.raises(Conflict):
        second_factor.enrol(session, keys, lin, secret=SECRET, code=totp(clock), at=clock.now())
    stored = session.scalar(text("SELECT string_agg(a::text, '') FROM authenticator a"))
    assert SECRET not in stored
    assert SECRET.encode().hex() not in stored


@pytest.mark.usefixtures("codes")
@pytest.mark.parametrize(("steps", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_one_step_to_either_side(session: Session, keys: Keyring, lin: Person, clock: HandClock, steps: int, accepted: bool) -> None:
    assert second_factor.check(session, keys, lin, code=totp(clock, steps), at=clock.now()) is accepted


@pytest.mark.usefixtures("codes")
def test_no_code_works_twice_nor_any_older_one(session: Session, keys: Keyring, lin: Person, clock: HandClock) -> None:
    seen = totp(clock)
    assert second_factor.check(session, keys, lin, code=seen, at=clock.now())
    assert not second_factor.check(session, keys, lin, code=seen, at=clock.now())
    clock.advance(seconds=30)
    assert second_factor.check(session, keys, lin, code=totp(clock), at=clock.now())
    # Still within one step, and not the last one used: remembering only the last code would let it in.
    assert not second_factor.check(session, keys, lin, code=seen, at=clock.advance(seconds=1))


@pytest.mark.usefixtures("codes")
def test_ten_failures_in_a_day_and_no_more(session: Session, keys: Keyring, lin: Person, clock: HandClock) -> None:
    for _ in range(10):
        assert not second_factor.check(session, keys, lin, code="00000x", at=clock.advance(minutes=1))
    with pytest.raises(TooMany) as refusal:
        second_factor.check(session, keys, lin, code=totp(clock), at=clock.now())
    assert refusal.value.retry_after == 24 * 3600 - 9 * 60
    clock.advance(seconds=refusal.value.retry_after)
    assert second_factor.check(session, keys, lin, code=totp(clock), at=clock.now())


@pytest.mark.usefixtures("codes")
def test_a_success_begins_the_count_anew(session: Session, keys: Keyring, lin: Person, clock: HandClock) -> None:
    for _ in range(3):
        for _ in range(9):
            assert not second_factor.check(session, keys, lin, code="1", at=clock.now())
        assert second_factor.check(session, keys, lin, code=totp(clock.advance(seconds=30) and clock), at=clock.now())


def test_recovery_codes_work_once_in_any_spelling(session: Session, keys: Keyring, lin: Person, clock: HandClock, codes: list[str]) -> None:
    assert second_factor.recover(session, keys, lin, code=codes[0].upper().replace("-", " "), at=clock.now())
    assert not second_factor.recover(session, keys, lin, code=codes[0], at=clock.now())
    assert second_factor.recover(session, keys, lin, code=codes[1], at=clock.now())
    assert second_factor.recovery_codes_left(session, lin) == 8
    rows = "".join(row.code_hash.hex() for row in session.scalars(select(RecoveryCode)))
    assert not any(code.replace("-", "").encode().hex() in rows for code in codes)


def test_recovery_codes_are_ones_own(session: Session, keys: Keyring, clock: HandClock, codes: list[str]) -> None:
    hao = Person(nickname="郝檢核", created_at=clock.now())
    session.add(hao)
    session.flush()
    second_factor.give(session, keys, hao, secret=second_factor.new_secret(), at=clock.now())
    assert not second_factor.recover(session, keys, hao, code=codes[0], at=clock.now())


def test_what_is_removed_is_enrolled_anew(session: Session, keys: Keyring, lin: Person, clock: HandClock, codes: list[str]) -> None:
    second_factor.remove(session, lin)
    assert not second_factor.is_enrolled(session, lin)
    assert not second_factor.check(session, keys, lin, code=totp(clock), at=clock.now())
    assert not second_factor.recover(session, keys, lin, code=codes[0], at=clock.now())


def test_the_qr_code_names_platform_and_person() -> None:
    uri = second_factor.uri(SECRET, name="lin@example.org")
    assert uri.startswith("otpauth://totp/Gongyi%20")
    assert f"secret={SECRET}" in uri
    assert "lin%40example.org" in uri
