"""Letters to be sent, e-mail and text messages alike: the queue of record, written in the transaction that causes them.

- `key` names the event and the address, and is unique: whoever puts the same letter twice has put it once.
- The address is sealed, and gone as soon as a letter is sent, has failed for good, or was cancelled; so is what is `private` in it.
- A claim lasts `LEASE`; what is not done by then is handed out again. Before sending, `take` locks the letter for as long as the
  transaction lives, so that a slow sender is never overtaken and a killed one is replaced at once.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Index,
    LargeBinary,
    String,
    Text,
    delete,
    func,
    literal,
    select,
    text,
    true,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.db import Base
from app.kernel.secrets import Keyring

ADDRESS = "notice"
"""The purpose under which every e-mail address and number is sealed, so that a row's sealed address can be copied into a letter."""
PRIVATE = "letter"
LEASE = timedelta(seconds=15)
BACK_OFF = timedelta(seconds=30)
BACK_OFF_URGENT = timedelta(seconds=2)
BACK_OFF_MAX = timedelta(hours=1)
ATTEMPTS_MAX = 80
"""With the back-off above this is three days, after which mail is given up (RFC 5321, 4.5.4.1)."""
HURRY = "letters hurry"
"""Marks a session that has written an urgent letter, so that whoever commits it may ring for it."""
LOCK = 0x6C6574
KEPT = timedelta(days=180)


class Channel(StrEnum):
    EMAIL = "email"
    SMS = "sms"


class Letter(Base):
    """One message to one address. `name` is its template, `params` what the template looks up, never a personal datum."""

    __tablename__ = "letter"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Text, unique=True)
    channel: Mapped[Channel]
    to_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    to_sealed: Mapped[bytes | None]
    language: Mapped[str] = mapped_column(String(24))
    name: Mapped[str] = mapped_column(String(40))
    params: Mapped[dict[str, Any]]
    private_sealed: Mapped[bytes | None]
    urgent: Mapped[bool]
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    send_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    handed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(Text, server_default="")

    __table_args__ = (
        CheckConstraint("num_nonnulls(sent_at, failed_at, cancelled_at) = (to_sealed IS NULL)::int", name="done_keeps_no_address"),
        CheckConstraint("to_sealed IS NOT NULL OR private_sealed IS NULL", name="done_keeps_nothing_private"),
        Index("ix_letter_unsent", "channel", "urgent", "next_try_at", postgresql_where=text("to_sealed IS NOT NULL")),
        # All letters of one event: their keys begin with its name, whatever the database's collation makes of a colon.
        Index("ix_letter_event", "key", postgresql_ops={"key": "text_pattern_ops"}),
        Index("ix_letter_failed", "failed_at", postgresql_where=text("failed_at IS NOT NULL")),
    )


@dataclass(frozen=True)
class Claim:
    """A letter handed to one sender, for the `attempt`-th time."""

    letter_id: int
    attempt: int


def put(
    session: Session,
    keys: Keyring,
    *,
    key: str,
    channel: Channel,
    to: str,
    language: str,
    name: str,
    params: dict[str, Any],
    at: datetime,
    private: dict[str, Any] | None = None,
    urgent: bool = False,
    send_from: datetime | None = None,
    send_until: datetime | None = None,
) -> bool:
    """Write a letter to leave at `send_from` (now, by default), unless one of this key exists; tells whether it was written.

    `private` is for what must not be stored in clear, such as a code. A letter not sent before `send_until` is given up.
    """
    row = insert(Letter).values(
        key=key,
        channel=channel,
        to_hash=keys.keyed_hash(channel, to),
        to_sealed=keys.seal(to.encode(), purpose=ADDRESS),
        language=language,
        name=name,
        params=params,
        private_sealed=keys.seal(json.dumps(private).encode(), purpose=PRIVATE) if private else None,
        urgent=urgent,
        created_at=at,
        next_try_at=send_from or at,
        send_until=send_until,
    )
    written = session.scalar(row.on_conflict_do_nothing(index_elements=[Letter.key]).returning(Letter.id)) is not None
    session.info[HURRY] = session.info.get(HURRY, False) or (written and urgent)
    return written


@dataclass(frozen=True)
class Progress:
    """How far the letters of one event are; those cancelled count nowhere."""

    sent: int
    waiting: int
    failed: int

    @property
    def total(self) -> int:
        return self.sent + self.waiting + self.failed


def progress(session: Session, event: str) -> Progress:
    """How far the letters are whose keys begin with the name of this event."""
    counts = select(func.count(Letter.sent_at), func.count(Letter.to_sealed), func.count(Letter.failed_at))
    sent, waiting, failed = session.execute(counts.where(Letter.key.startswith(f"{event}:", autoescape=True))).one()
    return Progress(sent, waiting, failed)


def events_under_way(session: Session) -> list[str]:
    """The names of the events of which letters still wait, oldest first."""
    event = func.regexp_replace(Letter.key, ":[^:]*$", "").label("event")
    rows = select(event).where(Letter.to_sealed.is_not(None), Letter.urgent.is_(False))
    return list(session.scalars(rows.group_by(event).order_by(func.min(Letter.id))))


def claim(session: Session, channel: Channel, *, limit: int, at: datetime, urgent: bool | None = None) -> list[Claim]:
    """Hand out up to `limit` letters that are due, urgent ones first; with `urgent` only those, or only others.

    Commit before sending any of them.
    """
    due = (
        select(Letter.id)
        .where(Letter.channel == channel, Letter.to_sealed.is_not(None), Letter.next_try_at <= at)
        .where(Letter.urgent.is_(urgent) if urgent is not None else true())
        .order_by(Letter.urgent.desc(), Letter.next_try_at, Letter.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
        .prefix_with("MATERIALIZED")
    )
    handed = (
        update(Letter)
        .where(Letter.id == due.c.id)
        .values(attempts=Letter.attempts + 1, handed_at=at, next_try_at=at + LEASE)
        .returning(Letter.id, Letter.attempts, Letter.urgent)
        .execution_options(synchronize_session=False)
    )
    rows = sorted(session.execute(handed), key=lambda row: (not row.urgent, row.id))
    return [Claim(row.id, row.attempts) for row in rows]


def take(session: Session, claim: Claim) -> Letter | None:
    """The claimed letter, locked until the transaction ends, or nothing if it is done or in other hands by now."""
    # An advisory lock, not a row lock: it takes no transaction id, so a slow relay does not hold back the counting of endorsements.
    if not session.scalar(select(func.pg_try_advisory_xact_lock(LOCK, literal(claim.letter_id % 2**31)))):
        return None
    mine = select(Letter).where(Letter.id == claim.letter_id, Letter.attempts == claim.attempt, Letter.to_sealed.is_not(None))
    return session.scalar(mine.execution_options(populate_existing=True))


def reference(letter: Letter) -> str:
    """The same for every try of one letter, different for any other; fit for a Message-ID, and tells nothing."""
    return f"{letter.id}.{sha256(letter.key.encode()).hexdigest()[:24]}"


def address(keys: Keyring, letter: Letter) -> str:
    """Where the letter goes. Raises `Unreadable`, also for a letter that is done."""
    return keys.open(letter.to_sealed or b"", purpose=ADDRESS).decode()


def private(keys: Keyring, letter: Letter) -> dict[str, Any]:
    """What `put` was given as private; empty if nothing."""
    if letter.private_sealed is None:
        return {}
    opened: dict[str, Any] = json.loads(keys.open(letter.private_sealed, purpose=PRIVATE))
    return opened


def sent(letter: Letter, *, at: datetime) -> None:
    letter.sent_at = at
    letter.last_error = ""
    _forget(letter)


def failed(letter: Letter, *, error: str, at: datetime) -> None:
    """Never try again. `error` is shown to staff: it must hold no address."""
    letter.failed_at = at
    letter.last_error = error
    _forget(letter)


def put_off(letter: Letter, *, error: str, at: datetime) -> None:
    """Try again later, each time after about twice as long; give up after `ATTEMPTS_MAX`."""
    letter.last_error = error
    letter.next_try_at = at + back_off(letter.attempts, urgent=letter.urgent)
    if letter.attempts >= ATTEMPTS_MAX:
        failed(letter, error=error, at=at)


def back_off(attempts: int, *, urgent: bool) -> timedelta:
    """How long to wait after so many attempts; spread by half to either side, so that letters put off together do not return together."""
    doublings: int = 2 ** min(attempts - 1, 20)
    base = BACK_OFF_URGENT if urgent else BACK_OFF
    return min(base * doublings, BACK_OFF_MAX) * random.uniform(0.5, 1.5)


def hand_back(session: Session, claims: Sequence[Claim], *, until: datetime, error: str) -> None:
    """Return untried letters, uncounted, to be handed out again after `until`."""
    mine = [(claim.letter_id, claim.attempt) for claim in claims]
    row = update(Letter).where(tuple_(Letter.id, Letter.attempts).in_(mine), Letter.to_sealed.is_not(None))
    untried = row.values(attempts=Letter.attempts - 1, next_try_at=until, last_error=error)
    session.execute(untried.execution_options(synchronize_session=False))


def cancel(session: Session, *these: ColumnElement[bool], at: datetime) -> None:
    """Take back letters that have not left."""
    row = update(Letter).where(Letter.to_sealed.is_not(None), *these)
    gone = row.values(cancelled_at=at, to_sealed=None, private_sealed=None)
    session.execute(gone.execution_options(synchronize_session=False))


def forget_old(session: Session, *, as_of: datetime) -> int:
    """Delete letters done long ago; returns how many."""
    ended = func.coalesce(Letter.sent_at, Letter.failed_at, Letter.cancelled_at)
    row = delete(Letter).where(Letter.to_sealed.is_(None), ended < as_of - KEPT).returning(Letter.id)
    return len(session.scalars(row.execution_options(synchronize_session=False)).all())


def _forget(letter: Letter) -> None:
    letter.to_sealed = None
    letter.private_sealed = None
