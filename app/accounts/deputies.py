"""Who stands in for an officer while they are away: a colleague of the same agency, for named days.

The deputy may do what the officer may, and gets the letters meant for them. Days are local and both belong to the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship, selectinload

from app.accounts.models import Agency, Membership, Person, Role
from app.kernel.db import Base
from app.kernel.errors import Conflict, Invalid, NotFound, Problem
from app.kernel.workdays import local_day


class Deputy(Base):
    """`deputy` stands in for `person` from `first_on` to `last_on`, unless it was ended before."""

    __tablename__ = "deputy"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    first_on: Mapped[date]
    last_on: Mapped[date]
    named_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise")
    deputy: Mapped[Person] = relationship(foreign_keys=[deputy_id], lazy="raise")

    __table_args__ = (
        CheckConstraint("last_on >= first_on", name="ends_after_it_begins"),
        CheckConstraint("deputy_id <> person_id", name="somebody_else"),
        Index("uq_deputy_live", "person_id", "deputy_id", "first_on", "last_on", unique=True, postgresql_where=text("ended_at IS NULL")),
    )


def name(session: Session, person: Person, deputy: Person, *, agency: Agency, first: date, last: date, at: datetime) -> None:
    """Let a colleague stand in. Raises Invalid, and Conflict `deputy.named` for one already named for these days."""
    faults = []
    if deputy.id == person.id or not _serves(session, deputy, agency):
        faults.append(Problem("deputy", "deputy.colleague"))
    if last < first:
        faults.append(Problem("last", "deputy.order"))
    elif last < local_day(at):
        faults.append(Problem("last", "deputy.past"))
    if faults:
        raise Invalid(faults)
    row = insert(Deputy).values(person_id=person.id, deputy_id=deputy.id, first_on=first, last_on=last, named_at=at)
    if session.scalar(row.on_conflict_do_nothing().returning(Deputy.id)) is None:
        raise Conflict("deputy.named")


def end(session: Session, person: Person, deputy_id: int, *, at: datetime) -> None:
    """End it sooner. Raises NotFound for what is not the person's own or over already."""
    mine = update(Deputy).where(Deputy.id == deputy_id, Deputy.person_id == person.id, Deputy.ended_at.is_(None))
    if session.scalar(mine.values(ended_at=at).returning(Deputy.id)) is None:
        raise NotFound("deputy.unknown")


def named(session: Session, agency: Agency, *, at: datetime) -> Sequence[Deputy]:
    """Everybody who stands in at this agency now or later, who is first on top."""
    officers = colleagues(agency).with_only_columns(Person.id)
    rows = select(Deputy).where(Deputy.person_id.in_(officers), Deputy.ended_at.is_(None), Deputy.last_on >= local_day(at))
    loaded = rows.options(selectinload(Deputy.person), selectinload(Deputy.deputy))
    return session.scalars(loaded.order_by(Deputy.first_on, Deputy.id)).all()


def colleagues(agency: Agency) -> Select[Person]:
    """The officers of an agency."""
    serving = select(Membership.person_id).where(
        Membership.agency_id == agency.id, Membership.role == Role.OFFICER, Membership.ended_at.is_(None)
    )
    return select(Person).where(Person.id.in_(serving), Person.erased_at.is_(None)).order_by(Person.id)


def standing_in(officers: Select[int], *, on: date) -> Select[int]:
    """The ids of those who stand in on a day for any of these people, and serve the same agency."""
    theirs, own = Membership.__table__.alias("theirs"), Membership.__table__.alias("own")
    return (
        select(Deputy.deputy_id)
        .join(theirs, theirs.c.person_id == Deputy.person_id)
        .join(own, own.c.person_id == Deputy.deputy_id)
        .where(Deputy.person_id.in_(officers), Deputy.ended_at.is_(None), Deputy.first_on <= on, Deputy.last_on >= on)
        .where(theirs.c.ended_at.is_(None), own.c.ended_at.is_(None), theirs.c.agency_id == own.c.agency_id)
    )


def approvers(agency: Agency, *, on: date) -> Select[Person]:
    """Who may approve for an agency on a day: officers that the administrator lets, and whoever stands in for one of them."""
    allowed = select(Membership.person_id).where(
        Membership.agency_id == agency.id, Membership.role == Role.OFFICER, Membership.ended_at.is_(None), Membership.may_approve
    )
    return colleagues(agency).where(or_(Person.id.in_(allowed), Person.id.in_(standing_in(allowed, on=on))))


def _serves(session: Session, person: Person, agency: Agency) -> bool:
    return session.scalar(colleagues(agency).where(Person.id == person.id)) is not None
