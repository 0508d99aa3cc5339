"""Answers in versions, their outcomes and promises; the draft of one; the conversation with the proposer.

A promise is worded by each version of the answer; that it stands, and how far it has come, is its commitment, which outlives versions.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Agency, Role
from app.kernel.db import Base
from app.kernel.workdays import local_day


class Outcome(StrEnum):
    """What becomes of a demand."""

    ADOPTED = "adopted"
    PARTLY_ADOPTED = "partly_adopted"
    NOT_ADOPTED = "not_adopted"
    UNDER_STUDY = "under_study"


class PromiseState(StrEnum):
    """How far a promise has come."""

    PROMISED = "promised"
    STARTED = "started"
    DONE = "done"
    DROPPED = "dropped"


OPEN_PROMISES = (PromiseState.PROMISED, PromiseState.STARTED)


class Response(Base):
    """One published version of the answer. A recalled one was never sent and is no longer shown."""

    __tablename__ = "response"
    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"))
    version: Mapped[int] = mapped_column(SmallInteger)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    document_no: Mapped[str] = mapped_column(String(60), default="")
    summary: Mapped[str] = mapped_column(Text)
    analysis: Mapped[str] = mapped_column(Text)
    consultations: Mapped[str] = mapped_column(Text)
    plan: Mapped[str] = mapped_column(Text)
    correction: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime]
    published_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recalled_at: Mapped[datetime | None]

    agency: Mapped[Agency] = relationship(lazy="raise")
    replies: Mapped[list[Reply]] = relationship(order_by="Reply.demand_no", lazy="raise", cascade="all, delete-orphan")
    promises: Mapped[list[Promise]] = relationship(order_by="Promise.no", lazy="raise", cascade="all, delete-orphan")
    parts: Mapped[list[ResponsePart]] = relationship(order_by="ResponsePart.id", lazy="raise", cascade="all, delete-orphan")
    attached: Mapped[list[ResponseAttachment]] = relationship(order_by="ResponseAttachment.no", lazy="raise", cascade="all, delete-orphan")

    __table_args__ = (UniqueConstraint("petition_id", "version"),)


class Reply(Base):
    """The outcome of one demand, and why."""

    __tablename__ = "reply"
    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"))
    demand_no: Mapped[int] = mapped_column(SmallInteger)
    outcome: Mapped[Outcome]
    reason: Mapped[str] = mapped_column(Text)
    existing_policy: Mapped[bool] = mapped_column(default=False, server_default=sql("false"))

    __table_args__ = (UniqueConstraint("response_id", "demand_no"),)


class ResponsePart(Base):
    """What another agency contributed to a demand, or with number 0 to the whole; empty where it was asked on that day and gave nothing."""

    __tablename__ = "response_part"
    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    demand_no: Mapped[int] = mapped_column(SmallInteger)
    text: Mapped[str] = mapped_column(Text, default="")
    asked_on: Mapped[date]

    agency: Mapped[Agency] = relationship(lazy="raise")


class Commitment(Base):
    """A promise through all versions of the answer: how far it has come `since` when, and the local day by which it is to be kept."""

    __tablename__ = "commitment"
    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    state: Mapped[PromiseState]
    since: Mapped[datetime]
    due_on: Mapped[date]
    first_due_on: Mapped[date]

    agency: Mapped[Agency] = relationship(lazy="raise")

    __table_args__ = (Index("ix_commitment_open", "due_on", postgresql_where=sql("state IN ('promised', 'started')")),)

    @property
    def seal(self) -> str:
        """What a form has shown of it, so that nothing else is changed by it."""
        return f"{self.state}:{self.due_on}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_PROMISES

    def overdue_days(self, at: datetime) -> int:
        """Days since the day on which it was to be kept; 0 in time, and once it is done or dropped."""
        return max(0, (local_day(at) - self.due_on).days) if self.is_open else 0


class Promise(Base):
    """What the agency will do, which unit of it, and by which local day, as one version of the answer words it."""

    __tablename__ = "promise"
    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"))
    no: Mapped[int] = mapped_column(SmallInteger)
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"))
    text: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    unit: Mapped[str] = mapped_column(String(100), default="", server_default="")
    proof_url: Mapped[str] = mapped_column(String(500), default="", server_default="")

    commitment: Mapped[Commitment] = relationship(lazy="raise")

    __table_args__ = (UniqueConstraint("response_id", "no"), UniqueConstraint("commitment_id", "response_id"))


class DraftKind(StrEnum):
    """What is being written: the answer, or a correction of the one that stands. What is under study may have both."""

    ANSWER = "answer"
    CORRECTION = "correction"


class AnswerDraft(Base):
    """What an officer is still writing, kept as typed; one of each kind for each petition."""

    __tablename__ = "answer_draft"
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), primary_key=True)
    kind: Mapped[DraftKind] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class Message(Base):
    """One message between the agency and the proposer, who see each other's names as little as the public does."""

    __tablename__ = "message"
    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), index=True)
    role: Mapped[Role]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    announced_at: Mapped[datetime | None]
    # When the other side opened the thread that it stands in.
    read_at: Mapped[datetime | None]

    agency: Mapped[Agency | None] = relationship(lazy="raise")

    __table_args__ = (Index("ix_message_unannounced", "at", postgresql_where=sql("announced_at IS NULL")),)


class FileKind(StrEnum):
    """What may be attached to an answer: formats that anybody can open."""

    PDF = "pdf"
    ODT = "odt"
    ODS = "ods"
    ODP = "odp"


class Attachment(Base):
    """A file beside an answer, with what it says as text. What was removed from the draft and stands in no version is forgotten.

    It lives in the database, in pieces: published in the same transaction as its answer, in the same backup, and on no disk from
    which anything could be run.
    """

    __tablename__ = "attachment"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[UUID] = mapped_column(unique=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), index=True)
    kind: Mapped[FileKind]
    title: Mapped[str] = mapped_column(String(100))
    alternative: Mapped[str] = mapped_column(Text)
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    # Whom its properties name as its author: for the officers who write the answer, never for the public.
    named: Mapped[str] = mapped_column(String(200), default="", server_default="")
    removed_at: Mapped[datetime | None]


class AttachmentPiece(Base):
    """A stretch of an attachment's bytes, so that it is sent without being held whole."""

    __tablename__ = "attachment_piece"
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id", ondelete="CASCADE"), primary_key=True)
    no: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    bytes: Mapped[bytes]


class ResponseAttachment(Base):
    """That a version of the answer has this attachment, as its n-th."""

    __tablename__ = "response_attachment"
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"), primary_key=True)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"), primary_key=True, index=True)
    no: Mapped[int] = mapped_column(SmallInteger)

    attachment: Mapped[Attachment] = relationship(lazy="raise")
