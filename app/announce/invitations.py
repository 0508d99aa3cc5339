"""Who was in a draw is told of it, at the address that they gave for it: invited, or waiting for somebody to decline (rule 16)."""

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

LETTERS = {LotState.INVITED: rules.SEAT, LotState.SIGNED_UP: rules.SEAT_WAITING}


def announce_seats(session: Session, keys: Keyring, *, at: datetime, limit: int = AT_ONCE) -> int:
    """Write to whoever was in a draw since, or follows somebody who declined; returns how many. Several may run side by side."""
    due = select(Lot).where(Lot.rank > 0, Lot.told_at.is_(None), Lot.state.in_(LETTERS))
    drawn = claimed(session, due.order_by(Lot.id).options(joinedload(Lot.meeting)), Lot, limit=limit)
    for lot in drawn:
        if lots.is_ahead(lot.meeting, at=at):
            _write(session, keys, lot, at=at)
        lot.told_at = at
    session.flush()
    return len(drawn)


def _write(session: Session, keys: Keyring, lot: Lot, *, at: datetime) -> None:
    petition, name = session.get_one(Petition, lot.meeting.petition_id), LETTERS[lot.state]
    address = lots.address_of(petition, lot, keys=keys)
    hashed = audience.beside(keys, petition, Address(Channel.EMAIL, address).hashed(keys))
    if session.get(NoticeStop, (petition.id, hashed)) is not None:
        return
    until = {"reply_until": (lot.reply_until or at).isoformat()} if lot.state is LotState.INVITED else {}
    sealed = keys.seal(address.encode(), purpose=ADDRESS)
    row = insert(Letter).values(
        key=f"{name}:{lot.id}:{hashed.hex()}", channel=Channel.EMAIL, to_hash=hashed, to_sealed=sealed,
        language=lot.language, name=name, urgent=False, created_at=at, next_try_at=at,
        params={"petition": petition.id, "meeting": lot.meeting_id, "as": "reader", **until},
    )  # fmt: skip
    session.execute(row.on_conflict_do_nothing(index_elements=[Letter.key]))
