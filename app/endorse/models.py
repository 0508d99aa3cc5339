"""Endorsements, their breakdowns by hour, county and source, what was removed of them, and how far the tally has come."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Role
from app.endorse.counties import County
from app.endorse.sources import Source
from app.kernel.db import Base, TransactionId
from app.petition.models import Petition


class Endorsement(Base):
    """One endorsement. The two nullifiers are HMACs under the petition's key, of the person and of the phone's hash.

    `at` is when it reached the server (rule 13). `xid` and `taken_back_xid` order what the tally counts. A row taken back
    stays, so that sums always add up; it no longer keeps its person from endorsing again. `county` is what its endorser declared,
    if anything, and `source` the kind of place they came from, if it is known. `moved_from_id` is the merged petition whose endorser
    moved here; the row left behind says nothing of it, so that the two cannot be told to be one person's. One removed (rule 26) stays,
    too, and keeps its person from endorsing again; no row is both taken back and removed.
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
    removed_at: Mapped[datetime | None]

    __table_args__ = (
        Index("uq_endorsement_person", "petition_id", "person_nullifier", unique=True, postgresql_where=text("taken_back_at IS NULL")),
        Index("uq_endorsement_phone", "petition_id", "phone_nullifier", unique=True, postgresql_where=text("taken_back_at IS NULL")),
        Index("ix_endorsement_xid", "xid"),
        Index("ix_endorsement_taken_back_xid", "taken_back_xid", postgresql_where=text("taken_back_xid IS NOT NULL")),
        Index("ix_endorsement_moved", "petition_id", "moved_from_id", postgresql_where=text("moved_from_id IS NOT NULL")),
    )


class EndorsementHour(Base):
    """How many endorsed, took back and were removed in one hour, UTC; what is restored is removed less, so it may be negative."""

    __tablename__ = "endorsement_hour"
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), primary_key=True)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    endorsed: Mapped[int] = mapped_column(default=0)
    taken_back: Mapped[int] = mapped_column(default=0)
    removed: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class EndorsementCounty(Base):
    """How many who declared one county endorsed, took back and are removed; whoever declared none is in no row."""

    __tablename__ = "endorsement_county"
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), primary_key=True)
    county: Mapped[County] = mapped_column(primary_key=True)
    endorsed: Mapped[int] = mapped_column(default=0)
    taken_back: Mapped[int] = mapped_column(default=0)
    removed: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class EndorsementSource(Base):
    """How many who came from one kind of place endorsed, took back and are removed; whoever came by themselves is in no row."""

    __tablename__ = "endorsement_source"
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), primary_key=True)
    source: Mapped[Source] = mapped_column(primary_key=True)
    endorsed: Mapped[int] = mapped_column(default=0)
    taken_back: Mapped[int] = mapped_column(default=0)
    removed: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class TallyMark(Base):
    """Everything from transactions before `xid` is counted, as of `as_of`; one row."""

    __tablename__ = "tally_mark"
    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    xid: Mapped[str] = mapped_column(TransactionId)
    as_of: Mapped[datetime]


class Removal(Base):
    """A batch of endorsements removed from one petition (rule 26): `rule` and `reason` are public words, `note` is internal.

    One person prepares it, another confirms it; so again if it is undone. `selection` says which endorsements were looked for,
    `count` how many were found, `removed` how many of those were still counted when it was confirmed.
    """

    __tablename__ = "removal"
    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), index=True)
    rule: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    selection: Mapped[dict[str, Any]]
    count: Mapped[int]
    removed: Mapped[int | None]

    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Role]
    at: Mapped[datetime]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    settled_role: Mapped[Role | None]
    settled_at: Mapped[datetime | None]
    confirmed: Mapped[bool] = mapped_column(default=False)

    undo_reason: Mapped[str] = mapped_column(Text, default="")
    undo_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undo_role: Mapped[Role | None]
    undo_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    undone_role: Mapped[Role | None]
    undone_at: Mapped[datetime | None]

    petition: Mapped[Petition] = relationship(lazy="raise")

    __table_args__ = (
        CheckConstraint("NOT confirmed OR settled_by_id <> by_id", name="two_people"),
        CheckConstraint("undone_by_id <> undo_by_id", name="undone_by_two"),
        Index("uq_removal_open", "petition_id", unique=True, postgresql_where=text("settled_at IS NULL")),
        Index("ix_removal_confirmed", "settled_at", postgresql_where=text("confirmed")),
    )


class RemovalEndorsement(Base):
    """One endorsement that a batch was prepared for; `applied` if the batch removed it."""

    __tablename__ = "removal_endorsement"
    removal_id: Mapped[int] = mapped_column(ForeignKey("removal.id"), primary_key=True)
    endorsement_id: Mapped[int] = mapped_column(ForeignKey("endorsement.id"), primary_key=True)
    applied: Mapped[bool] = mapped_column(default=False, server_default=text("false"))


class Finding(StrEnum):
    """What two people decide of a petition that a removal has brought below its threshold: it stays established (rule 10)."""

    UPHELD = "upheld"
    REMARKED = "remarked"


class Shortfall(Base):
    """An established petition that a removal has brought below its threshold, and what two people decided of it.

    `ended_at` without a finding: an undo, or those who endorsed since, brought it up again.
    """

    __tablename__ = "shortfall"
    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), index=True)
    removal_id: Mapped[int] = mapped_column(ForeignKey("removal.id"))
    at: Mapped[datetime]
    endorsements: Mapped[int]
    finding: Mapped[Finding | None]
    statement: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Role | None]
    proposed_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_role: Mapped[Role | None]
    ended_at: Mapped[datetime | None]

    petition: Mapped[Petition] = relationship(lazy="raise")

    __table_args__ = (
        CheckConstraint("decided_by_id <> by_id", name="two_people"),
        Index("uq_shortfall_open", "petition_id", unique=True, postgresql_where=text("ended_at IS NULL")),
    )
