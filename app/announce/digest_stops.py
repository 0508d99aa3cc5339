"""Digests switched off as a whole, and on again, by a link that works without signing in."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.addresses import Address
from app.announce import digests
from app.follow import actions
from app.kernel.errors import NotFound
from app.kernel.outbox import Channel
from app.kernel.secrets import Keyring, Unreadable
from app.petition.models import NoticeAddress

PURPOSE = "digests"


@dataclass(frozen=True)
class Subscription:
    """One address's digests: those of what it follows now."""

    email_hash: bytes
    stopped: bool


def token(keys: Keyring, address: str) -> str:
    """What the link in a digest carries: the hash of the address, sealed, since it is the account's own; it does not expire."""
    hashed = Address(Channel.EMAIL, address).hashed(keys)
    return urlsafe_b64encode(keys.seal(hashed, purpose=PURPOSE)).decode().rstrip("=")


def find(session: Session, keys: Keyring, token: str) -> Subscription:
    """Whose digests a link is about. Raises NotFound for one that is not ours."""
    try:
        email_hash = keys.open(urlsafe_b64decode(token + "=" * (-len(token) % 4)), purpose=PURPOSE)
    except (Unreadable, Error, ValueError):
        raise NotFound from None
    mine = actions.digested(session, email_hash, keys=keys)
    wanted = session.scalar(select(func.count()).where(mine, NoticeAddress.stopped_at.is_(None)))
    return Subscription(email_hash, stopped=not wanted)


def stop(session: Session, keys: Keyring, subscription: Subscription, *, at: datetime) -> None:
    """No more digests about what is followed now; those that have not left are taken back."""
    actions.stop_digests(session, subscription.email_hash, keys=keys, at=at)
    digests.cancel(session, keys, subscription.email_hash, at=at)


def resume(session: Session, keys: Keyring, subscription: Subscription) -> None:
    """Digests from now on."""
    actions.resume_digests(session, subscription.email_hash, keys=keys)
