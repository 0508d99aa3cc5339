"""Each petition has a key of its own, wrapped by the master key that lives outside the database; with it its nullifiers die."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.kernel.secrets import Keyring, keyed_hash, new_key
from app.kernel.workdays import local_day
from app.petition.deadlines import months_after
from app.petition.models import NoticeAddress, Petition

PURPOSE = "petition-key"


def make(keys: Keyring) -> bytes:
    """A new key, wrapped."""
    return keys.seal(new_key(), purpose=PURPOSE)


def unwrap(keys: Keyring, sealed: bytes) -> bytes:
    """The key of a petition. Raises `Unreadable`."""
    return keys.open(sealed, purpose=PURPOSE)


def address_hash(key: bytes, email_hash: bytes) -> bytes:
    """What stands for an e-mail address beside the petition of this key, 32 bytes; `email_hash` is the account's."""
    return keyed_hash(key, b"address\0" + email_hash)


def destroy_all_due(session: Session, *, as_of: datetime) -> int:
    """Destroy the keys and notice addresses of petitions closed some months ago. Returns how many."""
    closed = select(Petition).where(Petition.closed_at < as_of - timedelta(days=28), Petition.key_sealed.is_not(None))
    due = [petition.id for petition in session.scalars(closed.with_for_update(skip_locked=True)) if _is_due(petition, as_of)]
    session.execute(update(Petition).where(Petition.id.in_(due)).values(key_sealed=None))
    session.execute(delete(NoticeAddress).where(NoticeAddress.petition_id.in_(due)))
    return len(due)


def _is_due(petition: Petition, as_of: datetime) -> bool:
    return petition.closed_at is not None and local_day(as_of) > months_after(local_day(petition.closed_at), petition.policy.key_months)
