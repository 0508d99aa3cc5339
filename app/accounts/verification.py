"""Codes that prove an e-mail address or a mobile number.

- Six digits, good for ten minutes and for one use; one live code per purpose and address.
- Five attempts per code and ten a day per number, claimed before the code is compared.
- Three sends an hour and six a day per address. A code that was used gives its place back, except on a phone, where each costs.
- The code itself is never stored: it is the HOTP of a secret that is sealed.

Everything about one address happens in turn (an advisory lock on its hash, until the transaction ends), so the counts are true
under any concurrency, and whoever proves an address may look for its owner and make one without a race.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

import pyotp
from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.accounts.addresses import Address
from app.accounts.challenges import Challenge, Purpose
from app.kernel import outbox
from app.kernel.errors import NotFound, TooMany
from app.kernel.outbox import Channel
from app.kernel.secrets import Keyring

LIFE = timedelta(minutes=10)
ATTEMPTS = 5
ATTEMPTS_A_DAY = 10
SENDS = ((timedelta(hours=1), 3), (timedelta(days=1), 6))
KEPT = timedelta(days=2)
SEALED = "challenge"


class Outcome(StrEnum):
    PROVED = "proved"
    WRONG = "wrong"
    SPENT = "spent"
    TOO_MANY = "too_many"


@dataclass(frozen=True)
class Verdict:
    """What came of an attempt; `left` is how many more this code allows."""

    outcome: Outcome
    left: int = 0

    @property
    def proved(self) -> bool:
        return self.outcome is Outcome.PROVED


def send(
    session: Session,
    keys: Keyring,
    address: Address,
    *,
    purpose: Purpose,
    language: str,
    at: datetime,
    person_id: int | None = None,
    petition: str | None = None,
) -> int:
    """Send a new code, which replaces the last one of this purpose; returns the challenge's id. Raises TooMany `code.sends`.

    `petition` is the number of the petition the person came to endorse; an e-mail leads back to it.
    """
    hashed = address.hashed(keys)
    _alone(session, hashed)
    _take_a_place(session, hashed, at=at)
    _replace(session, hashed, purpose, at=at)
    challenge = Challenge(
        channel=address.channel,
        address_hash=hashed,
        purpose=purpose,
        person_id=person_id,
        secret_sealed=keys.seal(pyotp.random_base32(32).encode(), purpose=SEALED),
        created_at=at,
        expires_at=at + LIFE,
    )
    session.add(challenge)
    session.flush()
    outbox.put(
        session,
        keys,
        key=f"code:{challenge.id}",
        channel=address.channel,
        to=address.text,
        language=language,
        name="code",
        params={"challenge": challenge.id, "purpose": purpose, "petition": petition},
        at=at,
        urgent=True,
        send_until=challenge.expires_at,
    )
    return challenge.id


def code_of(session: Session, keys: Keyring, challenge_id: int) -> str:
    """The six digits, for the letter that carries them. Raises NotFound once the challenge is forgotten."""
    sealed = session.scalar(select(Challenge.secret_sealed).where(Challenge.id == challenge_id))
    if sealed is None:
        raise NotFound("code.forgotten")
    return _code(keys, sealed)


def verify(session: Session, keys: Keyring, challenge_id: int, *, code: str, at: datetime, person_id: int | None = None) -> Verdict:
    """Compare `code`, having counted the attempt. Never raises for a wrong code, so that the count is committed with the answer."""
    hashed = session.scalar(select(Challenge.address_hash).where(Challenge.id == challenge_id, _of(person_id)))
    if hashed is None:
        return Verdict(Outcome.SPENT)
    _alone(session, hashed)
    claimed = _claim(session, challenge_id, at=at)
    if claimed is None:
        return Verdict(Outcome.TOO_MANY if _attempts_today(session, hashed, at=at) >= ATTEMPTS_A_DAY else Outcome.SPENT)
    sealed, attempts = claimed
    if not pyotp.utils.strings_equal(_digits(code), _code(keys, sealed)):
        return Verdict(Outcome.WRONG, ATTEMPTS - attempts)
    return Verdict(Outcome.PROVED if _use(session, challenge_id, at=at) else Outcome.SPENT)


def forget_old(session: Session, *, as_of: datetime) -> int:
    """Delete challenges that no limit looks at any more; returns how many."""
    gone = session.scalars(delete(Challenge).where(Challenge.created_at < as_of - KEPT).returning(Challenge.id))
    return len(gone.all())


def _alone(session: Session, hashed: bytes) -> None:
    session.execute(select(func.pg_advisory_xact_lock(int.from_bytes(hashed[:8], "big", signed=True))))


def _take_a_place(session: Session, hashed: bytes, *, at: datetime) -> None:
    counts = or_(Challenge.channel == Channel.SMS, Challenge.used_at.is_(None))
    recent = select(Challenge.created_at).where(Challenge.address_hash == hashed, _within(Challenge.created_at, SENDS[-1][0], at), counts)
    moments = session.scalars(recent.order_by(Challenge.created_at.desc())).all()
    for window, times in SENDS:
        inside = [moment for moment in moments if moment > at - window]
        if len(inside) >= times:
            raise TooMany("code.sends", retry_after=ceil((inside[times - 1] + window - at).total_seconds()))


def _replace(session: Session, hashed: bytes, purpose: Purpose, *, at: datetime) -> None:
    live = (Challenge.address_hash == hashed, Challenge.purpose == purpose, Challenge.used_at.is_(None), Challenge.replaced_at.is_(None))
    session.execute(update(Challenge).where(*live).values(replaced_at=at).execution_options(synchronize_session=False))


def _claim(session: Session, challenge_id: int, *, at: datetime) -> tuple[bytes, int] | None:
    other = aliased(Challenge)
    today = select(func.coalesce(func.sum(other.attempts), 0)).where(
        other.address_hash == Challenge.address_hash, _within(other.created_at, timedelta(days=1), at)
    )
    claim = update(Challenge).where(
        Challenge.id == challenge_id,
        Challenge.attempts < ATTEMPTS,
        Challenge.used_at.is_(None),
        Challenge.replaced_at.is_(None),
        Challenge.expires_at > at,
        or_(Challenge.channel == Channel.EMAIL, today.correlate(Challenge).scalar_subquery() < ATTEMPTS_A_DAY),
    )
    returned = claim.values(attempts=Challenge.attempts + 1).returning(Challenge.secret_sealed, Challenge.attempts)
    row = session.execute(returned.execution_options(synchronize_session=False)).first()
    return None if row is None else (row.secret_sealed, row.attempts)


def _use(session: Session, challenge_id: int, *, at: datetime) -> bool:
    use = update(Challenge).where(Challenge.id == challenge_id, Challenge.used_at.is_(None)).values(used_at=at)
    return session.scalar(use.returning(Challenge.id).execution_options(synchronize_session=False)) is not None


def _attempts_today(session: Session, hashed: bytes, *, at: datetime) -> int:
    tried = select(func.coalesce(func.sum(Challenge.attempts), 0)).where(
        Challenge.address_hash == hashed, Challenge.channel == Channel.SMS, _within(Challenge.created_at, timedelta(days=1), at)
    )
    return session.scalars(tried).one()


def _within(moment: InstrumentedAttribute[datetime], window: timedelta, at: datetime) -> ColumnElement[bool]:
    # Bounded above as well: when the demonstration's clock has come back, what was sent in its future does not count.
    return moment.between(at - window, at + LIFE)


def _of(person_id: int | None) -> ColumnElement[bool]:
    return Challenge.person_id.is_(None) if person_id is None else Challenge.person_id == person_id


def _code(keys: Keyring, sealed: bytes) -> str:
    return pyotp.HOTP(keys.open(sealed, purpose=SEALED).decode()).at(0)


def _digits(typed: str) -> str:
    """Full-width digits, spaces and dashes are usual when a code is copied."""
    return "".join(str(int(character)) for character in typed if character.isdecimal())
