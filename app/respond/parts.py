"""One joint answer with parts by agency: what the lead asked of the others, what each wrote in versions, what was published of it.

A part belongs to a demand, or with number 0 to the answer as a whole. What is missing when the answer is published is shown as missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import ForeignKey, Index, SmallInteger, Text, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship, selectinload

from app.accounts.models import Agency, Person
from app.kernel.db import Base
from app.kernel.errors import NotFound
from app.kernel.workdays import local_day
from app.petition.models import Assignment, Part, Petition
from app.respond.models import Response, ResponsePart

WHOLE = 0


class PartRequest(Base):
    """What the lead asks of another agency, by a local day; `draft` is what the agency is still writing."""

    __tablename__ = "part_request"
    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    demand_no: Mapped[int] = mapped_column(SmallInteger)
    question: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    draft: Mapped[str] = mapped_column(Text, default="")
    ended_at: Mapped[datetime | None]

    agency: Mapped[Agency] = relationship(foreign_keys=[agency_id], lazy="raise")
    lead: Mapped[Agency] = relationship(foreign_keys=[lead_id], lazy="raise")
    versions: Mapped[list[PartVersion]] = relationship(order_by="PartVersion.no", lazy="raise")

    __table_args__ = (
        Index("uq_part_request_live", "petition_id", "agency_id", "demand_no", unique=True, postgresql_where=text("ended_at IS NULL")),
    )

    @property
    def latest(self) -> PartVersion | None:
        return self.versions[-1] if self.versions else None

    @property
    def seal(self) -> str:
        """What a form has shown of it, so that nothing else is written over."""
        return sha256(repr((len(self.versions), self.draft)).encode()).hexdigest()[:16]

    def is_late(self, at: datetime) -> bool:
        return not self.versions and local_day(at) > self.due_on


class PartVersion(Base):
    """One version of a part, as its agency handed it to the lead."""

    __tablename__ = "part_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("part_request.id"))
    no: Mapped[int] = mapped_column(SmallInteger)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    by: Mapped[Person] = relationship(lazy="raise")

    __table_args__ = (UniqueConstraint("request_id", "no"),)


@dataclass(frozen=True)
class Joint:
    """The parts as they stand, and the hash of exactly these."""

    requests: Sequence[PartRequest]

    @property
    def missing(self) -> int:
        return sum(not row.versions for row in self.requests)

    def sealed(self, seal: str) -> str:
        """The seal of an answer together with its parts; without any, its own."""
        if not self.requests:
            return seal
        stand = [(row.id, row.latest.no if row.latest else 0) for row in self.requests]
        return sha256(repr((seal, stand)).encode()).hexdigest()[:32]

    def published(self) -> list[ResponsePart]:
        """What a version of the answer shows of them."""
        return [
            ResponsePart(
                agency_id=row.agency_id,
                agency=row.agency,
                demand_no=row.demand_no,
                asked_on=local_day(row.asked_at),
                text=row.latest.text if row.latest else "",
            )
            for row in self.requests
        ]


def joint(session: Session, petition: Petition) -> Joint:
    """What is asked for now, by demand, with what was given."""
    return Joint(_found(session, petition))


def of_agency(session: Session, petition: Petition, agency: Agency) -> Sequence[PartRequest]:
    """What this agency is asked for."""
    return [row for row in _found(session, petition) if row.agency_id == agency.id]


def request(session: Session, petition: Petition, request_id: int, *, agency: Agency, leads: bool) -> PartRequest:
    """A part for its own agency, or for a lead. Raises NotFound for anybody else, and for what is no longer asked."""
    found = next((row for row in _found(session, petition) if row.id == request_id), None)
    if found is None or not (leads or found.agency_id == agency.id):
        raise NotFound("part.unknown")
    return found


def attach(session: Session, petition: Petition, response: Response) -> None:
    """Publish the parts as they stand with this version of the answer."""
    rows = joint(session, petition).published()
    for row in rows:
        row.response_id = response.id
    session.add_all(rows)
    session.flush()


def by_answer(session: Session, responses: Iterable[Response]) -> dict[int, list[ResponsePart]]:
    """What was published of them with many versions, by the version's id, by demand."""
    found: dict[int, list[ResponsePart]] = {}
    rows = select(ResponsePart).where(ResponsePart.response_id.in_([response.id for response in responses]))
    for row in session.scalars(rows.options(selectinload(ResponsePart.agency)).order_by(ResponsePart.demand_no, ResponsePart.id)):
        found.setdefault(row.response_id, []).append(row)
    return found


def _found(session: Session, petition: Petition) -> Sequence[PartRequest]:
    written = select(PartVersion.id).where(PartVersion.request_id == PartRequest.id).exists()
    mine = Assignment.petition_id == PartRequest.petition_id, Assignment.agency_id == PartRequest.agency_id
    # Whoever was let go, or said that the matter is not theirs, owes nothing any more.
    gone = select(Assignment.id).where(*mine, Assignment.part == Part.REFUSED).exists()
    rows = select(PartRequest).where(PartRequest.petition_id == petition.id, PartRequest.ended_at.is_(None), written | ~gone)
    loaded = rows.options(
        selectinload(PartRequest.agency), selectinload(PartRequest.lead), selectinload(PartRequest.versions).selectinload(PartVersion.by)
    ).execution_options(populate_existing=True)
    return session.scalars(loaded.order_by(PartRequest.demand_no, PartRequest.id)).all()
