"""Answers in versions, their outcomes and promises; the draft of one; the conversation with the proposer."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Agency, Role
from app.kernel.db import Base


class Outcome(StrEnum):
    """What becomes of a demand."""

    ADOPTED = "adopted"
    PARTLY_ADOPTED = "partly_adopted"
    NOT_ADOPTED = "not_adopted"
    UNDER_STUDY = "under_study"


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

    __table_args__ = (UniqueConstraint("petition_id", "version"),)


class Reply(Base):
    """The outcome of one demand, and why."""

    __tablename__ = "reply"
    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"))
    demand_no: Mapped[int] = mapped_column(SmallInteger)
    outcome: Mapped[Outcome]
    reason: Mapped[str] = mapped_column(Text)

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


class Promise(Base):
    """What the agency will do, and by which local day."""

    __tablename__ = "promise"
    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"))
    no: Mapped[int] = mapped_column(SmallInteger)
    text: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]

    __table_args__ = (UniqueConstraint("response_id", "no"),)


class AnswerDraft(Base):
    """What an officer is still writing, kept as typed; one for each petition."""

    __tablename__ = "answer_draft"
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), primary_key=True)
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
