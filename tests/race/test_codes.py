"""Limits on codes with fifty threads at once, and the same battery against a form that reads before it writes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pyotp
import pytest
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from app.accounts import addresses, people, second_factor, verification
from app.accounts.challenges import Challenge, Purpose
from app.accounts.models import Language, Person
from app.accounts.verification import Outcome, Verdict
from app.kernel.db import sessions_for
from app.kernel.errors import TooMany
from app.kernel.secrets import Keyring

pytestmark = pytest.mark.race

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
PHONE = addresses.phone("0912345678")
MAIL = addresses.email("mei@example.org")
THREADS = 50


def at_once(engine: Engine, act: Callable[[Session], object], threads: int = THREADS) -> list[object]:
    """What `act` returns in so many threads that begin together, each in a transaction of its own."""
    start, sessions = threading.Barrier(threads), sessions_for(engine)

    def run(_: int) -> object:
        start.wait()
        try:
            with sessions.begin() as session:
                return act(session)
        except TooMany as refusal:
            return refusal

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(threads)))


@pytest.fixture
def wide(fresh_engine: Engine) -> Engine:
    return fresh_engine


def sent(engine: Engine, keys: Keyring, address: addresses.Address = PHONE, purpose: Purpose = Purpose.SIGN_IN) -> tuple[int, str]:
    with sessions_for(engine).begin() as session:
        challenge = verification.send(session, keys, address, purpose=purpose, language="zh-Hant-TW", at=AT)
        return challenge, verification.code_of(session, keys, challenge)


def wrong_for(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


Verify = Callable[..., Verdict]


def evaluated(engine: Engine, keys: Keyring, verify: Verify) -> int:
    """How many of fifty simultaneous wrong guesses were compared with the code."""
    challenge, code = sent(engine, keys)
    verdicts = at_once(engine, lambda session: verify(session, keys, challenge, code=wrong_for(code), at=AT).outcome)
    return verdicts.count(Outcome.WRONG)


def proved(engine: Engine, keys: Keyring, verify: Verify) -> int:
    """How often one right code proved something."""
    challenge, code = sent(engine, keys)
    return at_once(engine, lambda session: verify(session, keys, challenge, code=code, at=AT).outcome).count(Outcome.PROVED)


def read_then_write(session: Session, keys: Keyring, challenge_id: int, *, code: str, at: datetime) -> Verdict:
    """The seeded fault: looks at the count, compares, then writes."""
    challenge = session.get_one(Challenge, challenge_id)
    if challenge.attempts >= verification.ATTEMPTS or challenge.used_at is not None:
        return Verdict(Outcome.SPENT)
    right = code == verification.code_of(session, keys, challenge_id)
    time.sleep(0.05)  # so that others look, too, before this one writes
    session.execute(update(Challenge).where(Challenge.id == challenge_id).values(attempts=challenge.attempts + 1))
    if right:
        challenge.used_at = at
    return Verdict(Outcome.PROVED if right else Outcome.WRONG)


def test_fifty_guesses_at_once_and_five_are_looked_at(wide: Engine, keys: Keyring) -> None:
    assert evaluated(wide, keys, verification.verify) == 5
    with sessions_for(wide)() as session:
        assert session.scalar(select(Challenge.attempts)) == 5


def test_the_battery_finds_a_count_that_is_read_before_it_is_written(wide: Engine, keys: Keyring) -> None:
    assert evaluated(wide, keys, read_then_write) > 5


def test_a_right_code_proves_once(wide: Engine, keys: Keyring) -> None:
    assert proved(wide, keys, verification.verify) == 1


def test_the_battery_finds_a_code_that_is_used_twice(wide: Engine, keys: Keyring) -> None:
    assert proved(wide, keys, read_then_write) > 1


def test_ten_guesses_a_day_across_codes(wide: Engine, keys: Keyring) -> None:
    codes = [sent(wide, keys, purpose=purpose) for purpose in Purpose]
    with sessions_for(wide).begin() as session:
        old = Challenge(
            channel=PHONE.channel,
            address_hash=PHONE.hashed(keys),
            purpose=Purpose.SIGN_IN,
            secret_sealed=b"",
            created_at=AT,
            expires_at=AT,
            attempts=4,
            replaced_at=AT,
        )
        session.add(old)
    turn = iter(range(THREADS))

    def guess(session: Session) -> Outcome:
        challenge, code = codes[next(turn) % 2]
        return verification.verify(session, keys, challenge, code=wrong_for(code), at=AT).outcome

    assert at_once(wide, guess).count(Outcome.WRONG) == 6


def test_three_of_fifty_sends_leave(wide: Engine, keys: Keyring) -> None:
    def send(session: Session) -> int:
        return verification.send(session, keys, MAIL, purpose=Purpose.SIGN_IN, language="en", at=AT)

    results = at_once(wide, send)
    assert sum(isinstance(result, int) for result in results) == 3
    assert sum(isinstance(result, TooMany) for result in results) == 47
    with sessions_for(wide)() as session:
        live = select(func.count()).select_from(Challenge).where(Challenge.used_at.is_(None), Challenge.replaced_at.is_(None))
        assert session.scalar(live) == 1


@pytest.mark.parametrize("seats", [1, 3])
def test_a_number_carries_as_many_people_as_it_has_seats(wide: Engine, keys: Keyring, seats: int) -> None:
    with sessions_for(wide).begin() as session:
        crowd = [Person(created_at=AT) for _ in range(20)]
        session.add_all(crowd)
        session.flush()
        ids = [person.id for person in crowd]
    turn = iter(ids)

    def take(session: Session) -> bool:
        return people.attach(session, keys, session.get_one(Person, next(turn)), PHONE, seats=seats, at=AT)

    assert at_once(wide, take, 20).count(True) == seats
    with sessions_for(wide)() as session:
        taken = session.scalars(select(Person.phone_seat).where(Person.phone_hash.is_not(None)).order_by(Person.phone_seat)).all()
        assert taken == list(range(1, seats + 1))


def test_one_address_makes_one_person(wide: Engine, keys: Keyring) -> None:
    challenge, code = sent(wide, keys, MAIL)

    def arrive(session: Session) -> Outcome:
        verdict = verification.verify(session, keys, challenge, code=code, at=AT)
        people.meet(session, keys, MAIL, language=Language.ZH, at=AT)
        return verdict.outcome

    assert at_once(wide, arrive).count(Outcome.PROVED) == 1
    with sessions_for(wide)() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_a_second_factor_is_accepted_once(wide: Engine, keys: Keyring) -> None:
    secret = second_factor.new_secret()
    with sessions_for(wide).begin() as session:
        person = Person(created_at=AT)
        session.add(person)
        session.flush()
        recovery = second_factor.give(session, keys, person, secret=secret, at=AT)[0]
        person_id = person.id
    code = pyotp.TOTP(secret).at(AT)
    checks = at_once(wide, lambda session: second_factor.check(session, keys, session.get_one(Person, person_id), code=code, at=AT))
    assert checks.count(True) == 1
    with sessions_for(wide).begin() as session:
        session.execute(update(second_factor.Authenticator).values(attempts=0))
    uses = at_once(wide, lambda session: second_factor.recover(session, keys, session.get_one(Person, person_id), code=recovery, at=AT))
    assert uses.count(True) == 1
