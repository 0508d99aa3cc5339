"""What a person follows, computed from the keys of all petitions, never stored; and how many follow a petition."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.kernel.secrets import Keyring
from app.petition import keys as petition_keys
from app.petition.lifecycle import Stage
from app.petition.models import NoticeAddress, NoticeKind, Petition

IS_FOLLOWER = NoticeAddress.kind == NoticeKind.FOLLOWER


def following(session: Session, petition: Petition, person: Person, *, keys: Keyring) -> NoticeAddress | None:
    """The person's row among the followers; nothing if they do not follow it, or its key is destroyed."""
    if petition.key_sealed is None or person.email_hash is None:
        return None
    hashed = petition_keys.address_hash(petition_keys.unwrap(keys, petition.key_sealed), person.email_hash)
    return session.scalar(select(NoticeAddress).where(IS_FOLLOWER, *_row(petition.id, hashed)))


def followed(session: Session, person: Person, *, keys: Keyring) -> list[tuple[Petition, NoticeAddress]]:
    """Every petition the person follows, the latest followed first."""
    if person.email_hash is None:
        return []
    rows = select(Petition, NoticeAddress).join(NoticeAddress, NoticeAddress.petition_id == Petition.id)
    mine = rows.where(of_address(session, person.email_hash, keys=keys), Petition.stage != Stage.HIDDEN)
    return [(petition, row) for petition, row in session.execute(mine.order_by(NoticeAddress.id.desc()))]


def of_address(session: Session, email_hash: bytes, *, keys: Keyring) -> ColumnElement[bool]:
    """The condition that finds an address among the followers of all petitions; `email_hash` is the account's."""
    petitions = session.execute(select(Petition.id, Petition.key_sealed).where(Petition.key_sealed.is_not(None)))
    pairs = [(id_, petition_keys.address_hash(petition_keys.unwrap(keys, sealed), email_hash)) for id_, sealed in petitions if sealed]
    return IS_FOLLOWER & tuple_(NoticeAddress.petition_id, NoticeAddress.address_hash).in_(pairs)


def followers(session: Session, petition: Petition) -> int | None:
    """How many follow it and want letters; nothing where they are so few that a cell would not show them either."""
    found = select(func.count()).where(IS_FOLLOWER, NoticeAddress.petition_id == petition.id, NoticeAddress.stopped_at.is_(None))
    count = session.scalar(found) or 0
    return count if count >= petition.policy.smallest_cell else None


def _row(petition_id: int, hashed: bytes) -> tuple[ColumnElement[bool], ...]:
    return NoticeAddress.petition_id == petition_id, NoticeAddress.address_hash == hashed
