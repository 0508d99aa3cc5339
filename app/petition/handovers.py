"""A lead hands the case to another agency: offered with a public reason, accepted or declined within days (rule 14).

Until the other accepts, the old lead stays responsible; the due date never moves. Where several lead, each may hand over to the one
on whom they agree, or all stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Select, Text, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship, selectinload

from app.accounts.models import Agency, Person, Role
from app.kernel.db import Base
from app.kernel.errors import Conflict, Invalid, NotFound, Problem
from app.petition import deadlines, moves
from app.petition.assignments import acted, leads, said
from app.petition.lifecycle import LIFE, Move
from app.petition.models import Assignment, Part, Petition

STAGES = tuple(before for before, move in LIFE if move is Move.ASSIGN and before is not None)


class Fate(StrEnum):
    """What became of the offer."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    SETTLED = "settled"


class Handover(Base):
    """One lead's offer of the case to another agency; `due_at` is exclusive. `stays` keeps the old lead as a co-agency."""

    __tablename__ = "handover"
    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), index=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    stays: Mapped[bool]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    due_at: Mapped[datetime]
    fate: Mapped[Fate | None]
    settled_at: Mapped[datetime | None]

    petition: Mapped[Petition] = relationship(lazy="raise")
    giver: Mapped[Agency] = relationship(foreign_keys=[from_id], lazy="raise")
    taker: Mapped[Agency] = relationship(foreign_keys=[to_id], lazy="raise")

    __table_args__ = (Index("uq_handover_open", "petition_id", unique=True, postgresql_where=text("fate IS NULL")),)


LOADED = (
    selectinload(Handover.giver),
    selectinload(Handover.taker),
    selectinload(Handover.petition).selectinload(Petition.demands),
    selectinload(Handover.petition).selectinload(Petition.assignments).selectinload(Assignment.agency),
)


def offer(
    session: Session, petition: Petition, *, by: Person, agency: Agency, to: Agency, reason: str, at: datetime, stays: bool = False
) -> None:
    """Ask another agency to lead in this one's place. Raises NotAllowed, Invalid, Conflict `handover.open`, `petition.not_now`."""
    said(reason)
    leads(session, petition, agency)
    if to.id == agency.id:
        raise Invalid([Problem("to", "handover.itself")])
    lapse_all_due(session, as_of=at, petition=petition)
    due = deadlines.days_after(at, petition.policy.accept_days)
    row = insert(Handover).values(
        petition_id=petition.id, from_id=agency.id, to_id=to.id, reason=reason.strip(), stays=stays, at=at, by_id=by.id, due_at=due
    )
    if session.scalar(row.on_conflict_do_nothing().returning(Handover.id)) is None:
        raise Conflict("handover.open")
    facts = {**acted(agency, to), "did": "offered", "tell": [to.code], "due": due.isoformat()}
    moves.make(session, petition, Move.ASSIGN, at=at, role=Role.OFFICER, by=by, reason=reason.strip(), facts=facts)


def accept(session: Session, handover: Handover, *, by: Person, agency: Agency, at: datetime) -> None:
    """Lead from now on. Raises NotFound for another's, Conflict `handover.settled`, `handover.late`, `petition.not_now`."""
    _settle(session, handover, Fate.ACCEPTED, at, taker=agency)
    petition, giver = handover.petition, handover.giver
    facts = {**acted(agency, giver), "did": "handed_over", "tell": [giver.code, agency.code]}
    moves.make(session, petition, Move.ASSIGN, at=at, role=Role.OFFICER, by=by, facts=facts)
    stays = Part.CO_AGENCY if handover.stays else Part.REFUSED
    given = update(Assignment).where(Assignment.petition_id == petition.id, Assignment.agency_id == giver.id, Assignment.part == Part.LEAD)
    if session.scalar(given.values(part=stays, since=at, reason=handover.reason).returning(Assignment.id)) is None:
        raise Conflict("handover.settled")
    appoint(session, petition, agency, Part.LEAD, at=at)


def decline(session: Session, handover: Handover, *, by: Person, agency: Agency, reason: str, at: datetime) -> None:
    """Say in public why not; the old lead goes on. Raises NotFound, Invalid, Conflict as `accept`."""
    said(reason)
    _settle(session, handover, Fate.DECLINED, at, taker=agency)
    facts = {**acted(agency, handover.giver), "did": "declined", "tell": [handover.giver.code]}
    moves.make(session, handover.petition, Move.ASSIGN, at=at, role=Role.OFFICER, by=by, reason=reason.strip(), facts=facts)


def withdraw(session: Session, petition: Petition, *, by: Person, agency: Agency, at: datetime) -> None:
    """Take the offer back while it is undecided. Raises Conflict `handover.settled`."""
    handover = open_for(session, petition)
    if handover is None or handover.from_id != agency.id:
        raise Conflict("handover.settled")
    _settle(session, handover, Fate.WITHDRAWN, at)
    facts = {**acted(agency, handover.taker), "did": "withdrawn", "tell": [handover.taker.code]}
    moves.make(session, petition, Move.ASSIGN, at=at, role=Role.OFFICER, by=by, facts=facts)


def settle_lead(session: Session, petition: Petition, *, by: Person, lead: Agency, reason: str, at: datetime) -> None:
    """The administrator names the one lead where agencies disagree; other leads stay as co-agencies. Raises Invalid, Conflict."""
    said(reason)
    facts = {**acted(lead), "did": "settled"}
    moves.make(
        session, petition, Move.ASSIGN, at=at, role=Role.ADMIN, by=by, reason=reason.strip(), facts=facts, lead_undecided=False
    )  # fmt: skip
    mine = Handover.petition_id == petition.id, Handover.fate.is_(None)
    session.execute(update(Handover).where(*mine).values(fate=Fate.SETTLED, settled_at=at))
    others = Assignment.petition_id == petition.id, Assignment.part.in_((Part.LEAD, Part.SUGGESTED)), Assignment.agency_id != lead.id
    session.execute(update(Assignment).where(*others).values(part=Part.CO_AGENCY, since=at))
    appoint(session, petition, lead, Part.LEAD, at=at)


def lapse_all_due(session: Session, *, as_of: datetime, petition: Petition | None = None) -> int:
    """Record every offer that nobody decided in time; returns how many. May run late, twice, or in parallel."""
    due = select(Handover).where(Handover.fate.is_(None), Handover.due_at <= as_of).options(*LOADED)
    if petition is not None:
        due = due.where(Handover.petition_id == petition.id)
    found = session.scalars(due.order_by(Handover.id).with_for_update(skip_locked=True, of=Handover)).all()
    for row in found:
        row.fate, row.settled_at = Fate.LAPSED, row.due_at
        # What was answered meanwhile has nobody to hand over to.
        if moves.may(row.petition.stage, Move.ASSIGN):
            facts = {**acted(row.taker, row.giver), "did": "lapsed", "tell": [row.giver.code, row.taker.code]}
            moves.make(session, row.petition, Move.ASSIGN, at=as_of, role=Role.CLOCK, facts=facts)
    session.flush()
    return len(found)


def offered(session: Session, agency: Agency, *, at: datetime) -> Sequence[Handover]:
    """What other agencies offer to this one, what is due first on top."""
    rows = _undecided(at).where(Handover.to_id == agency.id)
    return session.scalars(rows.order_by(Handover.due_at)).all()


def disputed(session: Session) -> Sequence[Handover]:
    """Each petition's last offer, where it was not accepted and the case can still change hands; what came last is first."""
    last = select(func.max(Handover.id)).group_by(Handover.petition_id)
    unsettled = or_(Handover.fate.is_(None), Handover.fate.in_((Fate.DECLINED, Fate.LAPSED)))
    rows = select(Handover).join(Handover.petition).where(Handover.id.in_(last), unsettled, Petition.stage.in_(STAGES))
    return session.scalars(rows.options(*LOADED).order_by(Handover.id.desc())).all()


def shared(session: Session) -> Sequence[Petition]:
    """What several agencies lead, the oldest first."""
    several = select(Assignment.petition_id).where(Assignment.part == Part.LEAD).group_by(Assignment.petition_id).having(func.count() > 1)
    rows = select(Petition).where(Petition.id.in_(several), Petition.stage.in_(STAGES))
    return session.scalars(rows.options(selectinload(Petition.assignments).selectinload(Assignment.agency)).order_by(Petition.id)).all()


def get(session: Session, handover_id: int, *, agency: Agency) -> Handover:
    """An offer to this agency, decided or not. Raises NotFound for any other."""
    found = session.scalar(select(Handover).where(Handover.id == handover_id, Handover.to_id == agency.id).options(*LOADED))
    if found is None:
        raise NotFound("handover.unknown")
    return found


def open_for(session: Session, petition: Petition) -> Handover | None:
    """The petition's offer that nobody has decided, overdue or not."""
    return session.scalar(select(Handover).where(Handover.petition_id == petition.id, Handover.fate.is_(None)).options(*LOADED))


def history(session: Session, petition: Petition) -> Sequence[Handover]:
    """Every offer of the petition, oldest first."""
    rows = select(Handover).where(Handover.petition_id == petition.id).options(*LOADED)
    return session.scalars(rows.order_by(Handover.id)).all()


def appoint(session: Session, petition: Petition, agency: Agency, part: Part, *, at: datetime) -> None:
    """Give an agency this part, whatever it had before; it need not be accepted any more. The petition's move is made before."""
    row = session.scalar(select(Assignment).where(Assignment.petition_id == petition.id, Assignment.agency_id == agency.id))
    if row is None:
        row = Assignment(petition_id=petition.id, agency_id=agency.id)
        session.add(row)
    row.part, row.since, row.accepted_at, row.reason = part, at, at, ""
    session.flush()


def _undecided(at: datetime) -> Select[Handover]:
    named = Petition.stage.in_(STAGES)
    return select(Handover).join(Handover.petition).where(Handover.fate.is_(None), Handover.due_at > at, named).options(*LOADED)


def _settle(session: Session, handover: Handover, fate: Fate, at: datetime, *, taker: Agency | None = None) -> None:
    """The row decides: whoever comes second, or too late, is told so."""
    if taker is not None and handover.to_id != taker.id:
        raise NotFound("handover.unknown")
    row = update(Handover).where(Handover.id == handover.id, Handover.fate.is_(None))
    if taker is not None:
        row = row.where(Handover.due_at > at)
    if session.scalar(row.values(fate=fate, settled_at=at).returning(Handover.id)) is None:
        raise Conflict("handover.late" if handover.fate is None and at >= handover.due_at else "handover.settled")
