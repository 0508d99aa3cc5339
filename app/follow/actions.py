"""Follow, change how often, and stop. Each is one statement; following twice is following once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.accounts.models import Frequency, Person
from app.follow import queries
from app.follow.models import DigestItem
from app.follow.rules import DIGESTS
from app.kernel.errors import Conflict, NotAllowed
from app.kernel.outbox import ADDRESS
from app.kernel.secrets import Keyring
from app.petition import keys as petition_keys
from app.petition.models import NoticeAddress, NoticeKind, Petition


def follow(session: Session, petition: Petition, *, person: Person, frequency: Frequency, keys: Keyring) -> None:
    """Write to the person about this petition so often, also if they had stopped it.

    Raises NotAllowed `follow.no_email`, Conflict `follow.over` once the petition's key is destroyed.
    """
    if person.email_hash is None or person.email_sealed is None:
        raise NotAllowed("follow.no_email")
    if petition.key_sealed is None:
        raise Conflict("follow.over")
    row = insert(NoticeAddress).values(
        petition_id=petition.id,
        kind=NoticeKind.FOLLOWER,
        address_hash=petition_keys.address_hash(petition_keys.unwrap(keys, petition.key_sealed), person.email_hash),
        # Sealed anew: a copy of the account's own ciphertext would tell who follows.
        address_sealed=keys.seal(keys.open(person.email_sealed, purpose=ADDRESS), purpose=ADDRESS),
        language=person.language,
        frequency=frequency,
    )
    given = {"language": row.excluded.language, "frequency": row.excluded.frequency, "stopped_at": None}
    unique = (NoticeAddress.petition_id, NoticeAddress.address_hash, NoticeAddress.kind)
    session.execute(row.on_conflict_do_update(index_elements=unique, set_=given))


def unfollow(session: Session, petition: Petition, *, person: Person, keys: Keyring) -> None:
    """Write no more, and forget what waited for a digest. Raises Conflict `follow.not_following`."""
    mine = queries.following(session, petition, person, keys=keys)
    gone = None if mine is None else session.scalar(delete(NoticeAddress).where(NoticeAddress.id == mine.id).returning(NoticeAddress.id))
    if gone is None:
        raise Conflict("follow.not_following")


def prefer(session: Session, person: Person, *, frequency: Frequency, everywhere: bool, keys: Keyring) -> None:
    """Follow at this frequency from now on; `everywhere` also what is followed already."""
    person.follow_frequency = frequency
    session.flush()
    if everywhere and person.email_hash is not None:
        _change(session, queries.of_address(session, person.email_hash, keys=keys), frequency=frequency)


def speak(session: Session, person: Person, *, keys: Keyring) -> None:
    """Write about what is followed in the language the person now prefers."""
    if person.email_hash is not None:
        _change(session, queries.of_address(session, person.email_hash, keys=keys), language=person.language)


def stop_digests(session: Session, email_hash: bytes, *, keys: Keyring, at: datetime) -> None:
    """Write no digest to this address about anything it follows now, and forget what waits."""
    mine = digested(session, email_hash, keys=keys)
    session.execute(delete(DigestItem).where(DigestItem.follower_id.in_(select(NoticeAddress.id).where(mine))))
    _change(session, mine & NoticeAddress.stopped_at.is_(None), stopped_at=at)


def resume_digests(session: Session, email_hash: bytes, *, keys: Keyring) -> None:
    """Digests from now on; what was missed is not sent again."""
    _change(session, digested(session, email_hash, keys=keys), stopped_at=None)


def digested(session: Session, email_hash: bytes, *, keys: Keyring) -> ColumnElement[bool]:
    """The condition that finds what an address follows by digest."""
    return queries.of_address(session, email_hash, keys=keys) & NoticeAddress.frequency.in_(DIGESTS)


def _change(session: Session, mine: ColumnElement[bool], **values: object) -> None:
    session.execute(update(NoticeAddress).where(mine).values(**values).execution_options(synchronize_session=False))
