"""The ledger into letters: each row once, all its letters in the transaction that marks it announced."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.announce import audience, mailings, rules
from app.announce.alerts import Alert
from app.announce.audience import Event
from app.announce.claims import AT_ONCE, claimed
from app.announce.rules import Audience
from app.kernel.secrets import Keyring
from app.petition.models import Petition, Transition
from app.respond.models import Message


def announce_due(session: Session, keys: Keyring, *, at: datetime, limit: int = AT_ONCE) -> int:
    """Write the letters of moves whose hold is over, oldest first; returns how many moves. Several may run side by side.

    A move recalled in its hold is marked announced by the recall, and so never seen here.
    """
    due = select(Transition).where(Transition.announced_at.is_(None), Transition.announce_from <= at)
    moved = claimed(session, due.order_by(Transition.announce_from, Transition.id), Transition, limit=limit)
    for transition in moved:
        _announce(session, keys, transition, at=at)
    session.flush()
    return len(moved)


def announce_messages(session: Session, keys: Keyring, *, at: datetime, limit: int = AT_ONCE) -> int:
    """Write to whoever a new message between agency and proposer is for; returns how many messages."""
    due = select(Message).where(Message.announced_at.is_(None), Message.at <= at)
    written = claimed(session, due.order_by(Message.at, Message.id), Message, limit=limit)
    for message in written:
        petition = session.get_one(Petition, message.petition_id)
        to = Audience.PROPOSER if message.role is Role.OFFICER else Audience.AGENCIES
        event = Event(f"message:{message.id}", petition, {"petition": petition.id, "message": message.id}, at)
        audience.write(session, keys, event, letter=rules.MESSAGE, to=(to,))
        message.announced_at = at
    session.flush()
    return len(written)


def _announce(session: Session, keys: Keyring, transition: Transition, *, at: datetime) -> None:
    petition = session.get_one(Petition, transition.petition_id)
    params = {"petition": petition.id, "transition": transition.id}
    event = Event(mailings.event_of(transition), petition, params, at, tell=tuple(transition.facts.get("tell", ())))
    for notice in rules.notices(petition, transition):
        alert = Alert.EARLY if notice.letter in rules.EARLY_WARNINGS else None
        audience.write(session, keys, event, letter=notice.letter, to=notice.to, alert=alert)
    transition.announced_at = at
