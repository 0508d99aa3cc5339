"""Who works on a case: one moderator at a time, for as long as they work on it (policy `claim_minutes`).

Nobody need claim: whoever decides holds the case by deciding. Once the time is over, anybody may take it over.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, and_, case, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.accounts.models import Person
from app.kernel.db import Base
from app.kernel.errors import Conflict, NotAllowed
from app.petition import queries
from app.petition.lifecycle import Move, Stage
from app.petition.models import Petition
from app.review.proposals import why_barred


class CaseHold(Base):
    """The lock on a case; `until` is exclusive."""

    __tablename__ = "case_hold"
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    since: Mapped[datetime]
    until: Mapped[datetime]

    by: Mapped[Person] = relationship(lazy="raise")

    def is_live(self, at: datetime) -> bool:
        """Is the time not over?"""
        return at < self.until


def claim(session: Session, petition: Petition, *, by: Person, at: datetime) -> None:
    """Hold a case in review that is free, one's own, or left for too long.

    Raises NotAllowed for whoever may not decide it, Conflict `petition.not_now`, `case.held`.
    """
    why = why_barred(session, petition, queries.timeline(session, petition), by)
    if why is not None:
        raise NotAllowed(why)
    if petition.stage is not Stage.IN_REVIEW:
        raise Conflict("petition.not_now", stage=petition.stage, move=Move.ADMIT)
    take(session, petition, by=by, at=at)


def take(session: Session, petition: Petition, *, by: Person, at: datetime) -> None:
    """The same for whoever is known to be allowed. Raises Conflict `case.held`."""
    until = at + timedelta(minutes=petition.policy.claim_minutes)
    mine = CaseHold.by_id == by.id
    changes = {"by_id": by.id, "since": case((and_(mine, CaseHold.until > at), CaseHold.since), else_=at), "until": until}
    row = insert(CaseHold).values(petition_id=petition.id, by_id=by.id, since=at, until=until)
    taken = row.on_conflict_do_update(index_elements=["petition_id"], set_=changes, where=or_(mine, CaseHold.until <= at))
    if session.execute(taken.returning(CaseHold.petition_id)).first() is None:
        other = session.scalar(select(Person.nickname).join(CaseHold).where(CaseHold.petition_id == petition.id))
        raise Conflict("case.held", name=other or "")


def renew(session: Session, petition: Petition, *, by: Person, at: datetime) -> None:
    """Whoever holds the case and goes on working keeps it for longer; for anybody else nothing happens."""
    until = at + timedelta(minutes=petition.policy.claim_minutes)
    mine = update(CaseHold).where(CaseHold.petition_id == petition.id, CaseHold.by_id == by.id, CaseHold.until > at)
    session.execute(mine.values(until=until).execution_options(synchronize_session=False))


def release(session: Session, petition: Petition, *, by: Person) -> None:
    """Let go. Raises Conflict `case.not_held`."""
    mine = delete(CaseHold).where(CaseHold.petition_id == petition.id, CaseHold.by_id == by.id)
    if session.execute(mine.returning(CaseHold.petition_id)).first() is None:
        raise Conflict("case.not_held")


def end(session: Session, petition: Petition) -> None:
    """The case is decided: nobody works on it."""
    session.execute(delete(CaseHold).where(CaseHold.petition_id == petition.id))


def last(session: Session, petition: Petition) -> CaseHold | None:
    """Whoever holds the case, or held it until their time was over and nobody took it."""
    found = select(CaseHold).where(CaseHold.petition_id == petition.id).options(joinedload(CaseHold.by))
    return session.scalar(found.execution_options(populate_existing=True))


def held(session: Session, petitions: Iterable[Petition], *, at: datetime) -> dict[int, CaseHold]:
    """Of these, the cases that somebody holds now, by the petition's id, with whoever it is."""
    ids = [petition.id for petition in petitions]
    rows = select(CaseHold).where(CaseHold.petition_id.in_(ids), CaseHold.until > at).options(joinedload(CaseHold.by))
    return {row.petition_id: row for row in session.scalars(rows.execution_options(populate_existing=True))}
