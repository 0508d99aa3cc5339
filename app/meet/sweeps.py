"""What the clock does with meetings: draw, pass seats on, forget who signed up. All may run late, twice, or in parallel."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.kernel.secrets import Keyring
from app.meet import draws, lots
from app.meet.actions import SEED
from app.meet.lots import SIGN_UP
from app.meet.models import Lot, LotState, Meeting
from app.petition import moves
from app.petition.lifecycle import Move
from app.petition.models import Petition


def draw_all_due(session: Session, keys: Keyring, *, as_of: datetime) -> int:
    """Draw where signing up is over: the list is sorted and numbered, the seed shown, the first invited. Returns how many meetings."""
    due = select(Meeting).where(Meeting.sign_up_until <= as_of, *SIGN_UP).with_for_update(skip_locked=True)
    drawn = 0
    for meeting in session.scalars(due.execution_options(populate_existing=True)).all():
        petition = session.get_one(Petition, meeting.petition_id)
        if moves.may(petition.stage, Move.DRAW):
            _draw(session, petition, meeting, keys, at=as_of)
            drawn += 1
    session.flush()
    return drawn


def pass_on_all_due(session: Session, *, as_of: datetime) -> int:
    """Let lapse what nobody answered in time, and invite the next. Returns how many lapsed."""
    late = update(Lot).where(Lot.state == LotState.INVITED, Lot.rank > 0, Lot.reply_until <= as_of)
    lapsed = session.scalars(
        late.values(state=LotState.LAPSED).returning(Lot.meeting_id).execution_options(synchronize_session=False)
    ).all()
    for meeting in session.scalars(select(Meeting).where(Meeting.id.in_(set(lapsed)))):
        lots.pass_on(session, session.get_one(Petition, meeting.petition_id), meeting, at=as_of)
    return len(lapsed)


def forget_all_due(session: Session, *, as_of: datetime) -> int:
    """Delete who signed up and who came, some days after the meeting's day. Returns how many meetings."""
    over = func.coalesce(Meeting.called_off_at, Meeting.recorded_at, Meeting.starts_at)
    rows = select(Meeting, Petition).join(Petition, Petition.id == Meeting.petition_id).where(Meeting.forgotten_at.is_(None), over <= as_of)
    forgotten = 0
    for meeting, petition in session.execute(rows.with_for_update(skip_locked=True, of=Meeting)).all():
        ends = meeting.called_off_at or meeting.starts_at or as_of
        if ends + timedelta(days=petition.policy.lots_days) <= as_of:
            session.execute(delete(Lot).where(Lot.meeting_id == meeting.id))
            meeting.forgotten_at = as_of
            forgotten += 1
    session.flush()
    return forgotten


def _draw(session: Session, petition: Petition, meeting: Meeting, keys: Keyring, *, at: datetime) -> None:
    seed = keys.open(meeting.seed_sealed or b"", purpose=SEED).decode()
    pool = session.scalars(select(Lot).where(Lot.meeting_id == meeting.id, Lot.rank.is_(None)).order_by(Lot.nullifier)).all()
    meeting.seed, meeting.drawn_at, meeting.pool = seed, at, len(pool)
    meeting.pool_sha256 = draws.pool_sha256(lot.nullifier for lot in pool)
    for number, lot in enumerate(pool, 1):
        lot.number = number
    for rank, number in enumerate(draws.order(seed, len(pool)), 1):
        lot = pool[number - 1]
        lot.rank = rank
        if rank <= meeting.seats:
            for name, value in lots.invited(meeting, petition, at).items():
                setattr(lot, name, value)
    facts = {"meeting": meeting.id, "pool": meeting.pool, "seats": min(meeting.seats, meeting.pool)}
    moves.make(session, petition, Move.DRAW, at=at, role=Role.CLOCK, facts=facts)
