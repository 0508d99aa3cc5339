"""What happens to a case within and between agencies, not in public: its record, and the queue of the letters about it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.accounts.models import Agency, Person
from app.kernel.db import Base
from app.petition.models import Petition


class Step(StrEnum):
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"
    TAKEN_BACK = "taken_back"
    PART_ASKED = "part_asked"
    PART_GIVEN = "part_given"
    PART_DROPPED = "part_dropped"


class DocketEntry(Base):
    """One step: who of which agency did what, and the agency or the person to be told. `announced_at` IS NULL while letters wait."""

    __tablename__ = "docket_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), index=True)
    step: Mapped[Step]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    to_agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    to_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    announced_at: Mapped[datetime | None]

    agency: Mapped[Agency] = relationship(foreign_keys=[agency_id], lazy="raise")
    by: Mapped[Person] = relationship(foreign_keys=[by_id], lazy="raise")

    __table_args__ = (Index("ix_docket_entry_unannounced", "at", postgresql_where=text("announced_at IS NULL")),)


def enter(
    session: Session, petition: Petition, step: Step, *, by: Person, agency: Agency, at: datetime,
    to_agency: Agency | int | None = None, to_person_id: int | None = None, facts: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """Record a step, for the letters to be written from."""
    to_agency_id = to_agency.id if isinstance(to_agency, Agency) else to_agency
    row = DocketEntry(
        petition_id=petition.id, step=step, at=at, by_id=by.id, agency_id=agency.id, to_agency_id=to_agency_id,
        to_person_id=to_person_id, facts=facts or {},
    )  # fmt: skip
    session.add(row)
    session.flush()
