"""Two persons for an answer: one submits a frozen draft, another of the same agency publishes it or returns it with remarks.

An agency may ask for it (`Agency.two_person_publishing`). Nobody approves what they drafted; a deputy may where the officer might.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship, selectinload

from app.accounts import deputies
from app.accounts.models import Agency, Person
from app.kernel.db import Base
from app.kernel.errors import Conflict, Invalid, NotAllowed, Problem
from app.kernel.workdays import local_day
from app.petition.assignments import leads
from app.petition.models import Petition
from app.respond import docket
from app.respond.docket import Step
from app.respond.models import AnswerDraft, DraftKind

REMARKS_MAX = 2_000


class Verdict(StrEnum):
    APPROVED = "approved"
    RETURNED = "returned"
    TAKEN_BACK = "taken_back"


class Submission(Base):
    """One version of the draft as it was submitted; `seal` is the hash of what is in it. Without a verdict it waits."""

    __tablename__ = "submission"
    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    no: Mapped[int] = mapped_column(SmallInteger)
    content: Mapped[dict[str, Any]]
    seal: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    verdict: Mapped[Verdict | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    remarks: Mapped[str] = mapped_column(Text, default="")

    by: Mapped[Person] = relationship(foreign_keys=[by_id], lazy="raise")
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id], lazy="raise")

    __table_args__ = (
        UniqueConstraint("petition_id", "agency_id", "no"),
        Index("uq_submission_open", "petition_id", "agency_id", unique=True, postgresql_where=text("verdict IS NULL")),
    )


def submit(
    session: Session, petition: Petition, *, by: Person, agency: Agency, content: dict[str, Any], seal: str, at: datetime, note: str = ""
) -> None:
    """Freeze the draft and ask the colleagues. Raises NotAllowed, Invalid, Conflict `approval.open`, `approval.nobody`."""
    leads(session, petition, agency)
    _short(note, "note")
    draft = AnswerDraft.petition_id == petition.id, AnswerDraft.kind == content["kind"]
    written_by = session.scalar(select(AnswerDraft.updated_by_id).where(*draft)) or by.id
    others = deputies.approvers(agency, on=local_day(at)).where(Person.id.not_in((by.id, written_by)))
    if session.scalar(others.limit(1)) is None:
        raise Conflict("approval.nobody")
    mine = Submission.petition_id == petition.id, Submission.agency_id == agency.id
    no = (session.scalar(select(func.max(Submission.no)).where(*mine)) or 0) + 1
    row = insert(Submission).values(
        petition_id=petition.id, agency_id=agency.id, no=no, content=content, seal=seal, note=note.strip(), at=at,
        by_id=by.id, written_by_id=written_by, remarks="",
    )  # fmt: skip
    if session.scalar(row.on_conflict_do_nothing().returning(Submission.id)) is None:
        raise Conflict("approval.open")
    facts = {"version": no, "note": note.strip()}
    docket.enter(session, petition, Step.SUBMITTED, by=by, agency=agency, to_agency=agency, at=at, facts=facts)


def approve(session: Session, petition: Petition, submission: Submission, *, by: Person, agency: Agency, at: datetime) -> None:
    """Consent to its publication, which is the caller's next act at the same moment. Raises NotAllowed, Conflict `approval.decided`."""
    _may(session, submission, by=by, agency=agency, at=at)
    _decide(session, submission, Verdict.APPROVED, by=by, at=at)
    docket.enter(session, petition, Step.APPROVED, by=by, agency=agency, at=at, facts={"version": submission.no})


def send_back(
    session: Session, petition: Petition, submission: Submission, *, by: Person, agency: Agency, remarks: str, at: datetime
) -> None:
    """Return it with remarks. Raises NotAllowed, Invalid, Conflict `approval.decided`."""
    if not remarks.strip():
        raise Invalid([Problem("remarks", "text.missing")])
    _short(remarks, "remarks")
    _may(session, submission, by=by, agency=agency, at=at)
    _decide(session, submission, Verdict.RETURNED, by=by, at=at, remarks=remarks.strip())
    docket.enter(
        session, petition, Step.RETURNED, by=by, agency=agency, to_person_id=submission.by_id, at=at,
        facts={"version": submission.no, "note": remarks.strip()},
    )  # fmt: skip


def take_back(session: Session, petition: Petition, submission: Submission, *, by: Person, agency: Agency, at: datetime) -> None:
    """Open the draft again while nobody has decided; any colleague may. Raises NotAllowed, Conflict `approval.decided`."""
    if submission.agency_id != agency.id:
        raise NotAllowed("agency.not_responsible")
    _decide(session, submission, Verdict.TAKEN_BACK, by=by, at=at)
    docket.enter(session, petition, Step.TAKEN_BACK, by=by, agency=agency, at=at, facts={"version": submission.no})


def settle(session: Session, petition: Petition, *kinds: DraftKind, at: datetime) -> None:
    """What still waits of these kinds, at whatever agency, has nothing left to decide: an answer was published."""
    waits = Submission.petition_id == petition.id, Submission.verdict.is_(None), Submission.content["kind"].astext.in_(kinds)
    session.execute(update(Submission).where(*waits).values(verdict=Verdict.TAKEN_BACK, decided_at=at))


def granted(session: Session, petition: Petition, *, by: Person, agency: Agency, at: datetime) -> None:
    """Raises NotAllowed `approval.needed` where the agency wants two persons and this one has not just approved another's draft."""
    if not agency.two_person_publishing:
        return
    given = select(Submission.id).where(
        Submission.petition_id == petition.id, Submission.agency_id == agency.id, Submission.verdict == Verdict.APPROVED,
        Submission.decided_by_id == by.id, Submission.decided_at == at,
    )  # fmt: skip
    if session.scalar(given) is None:
        raise NotAllowed("approval.needed")


def waiting(session: Session, petition: Petition, agency: Agency) -> Submission | None:
    """The version that waits for its verdict; until then the draft is not changed."""
    return next((row for row in submissions(session, petition, agency) if row.verdict is None), None)


def submissions(session: Session, petition: Petition, agency: Agency) -> Sequence[Submission]:
    """Every version that this agency's officers submitted, the newest first."""
    rows = select(Submission).where(Submission.petition_id == petition.id, Submission.agency_id == agency.id)
    loaded = rows.options(selectinload(Submission.by), selectinload(Submission.decided_by)).execution_options(populate_existing=True)
    return session.scalars(loaded.order_by(Submission.no.desc())).all()


def may_decide(session: Session, submission: Submission, *, by: Person, agency: Agency, at: datetime) -> bool:
    """May this officer approve or return it?"""
    if by.id in (submission.by_id, submission.written_by_id) or submission.agency_id != agency.id:
        return False
    return session.scalar(deputies.approvers(agency, on=local_day(at)).where(Person.id == by.id)) is not None


def _may(session: Session, submission: Submission, *, by: Person, agency: Agency, at: datetime) -> None:
    if by.id in (submission.by_id, submission.written_by_id):
        raise NotAllowed("approval.own")
    if not may_decide(session, submission, by=by, agency=agency, at=at):
        raise NotAllowed("approval.role")


def _decide(session: Session, submission: Submission, verdict: Verdict, *, by: Person, at: datetime, remarks: str = "") -> None:
    """The row decides between two who press at once."""
    row = update(Submission).where(Submission.id == submission.id, Submission.verdict.is_(None))
    changes = {"verdict": verdict, "decided_at": at, "decided_by_id": by.id, "remarks": remarks}
    if session.scalar(row.values(**changes).returning(Submission.id)) is None:
        raise Conflict("approval.decided")


def _short(written: str, field: str) -> None:
    if len(written.strip()) > REMARKS_MAX:
        raise Invalid([Problem(field, "text.long", {"most": REMARKS_MAX, "count": len(written.strip())})])
