"""Digests: what followers did not want at once, in one letter for each address and period (`app.follow` says how they are joined).

Exactly one, whatever happens: a letter's key names its address and period, and only what the letters that were written tell of is
taken off, in the same transaction. Who looks a second time, later or at the same moment, writes nothing; what arrives late for a
period whose digest is written waits for the next. After an absence what waited goes in one digest of the present period, and never
an empty one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    LargeBinary,
    Row,
    TableValuedAlias,
    Text,
    cast,
    delete,
    func,
    literal,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

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
Waiting = Row[tuple[int, int, str, datetime, int, bytes, str, Stage]]


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
    waiting = _waiting(session, frequency, period)
    digests = {}
    for digest in _by_address(keys, (item for item in waiting if item.stage is not Stage.HIDDEN)):
        key, hashed = key_of(keys, digest.address.hashed(keys), frequency, period)
        digests[key] = digest, _letter(keys, digest, key, hashed)
    # Nothing is written before this, since counting endorsements waits for whoever has begun to write.
    written = _put(session, [letter for _, letter in digests.values()], frequency, at)
    hidden = [item for item in waiting if item.stage is Stage.HIDDEN]
    _drop(session, [*hidden, *(item for key in written for item in digests[key][0].items)])
    return len(written)


def _waiting(session: Session, frequency: Frequency, period: datetime) -> list[Waiting]:
    """What waits for a period, newest first."""
    found = (
        select(*DigestItem.__table__.c, NoticeAddress.petition_id, NoticeAddress.address_sealed, NoticeAddress.language, Petition.stage)
        .join(NoticeAddress, NoticeAddress.id == DigestItem.follower_id)
        .join(Petition, Petition.id == NoticeAddress.petition_id)
        .where(DigestItem.at < period, NoticeAddress.frequency.in_(DUE[frequency]))
        .order_by(DigestItem.at.desc(), DigestItem.transition_id.desc())
    )
    return list(session.execute(found))


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
    rows = _table(letters, dict(zip(SEALED, TYPES, strict=True)))
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


def _drop(session: Session, items: list[Waiting]) -> None:
    if items:
        pairs = _table([(item.follower_id, item.transition_id) for item in items], {"follower": BigInteger, "transition": BigInteger})
        these = tuple_(DigestItem.follower_id, DigestItem.transition_id).in_(select(pairs.c.follower, pairs.c.transition))
        session.execute(delete(DigestItem).where(these).execution_options(synchronize_session=False))


def _table(rows: Sequence[tuple[object, ...]], columns: Mapping[str, type[TypeEngine[Any]]]) -> TableValuedAlias:
    """Rows as arrays, one for each column: a parameter for every value of thousands of rows takes seconds to be put together."""
    arrays: list[ColumnElement[Any]] = [
        cast(list(values), ARRAY(type_)) for values, type_ in zip(zip(*rows, strict=True), columns.values(), strict=True)
    ]
    return func.unnest(*arrays).table_valued(*columns).render_derived()
