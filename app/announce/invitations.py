"""Those whose lot was drawn are invited, each once, at the address that they gave for it (rule 16)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from app.accounts.addresses import Address
from app.announce import audience, rules
from app.announce.claims import AT_ONCE, claimed
from app.announce.models import NoticeStop
from app.kernel.outbox import ADDRESS, Channel, Letter
from app.kernel.secrets import Keyring
from app.meet import lots
from app.meet.models import Lot, LotState
from app.petition.models import Petition


def announce_seats(session: Session, keys: Keyring, *, at: datetime, limit: int = AT_ONCE) -> int:
    """Write to whoever has been drawn since, or follows somebody who declined; returns how many. Several may run side by side."""
    due = select(Lot).where(Lot.state == LotState.INVITED, Lot.told_at.is_(None)).order_by(Lot.id).options(joinedload(Lot.meeting))
    drawn = claimed(session, due, Lot, limit=limit)
    for lot in drawn:
        _invite(session, keys, lot, at=at)
        lot.told_at = at
    session.flush()
    return len(drawn)


def _invite(session: Session, keys: Keyring, lot: Lot, *, at: datetime) -> None:
    petition = session.get_one(Petition, lot.meeting.petition_id)
    address = lots.address_of(petition, lot, keys=keys)
    hashed = audience.beside(keys, petition, Address(Channel.EMAIL, address).hashed(keys))
    if session.get(NoticeStop, (petition.id, hashed)) is not None:
        return
    until = lot.reply_until.isoformat() if lot.reply_until else at.isoformat()
    row = insert(Letter).values(
        key=f"seat:{lot.id}:{hashed.hex()}", channel=Channel.EMAIL, to_hash=hashed, to_sealed=keys.seal(address.encode(), purpose=ADDRESS),
        language=lot.language, name=rules.SEAT, urgent=False, created_at=at, next_try_at=at,
        params={"petition": petition.id, "meeting": lot.meeting_id, "reply_until": until, "as": "reader"},
    )  # fmt: skip
    session.execute(row.on_conflict_do_nothing(index_elements=[Letter.key]))
