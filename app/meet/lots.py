"""Sign up for the draw, be drawn, accept or decline; a seat that is declined or not answered goes to the next in the order drawn."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.endorse import queries as ballots
from app.kernel.errors import Conflict, Invalid, NotAllowed, Problem
from app.kernel.outbox import ADDRESS
from app.kernel.secrets import Keyring, keyed_hash
from app.meet.models import Lot, LotState, Meeting
from app.meet.rules import NAME_MAX
from app.petition import keys as petition_keys
from app.petition import personal
from app.petition.models import Petition

SEALED = "lot"
NOTHING_SAID = {"name": "", "may_name": False, "may_record": False}
SIGN_UP = (Meeting.drawn_at.is_(None), Meeting.called_off_at.is_(None), Meeting.recorded_at.is_(None))


def sign_up(session: Session, petition: Petition, meeting: Meeting, *, by: Person, keys: Keyring, at: datetime) -> None:
    """Take part in the draw. Raises NotAllowed `lot.not_endorsed`, Conflict `lot.closed`, `lot.already`."""
    if not _has_endorsed(session, petition, by, keys) or by.email_sealed is None:
        raise NotAllowed("lot.not_endorsed")
    # Shared with other sign-ups, but not with the draw: whoever is let in here is in the list that it sorts.
    is_open = select(Meeting.id).where(Meeting.id == meeting.id, Meeting.sign_up_until > at, *SIGN_UP)
    if session.scalar(is_open.with_for_update(read=True)) is None:
        raise Conflict("lot.closed")
    key = _key(petition, keys)
    row = insert(Lot).values(
        meeting_id=meeting.id,
        nullifier=_nullifier(key, meeting, by),
        address_sealed=_own(key).seal(keys.open(by.email_sealed, purpose=ADDRESS), purpose=SEALED),
        language=by.language,
        state=LotState.SIGNED_UP,
    )
    if session.scalar(row.on_conflict_do_nothing().returning(Lot.id)) is None:
        raise Conflict("lot.already")


def step_back(session: Session, petition: Petition, meeting: Meeting, *, by: Person, keys: Keyring, at: datetime) -> None:
    """Out of the draw again, and forgotten. Raises Conflict `lot.closed`, `lot.none`."""
    is_open = select(Meeting.id).where(Meeting.id == meeting.id, Meeting.sign_up_until > at, *SIGN_UP)
    if session.scalar(is_open.with_for_update(read=True)) is None:
        raise Conflict("lot.closed")
    mine = Lot.meeting_id == meeting.id, Lot.nullifier == _nullifier(_key(petition, keys), meeting, by), Lot.rank.is_(None)
    if session.scalar(delete(Lot).where(*mine).returning(Lot.id)) is None:
        raise Conflict("lot.none")


def accept(
    session: Session, petition: Petition, meeting: Meeting, *, by: Person, keys: Keyring, at: datetime,
    name: str = "", may_name: bool = False, may_record: bool = False,
) -> None:  # fmt: skip
    """Take the seat, or change what was said when taking it.

    Raises Invalid, Conflict `lot.not_invited`, `lot.late`, NotAllowed `lot.not_endorsed` where the endorsement stands no longer.
    """
    name = name.strip()
    if may_name and not name:
        raise Invalid([Problem("name", "text.missing")])
    if len(name) > NAME_MAX:
        raise Invalid([Problem("name", "text.long", {"most": NAME_MAX, "count": len(name)})])
    if personal.findings(name):
        raise Invalid([Problem("name", "lot.personal_data")])
    mine = lot_of(session, petition, meeting, by, keys=keys)
    if mine is not None and mine.rank != 0 and not _has_endorsed(session, petition, by, keys):
        raise NotAllowed("lot.not_endorsed")
    _decide(session, petition, meeting, by, keys, at, state=LotState.ACCEPTED, name=name, may_name=may_name, may_record=may_record)


def decline(session: Session, petition: Petition, meeting: Meeting, *, by: Person, keys: Keyring, at: datetime) -> None:
    """Leave the seat to the next. Raises Conflict `lot.not_invited`, `lot.late`."""
    _decide(session, petition, meeting, by, keys, at, state=LotState.DECLINED, **NOTHING_SAID)
    pass_on(session, petition, meeting, at=at)


def leave(session: Session, petition: Petition, *, by: Person, keys: Keyring, at: datetime) -> None:
    """Out of every draw of the petition and every seat drawn: for who takes the endorsement back. The proposer's own seat stays."""
    if petition.key_sealed is None:
        return
    called = select(Meeting).where(Meeting.petition_id == petition.id, Meeting.seats > 0, Meeting.recorded_at.is_(None))
    # The draw waits, so that whoever leaves is either in its list or not.
    for meeting in session.scalars(called.order_by(Meeting.id).with_for_update()).all():
        mine = Lot.meeting_id == meeting.id, Lot.nullifier == _nullifier(_key(petition, keys), meeting, by)
        session.execute(delete(Lot).where(*mine, Lot.rank.is_(None)))
        seat = update(Lot).where(*mine, Lot.rank > 0, Lot.state.in_((LotState.SIGNED_UP, LotState.INVITED, LotState.ACCEPTED)))
        session.execute(seat.values(state=LotState.DECLINED, **NOTHING_SAID).execution_options(synchronize_session=False))
        pass_on(session, petition, meeting, at=at)


def lot_of(session: Session, petition: Petition, meeting: Meeting, person: Person, *, keys: Keyring) -> Lot | None:
    """The person's own: computed for themselves alone."""
    if petition.key_sealed is None:
        return None
    mine = Lot.meeting_id == meeting.id, Lot.nullifier == _nullifier(_key(petition, keys), meeting, person)
    return session.scalar(select(Lot).where(*mine).execution_options(populate_existing=True))


def address_of(petition: Petition, lot: Lot, *, keys: Keyring) -> str:
    """Where an invitation goes. Raises Unreadable."""
    return _own(_key(petition, keys)).open(lot.address_sealed or b"", purpose=SEALED).decode()


def invite_proposer(session: Session, petition: Petition, meeting: Meeting, *, keys: Keyring, at: datetime) -> None:
    """A seat without a draw; the letter that tells of the meeting is the invitation."""
    if petition.key_sealed is None or meeting.starts_at is None:
        return
    proposer = session.get_one(Person, petition.proposer_id)
    lot = Lot(
        meeting_id=meeting.id, nullifier=_nullifier(_key(petition, keys), meeting, proposer), language=proposer.language, rank=0,
        state=LotState.INVITED, told_at=at,
    )  # fmt: skip
    session.add(lot)
    session.flush()


def invited(meeting: Meeting, petition: Petition, at: datetime) -> dict[str, object]:
    """What becomes of a lot whose turn it is: told of it, with some days to answer, and never past the beginning."""
    until = at + timedelta(days=petition.policy.seat_days)
    return {"state": LotState.INVITED, "told_at": None, "reply_until": min(until, meeting.starts_at) if meeting.starts_at else until}


def is_ahead(meeting: Meeting, *, at: datetime) -> bool:
    """Will it be held?"""
    return meeting.called_off_at is None and meeting.starts_at is not None and meeting.starts_at > at


def pass_on(session: Session, petition: Petition, meeting: Meeting, *, at: datetime) -> None:
    """Fill seats that are free with the next in order, while the meeting lies ahead."""
    # The row's lock makes two who decline at once each call another.
    session.execute(select(Meeting.id).where(Meeting.id == meeting.id).with_for_update())
    if not is_ahead(meeting, at=at):
        return
    drawn = Lot.meeting_id == meeting.id, Lot.rank > 0
    taken = select(Lot.id).where(*drawn, Lot.state.in_((LotState.INVITED, LotState.ACCEPTED)))
    free = meeting.seats - len(session.scalars(taken).all())
    if free <= 0:
        return
    waiting = select(Lot.id).where(*drawn, Lot.state == LotState.SIGNED_UP).order_by(Lot.rank).limit(free)
    row = update(Lot).where(Lot.id.in_(session.scalars(waiting).all())).values(**invited(meeting, petition, at))
    session.execute(row.execution_options(synchronize_session=False))


def _decide(session: Session, petition: Petition, meeting: Meeting, by: Person, keys: Keyring, at: datetime, **values: object) -> None:
    if not is_ahead(meeting, at=at):
        raise Conflict("lot.late")
    mine = Lot.meeting_id == meeting.id, Lot.nullifier == _nullifier(_key(petition, keys), meeting, by)
    in_time = (Lot.state == LotState.ACCEPTED) | (Lot.reply_until.is_(None)) | (Lot.reply_until > at)
    asked = update(Lot).where(*mine, Lot.state.in_((LotState.INVITED, LotState.ACCEPTED)), in_time).values(**values).returning(Lot.id)
    if session.scalar(asked.execution_options(synchronize_session=False)) is None:
        raise Conflict("lot.not_invited")


def _has_endorsed(session: Session, petition: Petition, by: Person, keys: Keyring) -> bool:
    return ballots.has_endorsed(session, ballots.ballot(session, petition.number, by.id), keys=keys) is not None


def _key(petition: Petition, keys: Keyring) -> bytes:
    if petition.key_sealed is None:
        raise Conflict("lot.closed")
    return petition_keys.unwrap(keys, petition.key_sealed)


def _own(key: bytes) -> Keyring:
    """A ring of the petition's key alone: with that key, what it sealed is gone."""
    return Keyring(f"1:{b64encode(key).decode()}")


def _nullifier(key: bytes, meeting: Meeting, person: Person) -> bytes:
    return keyed_hash(key, b"lot\0%d\0%d" % (meeting.id, person.id))
