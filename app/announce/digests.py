"""Digests: what followers did not want at once, in one letter for each address and period (`app.follow` says how they are joined).

Exactly one, whatever happens: what waits is taken off and the letters are written in one transaction, and a letter's key names its
address and period. Who looks a second time, later or at the same moment, finds nothing left; what arrives late for a period whose
digest is written waits for the next. After an absence what waited goes in one digest of the present period, and never an empty one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, LargeBinary, Row, Text, cast, delete, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Session

from app.accounts.addresses import Address
from app.accounts.models import Frequency
from app.follow import rules
from app.follow.models import DigestItem
from app.kernel import outbox
from app.kernel.outbox import ADDRESS, PRIVATE, Channel, Letter
from app.kernel.secrets import Keyring
from app.kernel.workdays import local_day
from app.petition.lifecycle import Stage
from app.petition.models import NoticeAddress, Petition

DIGEST = "digest"
# Who has changed to letters at once still hears of what waited.
DUE = {Frequency.DAILY: (Frequency.DAILY, Frequency.AT_ONCE), Frequency.WEEKLY: (Frequency.WEEKLY,)}

Sealed = tuple[str, bytes, bytes, str, bytes]
SEALED = ("key", "to_hash", "to_sealed", "language", "private_sealed")
TYPES = (Text, LargeBinary, LargeBinary, Text, LargeBinary)
Waiting = Row[tuple[int, int, str, datetime, int, bytes, str]]


@dataclass
class Digest:
    """What waits for one address, newest first, in the language of the newest."""

    address: Address
    language: str
    items: list[Waiting] = field(default_factory=list)


def write_all_due(session: Session, keys: Keyring, *, at: datetime) -> int:
    """Write the digests of the present periods that were not written yet; returns how many."""
    return sum(_write(session, keys, frequency, rules.last_period(frequency, at), at) for frequency in rules.DIGESTS)


def key_of(keys: Keyring, email_hash: bytes, frequency: Frequency, period: datetime) -> tuple[str, bytes]:
    """The key of an address's digest of a period, and the hash in it, which is another one in every period."""
    hashed = keys.keyed_hash(DIGEST, f"{frequency}:{local_day(period)}:{email_hash.hex()}")
    return f"{DIGEST}:{frequency}:{local_day(period)}:{hashed.hex()}", hashed


def cancel(session: Session, keys: Keyring, email_hash: bytes, *, at: datetime) -> None:
    """Take back an address's digests of the present periods that have not left."""
    present = [key_of(keys, email_hash, frequency, rules.last_period(frequency, at))[0] for frequency in rules.DIGESTS]
    outbox.cancel(session, Letter.key.in_(present), at=at)


def _write(session: Session, keys: Keyring, frequency: Frequency, period: datetime, at: datetime) -> int:
    digests = {}
    for digest in _by_address(keys, _take(session, frequency, period)):
        key, hashed = key_of(keys, digest.address.hashed(keys), frequency, period)
        digests[key] = digest, _letter(keys, digest, key, hashed)
    written = _put(session, [letter for _, letter in digests.values()], frequency, at)
    late = [item for key, (digest, _) in digests.items() if key not in written for item in digest.items]
    if late:
        session.execute(insert(DigestItem), [dict(zip(DigestItem.__table__.c.keys(), item[:4], strict=True)) for item in late])
    return len(written)


def _take(session: Session, frequency: Frequency, period: datetime) -> list[Waiting]:
    """Take off what waits for a period, newest first, without what was hidden meanwhile."""
    followers = select(NoticeAddress.id).where(NoticeAddress.frequency.in_(DUE[frequency]))
    row = delete(DigestItem).where(DigestItem.at < period, DigestItem.follower_id.in_(followers))
    taken = row.returning(*DigestItem.__table__.c).cte("taken")
    asked = (
        select(taken, NoticeAddress.petition_id, NoticeAddress.address_sealed, NoticeAddress.language)
        .join(NoticeAddress, NoticeAddress.id == taken.c.follower_id)
        .join(Petition, Petition.id == NoticeAddress.petition_id)
        .where(Petition.stage != Stage.HIDDEN)
        .order_by(taken.c.at.desc(), taken.c.transition_id.desc())
    )
    return list(session.execute(asked))


def _by_address(keys: Keyring, waiting: Iterable[Waiting]) -> Iterable[Digest]:
    opened: dict[int, str] = {}
    digests: dict[str, Digest] = {}
    for item in waiting:
        if item.follower_id not in opened:
            opened[item.follower_id] = keys.open(item.address_sealed, purpose=ADDRESS).decode()
        text = opened[item.follower_id]
        digests.setdefault(text, Digest(Address(Channel.EMAIL, text), item.language)).items.append(item)
    return digests.values()


def _letter(keys: Keyring, digest: Digest, key: str, hashed: bytes) -> Sealed:
    private = {"items": [[item.petition_id, item.transition_id, item.letter] for item in digest.items]}
    to = keys.seal(digest.address.text.encode(), purpose=ADDRESS)
    return key, hashed, to, digest.language, keys.seal(json.dumps(private).encode(), purpose=PRIVATE)


def _put(session: Session, letters: list[Sealed], frequency: Frequency, at: datetime) -> set[str]:
    """Write what has no letter of its key yet, however many, in one statement; returns the keys that were written."""
    if not letters:
        return set()
    # As columns of arrays: a statement with a parameter for every value of thousands of rows takes seconds to be put together.
    columns: list[ColumnElement[Any]] = [
        cast(list(column), ARRAY(type_)) for column, type_ in zip(zip(*letters, strict=True), TYPES, strict=True)
    ]
    rows = func.unnest(*columns).table_valued(*SEALED).render_derived()
    same = {
        "channel": literal(Channel.EMAIL.value),
        "name": literal(DIGEST),
        "params": cast({DIGEST: frequency}, JSONB),
        "urgent": literal(False),
        "created_at": literal(at),
        "next_try_at": literal(at),
    }
    row = insert(Letter).from_select([*SEALED, *same], select(*(rows.c[name] for name in SEALED), *same.values()))
    return set(session.scalars(row.on_conflict_do_nothing(index_elements=[Letter.key]).returning(Letter.key)))
