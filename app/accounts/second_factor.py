"""The second factor of those who serve: an authenticator's six digits (TOTP), or one of ten recovery codes.

The last step used is remembered, so that no code works twice, nor any older one (RFC 6238, 5.2); one step to either side is
accepted. Ten attempts in a day of failures, claimed before comparing; a success begins anew.

`at` here is the time on people's own clocks: it does not travel with the demonstration.
"""

from __future__ import annotations

import base64
import secrets
from datetime import datetime, timedelta

import pyotp
from sqlalchemy import ForeignKey, LargeBinary, SmallInteger, UniqueConstraint, case, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.accounts.models import Person
from app.kernel.db import Base
from app.kernel.errors import Conflict, TooMany
from app.kernel.secrets import Keyring

STEP = 30
STEPS_EITHER_SIDE = 1
ATTEMPTS = 10
ATTEMPTS_WITHIN = timedelta(days=1)
RECOVERY_CODES = 10
SEALED = "totp"
ISSUER = "Gongyi 共議"


class Authenticator(Base):
    """The secret a person's authenticator shares with the platform."""

    __tablename__ = "authenticator"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    secret_sealed: Mapped[bytes]
    enrolled_at: Mapped[datetime]
    last_step: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    attempts_from: Mapped[datetime]


class RecoveryCode(Base):
    """A code that replaces the authenticator once."""

    __tablename__ = "recovery_code"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    used_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("person_id", "code_hash"),)


def new_secret() -> str:
    """160 random bits in base 32, as authenticators take them."""
    return pyotp.random_base32(32)


def uri(secret: str, *, name: str) -> str:
    """What the QR code holds."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def is_enrolled(session: Session, person: Person) -> bool:
    return session.scalar(select(Authenticator.person_id).where(Authenticator.person_id == person.id)) is not None


def enrol(session: Session, keys: Keyring, person: Person, *, secret: str, code: str, at: datetime) -> list[str] | None:
    """Keep the secret once `code` shows that the authenticator has it; returns ten recovery codes, or nothing for a wrong code.

    Raises Conflict `second.enrolled` for whoever has one already.
    """
    step = _step_of(secret, code, at)
    if step is None:
        return None
    return give(session, keys, person, secret=secret, at=at, last_step=step)


def give(session: Session, keys: Keyring, person: Person, *, secret: str, at: datetime, last_step: int = 0) -> list[str]:
    """Keep a secret that the person's authenticator is known to have; returns ten recovery codes. Raises Conflict `second.enrolled`."""
    row = insert(Authenticator).values(
        person_id=person.id,
        secret_sealed=keys.seal(secret.encode(), purpose=SEALED),
        enrolled_at=at,
        last_step=last_step,
        attempts=0,
        attempts_from=at,
    )
    if session.scalar(row.on_conflict_do_nothing().returning(Authenticator.person_id)) is None:
        raise Conflict("second.enrolled")
    return _new_recovery_codes(session, keys, person)


def check(session: Session, keys: Keyring, person: Person, *, code: str, at: datetime) -> bool:
    """Is this the authenticator's present code, used for the first time? Raises TooMany `second.attempts`."""
    sealed = _claim(session, person, at=at)
    step = None if sealed is None else _step_of(keys.open(sealed, purpose=SEALED).decode(), code, at)
    if step is None:
        return False
    mine = update(Authenticator).where(Authenticator.person_id == person.id, Authenticator.last_step < step)
    used = mine.values(last_step=step, attempts=0).returning(Authenticator.person_id)
    return session.scalar(used.execution_options(synchronize_session=False)) is not None


def recover(session: Session, keys: Keyring, person: Person, *, code: str, at: datetime) -> bool:
    """Is this a recovery code that was not used yet? It is used now. Raises TooMany `second.attempts`."""
    if _claim(session, person, at=at) is None:
        return False
    mine = update(RecoveryCode).where(
        RecoveryCode.person_id == person.id, RecoveryCode.code_hash == _hash(keys, person, code), RecoveryCode.used_at.is_(None)
    )
    used = session.scalar(mine.values(used_at=at).returning(RecoveryCode.id).execution_options(synchronize_session=False))
    if used is not None:
        done = update(Authenticator).where(Authenticator.person_id == person.id).values(attempts=0)
        session.execute(done.execution_options(synchronize_session=False))
    return used is not None


def recovery_codes_left(session: Session, person: Person) -> int:
    left = select(RecoveryCode.id).where(RecoveryCode.person_id == person.id, RecoveryCode.used_at.is_(None))
    return len(session.scalars(left).all())


def remove(session: Session, person: Person) -> None:
    """Forget the authenticator and the recovery codes, so that the person enrols anew."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    session.execute(delete(Authenticator).where(Authenticator.person_id == person.id))


def _claim(session: Session, person: Person, *, at: datetime) -> bytes | None:
    """Count an attempt; the sealed secret, or nothing if the person has no authenticator."""
    over = Authenticator.attempts_from <= at - ATTEMPTS_WITHIN
    row = update(Authenticator).where(Authenticator.person_id == person.id, or_(Authenticator.attempts < ATTEMPTS, over))
    # A window of attempts begins with its first failure.
    fresh = or_(over, Authenticator.attempts == 0)
    counted = row.values(
        attempts=case((fresh, 1), else_=Authenticator.attempts + 1), attempts_from=case((fresh, at), else_=Authenticator.attempts_from)
    )
    sealed = session.scalar(counted.returning(Authenticator.secret_sealed).execution_options(synchronize_session=False))
    if sealed is None:
        since = session.scalar(select(Authenticator.attempts_from).where(Authenticator.person_id == person.id))
        if since is not None:
            raise TooMany("second.attempts", retry_after=max(1, round((since + ATTEMPTS_WITHIN - at).total_seconds())))
    return sealed


def _step_of(secret: str, code: str, at: datetime) -> int | None:
    typed = "".join(str(int(character)) for character in code if character.isdecimal())
    now = int(at.timestamp()) // STEP
    found = None
    for step in range(now - STEPS_EITHER_SIDE, now + STEPS_EITHER_SIDE + 1):
        if pyotp.utils.strings_equal(typed, pyotp.TOTP(secret).generate_otp(step)):
            found = step
    return found


def _new_recovery_codes(session: Session, keys: Keyring, person: Person) -> list[str]:
    codes = [base64.b32encode(secrets.token_bytes(10)).decode().lower() for _ in range(RECOVERY_CODES)]
    session.execute(insert(RecoveryCode), [{"person_id": person.id, "code_hash": _hash(keys, person, code)} for code in codes])
    return ["-".join(code[start : start + 4] for start in range(0, 16, 4)) for code in codes]


def _hash(keys: Keyring, person: Person, code: str) -> bytes:
    plain = "".join(character for character in code.casefold() if character.isalnum())
    return keys.keyed_hash("recovery", f"{person.id}:{plain}")
