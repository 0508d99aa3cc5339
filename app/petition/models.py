"""A petition, its demands and evidence, who is to answer it, and the ledger of everything that happened to it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Agency, Frequency, Language, Person, Role
from app.kernel.db import Base
from app.petition.lifecycle import Move, Stage
from app.petition.policy import Policy

SUBJECT = "ts_filter(words, '{a,b}'::\"char\"[])"


class Petition(Base):
    """One matter put to the government. `number` is its public name; due moments are exclusive: what comes before is in time."""

    __tablename__ = "petition"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    stage: Mapped[Stage]
    title: Mapped[str] = mapped_column(String(200))
    reasons: Mapped[str] = mapped_column(Text)
    impact: Mapped[str] = mapped_column(Text)
    topic: Mapped[str] = mapped_column(String(24))
    difference: Mapped[str] = mapped_column(Text, default="")
    text_sha256: Mapped[str] = mapped_column(String(64))
    words: Mapped[str] = mapped_column(TSVECTOR)
    rules: Mapped[dict[str, Any]]
    proposer_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    revises_id: Mapped[int | None] = mapped_column(ForeignKey("petition.id"))
    lead_undecided: Mapped[bool] = mapped_column(default=False)

    submitted_at: Mapped[datetime]
    review_due_at: Mapped[datetime]
    admitted_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    endorse_from: Mapped[datetime | None]
    endorse_until: Mapped[datetime | None]
    endorse_threshold: Mapped[int]
    established_at: Mapped[datetime | None]
    respond_from: Mapped[datetime | None]
    respond_due_at: Mapped[datetime | None]
    extended_at: Mapped[datetime | None]
    responded_at: Mapped[datetime | None]
    follow_up_due_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    endorsements: Mapped[int] = mapped_column(default=0)
    # Wrapped by the master key; destroyed (NULL) some months after the case is closed.
    key_sealed: Mapped[bytes | None]

    proposer: Mapped[Person] = relationship(lazy="raise")
    demands: Mapped[list[Demand]] = relationship(order_by="Demand.no", lazy="raise", cascade="all, delete-orphan")
    evidence: Mapped[list[Evidence]] = relationship(order_by="Evidence.no", lazy="raise", cascade="all, delete-orphan")
    assignments: Mapped[list[Assignment]] = relationship(order_by="Assignment.id", lazy="raise", back_populates="petition")
    ledger: Mapped[list[Transition]] = relationship(order_by="Transition.id", lazy="raise", back_populates="petition")

    __table_args__ = (
        CheckConstraint("endorse_until > endorse_from", name="window_opens_first"),
        CheckConstraint("(admitted_at IS NULL) = (endorse_from IS NULL)", name="admitted_has_window"),
        CheckConstraint("endorsements >= 0", name="count_not_negative"),
        CheckConstraint("stage <> 'responding' OR respond_due_at IS NOT NULL", name="response_has_due"),
        CheckConstraint("stage <> 'follow_up' OR follow_up_due_at IS NOT NULL", name="follow_up_has_due"),
        Index("ix_petition_words", "words", postgresql_using="gin"),
        # What is asked for, without the reasons: title and demands.
        Index("ix_petition_subject", text(SUBJECT), postgresql_using="gin"),
        Index("ix_petition_stage", "stage", "submitted_at"),
        Index("ix_petition_inbox", "review_due_at", postgresql_where=text("stage = 'in_review'")),
        Index("ix_petition_closing", "endorse_until", postgresql_where=text("stage = 'endorsing'")),
        Index("ix_petition_answer_due", "respond_due_at", postgresql_where=text("stage = 'responding'")),
        # Long texts stand beside the row (TOAST): finding similar ones reads thousands of rows, and so a third of the pages.
        {"postgresql_with": {"toast_tuple_target": 512}},
    )

    @property
    def policy(self) -> Policy:
        """The numbers it was submitted under (rule 25)."""
        return Policy(**self.rules)


class Demand(Base):
    """One numbered demand; the answer replies to each."""

    __tablename__ = "demand"
    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"))
    no: Mapped[int] = mapped_column(SmallInteger)
    text: Mapped[str] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("petition_id", "no"),)


class Evidence(Base):
    """A link that supports the petition."""

    __tablename__ = "evidence"
    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"))
    no: Mapped[int] = mapped_column(SmallInteger)
    label: Mapped[str] = mapped_column(String(120))
    url: Mapped[str] = mapped_column(String(500))

    __table_args__ = (UniqueConstraint("petition_id", "no"),)


class Part(StrEnum):
    """An agency's part in a petition."""

    SUGGESTED = "suggested"
    LEAD = "lead"
    CO_AGENCY = "co_agency"
    REFUSED = "refused"


class Assignment(Base):
    """An agency named for a petition. `reason` is public where it refused."""

    __tablename__ = "assignment"
    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    part: Mapped[Part]
    since: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")

    petition: Mapped[Petition] = relationship(lazy="raise", back_populates="assignments")
    agency: Mapped[Agency] = relationship(lazy="raise")

    __table_args__ = (UniqueConstraint("petition_id", "agency_id"),)


class Transition(Base):
    """One row of the ledger: the public timeline, the audit, and the queue of announcements (`announced_at` IS NULL)."""

    __tablename__ = "transition"
    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), index=True)
    move: Mapped[Move]
    before: Mapped[Stage | None]
    after: Mapped[Stage]
    at: Mapped[datetime]
    role: Mapped[Role]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    announce_from: Mapped[datetime]
    announced_at: Mapped[datetime | None]

    petition: Mapped[Petition] = relationship(lazy="raise", back_populates="ledger")

    __table_args__ = (
        Index("ix_transition_unannounced", "announce_from", postgresql_where=text("announced_at IS NULL")),
        # The decisions of review, by which moderators look a second time.
        Index("ix_transition_decided", "at", postgresql_where=text("move IN ('admit', 'refuse', 'hide')")),
        Index("uq_transition_submit", "petition_id", unique=True, postgresql_where=text("move = 'submit'")),
        Index("uq_transition_reach", "petition_id", unique=True, postgresql_where=text("move = 'reach'")),
        Index("uq_transition_reply", "petition_id", unique=True, postgresql_where=text("move = 'reply'")),
        Index("uq_transition_survey", "petition_id", unique=True, postgresql_where=text("move = 'survey'")),
    )


class NoticeKind(StrEnum):
    ENDORSER = "endorser"
    FOLLOWER = "follower"


class NoticeAddress(Base):
    """Where notices of one petition go: sealed, without an account; `address_hash` is keyed by the petition and finds doubles.

    Followers say how often; endorsers are written to at once.
    """

    __tablename__ = "notice_address"
    id: Mapped[int] = mapped_column(primary_key=True)
    # No foreign key, as for endorsements: the petition's row is hot.
    petition_id: Mapped[int]
    kind: Mapped[NoticeKind]
    address_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    address_sealed: Mapped[bytes]
    language: Mapped[Language]
    frequency: Mapped[Frequency] = mapped_column(default=Frequency.AT_ONCE, server_default=Frequency.AT_ONCE)
    stopped_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("petition_id", "address_hash", "kind"),
        Index("ix_notice_address_followers", "petition_id", postgresql_where=text("kind = 'follower'")),
    )
