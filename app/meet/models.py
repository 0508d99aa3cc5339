"""A meeting from its call to its record, and the lots of those who may sit in it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Agency, Language
from app.kernel.db import Base


class Meeting(Base):
    """One meeting. `starts_at` is None for one that was only recorded; `version` grows with every change of the call.

    `commitment` is the SHA-256 of the seed, public from the beginning; `seed` is empty until the draw, `pool` how many signed up.
    `names` are those of participants who agreed to be named in public, `guests` how many came; lots are deleted at `forgotten_at`.
    """

    __tablename__ = "meeting"
    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    version: Mapped[int] = mapped_column(SmallInteger, default=1)
    title: Mapped[str] = mapped_column(String(120), default="")
    agenda: Mapped[str] = mapped_column(Text, default="")
    starts_at: Mapped[datetime | None]
    place: Mapped[str] = mapped_column(String(200), default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    seats: Mapped[int] = mapped_column(SmallInteger, default=0)
    sign_up_until: Mapped[datetime | None]
    commitment: Mapped[str] = mapped_column(String(64), default="")
    seed_sealed: Mapped[bytes | None]
    seed: Mapped[str] = mapped_column(String(64), default="")
    drawn_at: Mapped[datetime | None]
    pool: Mapped[int] = mapped_column(default=0)
    pool_sha256: Mapped[str] = mapped_column(String(64), default="")
    called_off_at: Mapped[datetime | None]
    held_on: Mapped[date | None]
    record: Mapped[str] = mapped_column(Text, default="")
    minutes_url: Mapped[str] = mapped_column(String(500), default="")
    video_url: Mapped[str] = mapped_column(String(500), default="")
    recorded_at: Mapped[datetime | None]
    names: Mapped[str] = mapped_column(Text, default="")
    guests: Mapped[int] = mapped_column(default=0)
    forgotten_at: Mapped[datetime | None]

    agency: Mapped[Agency] = relationship(lazy="raise")

    __table_args__ = (
        CheckConstraint("(seats > 0) = (sign_up_until IS NOT NULL)", name="seats_have_deadline"),
        CheckConstraint("starts_at IS NOT NULL OR held_on IS NOT NULL", name="has_a_day"),
        CheckConstraint("(recorded_at IS NULL) = (held_on IS NULL)", name="record_has_day"),
        CheckConstraint("(drawn_at IS NULL) = (seed = '')", name="seed_shown_when_drawn"),
        CheckConstraint("called_off_at IS NULL OR recorded_at IS NULL", name="not_held_if_called_off"),
        Index("ix_meeting_undrawn", "sign_up_until", postgresql_where=text("drawn_at IS NULL AND called_off_at IS NULL")),
    )


class LotState(StrEnum):
    SIGNED_UP = "signed_up"
    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"


class Lot(Base):
    """One who may sit in a meeting: signed up for the draw, or with rank 0 the proposer, who needs no draw and no address here.

    The nullifier is an HMAC under the petition's key, the address is sealed under that key too. `number` is the place in the sorted list
    of those who signed up, `rank` the order of the draw; both from 1, None before it. `told_at` is when it was told of its `state`.
    """

    __tablename__ = "lot"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    nullifier: Mapped[bytes] = mapped_column(LargeBinary(32))
    address_sealed: Mapped[bytes | None]
    language: Mapped[Language]
    number: Mapped[int | None]
    rank: Mapped[int | None]
    state: Mapped[LotState]
    reply_until: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    name: Mapped[str] = mapped_column(String(40), default="")
    may_name: Mapped[bool] = mapped_column(default=False)
    may_record: Mapped[bool] = mapped_column(default=False)

    meeting: Mapped[Meeting] = relationship(lazy="raise")

    __table_args__ = (
        UniqueConstraint("meeting_id", "nullifier"),
        UniqueConstraint("meeting_id", "rank"),
        Index("ix_lot_untold", "id", postgresql_where=text("rank > 0 AND told_at IS NULL")),
        Index("ix_lot_reply_until", "reply_until", postgresql_where=text("state = 'invited'")),
    )
