"""Letters about one petition switched off, and on again, by a signed link that works without signing in."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.announce.audience import address_hash
from app.announce.models import NoticeStop
from app.follow.models import DigestItem
from app.kernel import outbox
from app.kernel.errors import NotFound
from app.kernel.outbox import Letter
from app.kernel.secrets import Keyring, Unreadable
from app.petition.models import NoticeAddress, Petition

PURPOSE = "notices"


@dataclass(frozen=True)
class Subscription:
    """One address's letters about one petition."""

    petition: Petition
    address_hash: bytes
    stopped: bool


def token(keys: Keyring, *, petition_id: int, address_hash: bytes) -> str:
    """What the link in a letter carries; it neither expires nor tells the address."""
    return keys.sign([petition_id, base64.urlsafe_b64encode(address_hash).decode()], purpose=PURPOSE)


def find(session: Session, keys: Keyring, token: str) -> Subscription:
    """Whose letters a link is about. Raises NotFound for one that is not ours."""
    try:
        match keys.unsign(token, purpose=PURPOSE):
            case [int(petition_id), str(encoded)]:
                hashed = base64.urlsafe_b64decode(encoded)
            case _:
                raise NotFound
    except Unreadable:
        raise NotFound from None
    petition = session.get(Petition, petition_id)
    if petition is None:
        raise NotFound
    return Subscription(petition, hashed, session.get(NoticeStop, (petition_id, hashed)) is not None)


def of_person(session: Session, keys: Keyring, petition: Petition, person: Person) -> Subscription:
    """The person's own letters about a petition. Raises ValueError for a person without an address."""
    hashed = address_hash(keys, petition, person)
    return Subscription(petition, hashed, session.get(NoticeStop, (petition.id, hashed)) is not None)


def stop(session: Session, subscription: Subscription, *, at: datetime) -> None:
    """No more letters about this petition to this address; those that have not left are taken back."""
    petition_id, hashed = subscription.petition.id, subscription.address_hash
    row = insert(NoticeStop).values(petition_id=petition_id, address_hash=hashed, at=at)
    session.execute(row.on_conflict_do_nothing())
    _mark(session, subscription, at)
    session.execute(delete(DigestItem).where(DigestItem.follower_id.in_(_mine(subscription))))
    outbox.cancel(session, Letter.to_hash == hashed, Letter.params["petition"].as_integer() == petition_id, at=at)


def resume(session: Session, subscription: Subscription) -> None:
    """Letters from now on; what was missed is not sent again."""
    petition_id, hashed = subscription.petition.id, subscription.address_hash
    session.execute(delete(NoticeStop).where(NoticeStop.petition_id == petition_id, NoticeStop.address_hash == hashed))
    _mark(session, subscription, None)


def _mark(session: Session, subscription: Subscription, at: datetime | None) -> None:
    row = update(NoticeAddress).where(NoticeAddress.id.in_(_mine(subscription))).values(stopped_at=at)
    session.execute(row.execution_options(synchronize_session=False))


def _mine(subscription: Subscription) -> Select[int]:
    return select(NoticeAddress.id).where(
        NoticeAddress.petition_id == subscription.petition.id, NoticeAddress.address_hash == subscription.address_hash
    )
