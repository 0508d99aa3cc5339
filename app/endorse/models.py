"""Endorsements, their breakdowns by hour, county and source, and how far the tally has come."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.endorse.counties import County
from app.endorse.sources import Source
from app.kernel.db import Base, TransactionId


class Endorsement(Base):
    """One endorsement. The two nullifiers are HMACs under the petition's key, of the person and of the phone's hash.

    `at` is when it reached the server (rule 13). `xid` and `taken_back_xid` order what the tally counts. A row taken back
    stays, so that sums always add up; it no longer keeps its person from endorsing again. `county` is what its endorser declared,
    if anything, and `source` the kind of place they came from, if it is known. `moved_from_id` is the merged petition whose endorser
    moved here; the row left behind says nothing of it, so that the two cannot be told to be one person's.
    """

    __tablename__ = "endorsement"
    id: Mapped[int] = mapped_column(primary_key=True)
    # No foreign key: its check would lock the petition's row for every endorsement, and that row is the hot one. The id comes from
    # the petition itself in the same statement, and no petition is ever deleted.
    petition_id: Mapped[int]
    person_nullifier: Mapped[bytes] = mapped_column(LargeBinary(32))
    phone_nullifier: Mapped[bytes] = mapped_column(LargeBinary(32))
    at: Mapped[datetime]
    text_sha256: Mapped[str] = mapped_column(String(64))
    county: Mapped[County | None]
    source: Mapped[Source | None]
    xid: Mapped[str] = mapped_column(TransactionId, server_default=text("pg_current_xact_id()"))
    taken_back_at: Mapped[datetime | None]
    taken_back_xid: Mapped[str | None] = mapped_column(TransactionId)
    moved_from_id: Mapped[int | None]

    __table_args__ = (
        Index("uq_endorsement_person", "petition_id", "person_nullifier", unique=True, postgresql_where=text("taken_back_at IS NULL")),
        Index("uq_endorsement_phone", "petition_id", "phone_nullifier", unique=True, postgresql_where=text("taken_back_at IS NULL")),
        Index("ix_endorsement_xid", "xid"),
        Index("ix_endorsement_taken_back_xid", "taken_back_xid", postgresql_where=text("taken_back_xid IS NOT NULL")),
        Index("ix_endorsement_moved", "petition_id", "moved_from_id", postgresql_where=text("moved_from_id IS NOT NULL")),
    )


class EndorsementHour(Base):
    """How many endorsed and took back in one hour, UTC."""

    __tablename__ = "endorsement_hour"
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), primary_key=True)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    endorsed: Mapped[int] = mapped_column(default=0)
    taken_back: Mapped[int] = mapped_column(default=0)


class EndorsementCounty(Base):
    """How many who declared one county endorsed and took back; whoever declared none is in no row."""

    __tablename__ = "endorsement_county"
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), primary_key=True)
    county: Mapped[County] = mapped_column(primary_key=True)
    endorsed: Mapped[int] = mapped_column(default=0)
    taken_back: Mapped[int] = mapped_column(default=0)


class EndorsementSource(Base):
    """How many who came from one kind of place endorsed and took back; whoever came by themselves is in no row."""

    __tablename__ = "endorsement_source"
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), primary_key=True)
    source: Mapped[Source] = mapped_column(primary_key=True)
    endorsed: Mapped[int] = mapped_column(default=0)
    taken_back: Mapped[int] = mapped_column(default=0)


class TallyMark(Base):
    """Everything from transactions before `xid` is counted, as of `as_of`; one row."""

    __tablename__ = "tally_mark"
    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    xid: Mapped[str] = mapped_column(TransactionId)
    as_of: Mapped[datetime]
