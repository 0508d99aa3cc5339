"""An agency merged into another: its open matters and its officers move, what it has answered stays its own.

Every matter that moves has a row in its petition's ledger, and so has every answer of which a promise moves. What it has answered stays
with it, as history and in its figures; its successor acts for it there, since corrections go on, and keeps the promises still open.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.accounts import agencies
from app.accounts.models import Agency, Membership, Person, Role
from app.kernel.errors import Conflict, Invalid, Problem
from app.kernel.secrets import Keyring
from app.petition import moves
from app.petition.assignments import acted
from app.petition.handovers import Fate, Handover
from app.petition.lifecycle import Move, Stage
from app.petition.models import Assignment, Part, Petition

MERGED = "agency_merged"
# Where an agency still has something to do, or to decide.
MOVED = (Stage.IN_REVIEW, Stage.NOT_ADMITTED, Stage.ENDORSING, Stage.NOT_REACHED, Stage.RESPONDING, Stage.FOLLOW_UP)
WEIGHT = (Part.LEAD, Part.CO_AGENCY, Part.SUGGESTED)
# What one stage does with what the agency that is gone has under way there: session, gone, into, at. What it returns, if anything, are
# the ids of answered petitions whose promises it moves.
Heir = Callable[[Session, Agency, Agency, datetime], Collection[int] | None]


def matters(session: Session, agency: Agency) -> list[Assignment]:
    """The open matters of an agency, which would move."""
    rows = select(Assignment).join(Petition, Petition.id == Assignment.petition_id)
    mine = rows.where(Assignment.agency_id == agency.id, Assignment.part != Part.REFUSED, Petition.stage.in_(MOVED))
    return list(session.scalars(mine.order_by(Petition.id)))


def merge(
    session: Session, keys: Keyring, gone: Agency, into: Agency, *, instrument: str, by: Person, at: datetime, heirs: Iterable[Heir] = ()
) -> int:
    """Close an agency and give its matters to another, and with each of `heirs` what it has under way; returns how many petitions moved.

    Raises Invalid, and Conflict `agency.closed` where either was closed meanwhile.
    """
    problems = []
    if gone.id == into.id:
        problems.append(Problem("into", "agency.itself"))
    if not 0 < len(instrument.strip()) <= agencies.INSTRUMENT_MAX:
        problems.append(Problem("instrument", "agency.instrument", {"most": agencies.INSTRUMENT_MAX}))
    if problems:
        raise Invalid(problems)
    _close(session, gone, into, at)
    session.execute(update(Agency).where(Agency.parent_id == gone.id).values(parent_id=into.id))
    _redirect_offers(session, gone, into, at)
    moved = matters(session, gone)
    for row in moved:
        _move(session, row, gone, into, instrument=instrument.strip(), by=by, at=at)
    promised = {petition_id for succeed in heirs for petition_id in succeed(session, gone, into, at) or ()}
    for petition_id in sorted(promised - {row.petition_id for row in moved}):
        _record(session, petition_id, gone, into, instrument=instrument.strip(), by=by, at=at, did="promises")
    serving = update(Membership).where(Membership.agency_id == gone.id, Membership.ended_at.is_(None))
    session.execute(serving.values(agency_id=into.id))
    session.expire_all()
    agencies.tell(session, keys, [into.id], name=MERGED, params={"merged": gone.id}, at=at)
    return len(moved)


def _close(session: Session, gone: Agency, into: Agency, at: datetime) -> None:
    # Both rows in one order, so that two mergers of the same agencies wait for each other.
    both = select(Agency.id).where(Agency.id.in_((gone.id, into.id)), Agency.closed_at.is_(None)).order_by(Agency.id).with_for_update()
    if len(session.scalars(both).all()) < 2:
        raise Conflict("agency.closed")
    session.execute(update(Agency).where(Agency.id == gone.id).values(closed_at=at, merged_into_id=into.id))


def _redirect_offers(session: Session, gone: Agency, into: Agency, at: datetime) -> None:
    """Cases that are offered from or to it, and undecided; an offer between the two has nothing left to say."""
    is_open = update(Handover).where(Handover.fate.is_(None)).execution_options(synchronize_session=False)
    session.execute(is_open.where(Handover.from_id == gone.id).values(from_id=into.id))
    session.execute(is_open.where(Handover.to_id == gone.id).values(to_id=into.id))
    session.execute(is_open.where(Handover.from_id == Handover.to_id).values(fate=Fate.WITHDRAWN, settled_at=at))


def _move(session: Session, row: Assignment, gone: Agency, into: Agency, *, instrument: str, by: Person, at: datetime) -> None:
    petition = _record(session, row.petition_id, gone, into, instrument=instrument, by=by, at=at)
    theirs = session.scalar(select(Assignment).where(Assignment.petition_id == petition.id, Assignment.agency_id == into.id))
    if theirs is None:
        session.execute(update(Assignment).where(Assignment.id == row.id).values(agency_id=into.id))
        return
    # It has a part already: it keeps the weightier of the two, and one that it had refused becomes its own after all.
    if theirs.part is Part.REFUSED or WEIGHT.index(row.part) < WEIGHT.index(theirs.part):
        changes = {"part": row.part, "accepted_at": row.accepted_at, "reason": "", "since": at}
        session.execute(update(Assignment).where(Assignment.id == theirs.id).values(changes))
    session.execute(delete(Assignment).where(Assignment.id == row.id))


def _record(
    session: Session, petition_id: int, gone: Agency, into: Agency, *, instrument: str, by: Person, at: datetime, **did: str
) -> Petition:
    petition = session.get_one(Petition, petition_id, with_for_update=True, populate_existing=True)
    facts = {**acted(into, gone), "succeeds": gone.code, **did}
    moves.make(session, petition, Move.SUCCEED, at=at, role=Role.ADMIN, by=by, reason=instrument, facts=facts)
    return petition
