"""People, agencies and who serves where. The phone number is never stored, the e-mail address only sealed."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.db import Base


class Role(StrEnum):
    """Who acts, as the public record names it."""

    CITIZEN = "citizen"
    PROPOSER = "proposer"
    MODERATOR = "moderator"
    OFFICER = "officer"
    ADMIN = "admin"
    CLOCK = "clock"


class Eligibility(StrEnum):
    """What a citizen declares to be."""

    NATIONAL = "national"
    RESIDENT = "resident"


class Language(StrEnum):
    ZH = "zh-Hant-TW"
    EN = "en"


class Frequency(StrEnum):
    """How often letters about a followed petition come."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"


class Agency(Base):
    """A node of the Executive Yuan's tree, by its official code."""

    __tablename__ = "agency"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    name_zh: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(160))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    closed_at: Mapped[datetime | None]
    # What one officer drafted another publishes.
    two_person_publishing: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))

    __table_args__ = (CheckConstraint("merged_into_id IS NULL OR closed_at IS NOT NULL", name="merged_is_closed"),)


class AgencyName(Base):
    """A name of an agency from a local day on. One that begins later is taken over by the sweep; the first is kept when it is renamed.

    `since` is empty for the name that it had from the beginning.
    """

    __tablename__ = "agency_name"
    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    since: Mapped[date | None]
    name_zh: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(160))
    instrument: Mapped[str] = mapped_column(String(200), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    taken_over_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("agency_id", "since", postgresql_nulls_not_distinct=True),)


class Person(Base):
    """Someone who proved an e-mail address, a mobile number, or both. Verified once both are proved and eligibility is declared."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    nickname: Mapped[str] = mapped_column(String(30), default="")
    language: Mapped[Language] = mapped_column(default=Language.ZH)
    # What a petition is followed at, unless they say otherwise for it.
    follow_frequency: Mapped[Frequency] = mapped_column(default=Frequency.AT_ONCE, server_default=Frequency.AT_ONCE)
    email_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    email_sealed: Mapped[bytes | None]
    phone_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    phone_seat: Mapped[int | None] = mapped_column(SmallInteger)
    eligibility: Mapped[Eligibility | None]
    declared_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]

    __table_args__ = (
        # One number carries `persons_per_phone` people: each takes a numbered seat of it.
        UniqueConstraint("phone_hash", "phone_seat"),
        CheckConstraint("(phone_hash IS NULL) = (phone_seat IS NULL)", name="phone_has_seat"),
        CheckConstraint("(email_hash IS NULL) = (email_sealed IS NULL)", name="email_is_sealed"),
        CheckConstraint(
            "verified_at IS NULL OR erased_at IS NOT NULL"
            " OR (email_hash IS NOT NULL AND phone_hash IS NOT NULL AND declared_at IS NOT NULL)",
            name="verified_is_proved",
        ),
    )


class Membership(Base):
    """An invitation to serve, in force until it ends. An officer belongs to one agency; nobody else has one."""

    __tablename__ = "membership"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role]
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    invited_at: Mapped[datetime]
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # The head of the agency, who gets its weekly digest.
    is_head: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    may_approve: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise")
    agency: Mapped[Agency | None] = relationship(lazy="raise")

    __table_args__ = (
        CheckConstraint("role IN ('moderator', 'officer', 'admin')", name="role_serves"),
        CheckConstraint("(role = 'officer') = (agency_id IS NOT NULL)", name="officer_has_agency"),
        CheckConstraint("role = 'officer' OR NOT is_head", name="head_is_officer"),
        Index("uq_membership_live", "person_id", "role", unique=True, postgresql_where=text("ended_at IS NULL")),
    )
