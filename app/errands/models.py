"""An errand, the pieces it has made so far, and the file it ends as."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base


class Kind(StrEnum):
    """What is asked for."""

    MY_DATA = "my_data"
    OPEN_DATA = "open_data"
    DECISIONS = "decisions"
    CALENDAR = "calendar"


class State(StrEnum):
    """How an errand stands; a proposed one waits for its person's word."""

    PROPOSED = "proposed"
    WAITING = "waiting"
    UNDER_WAY = "under_way"
    DONE = "done"
    FAILED = "failed"


class Errand(Base):
    """`done` of `total` units; `last` is where the next portion begins. `next_at` is by the database's own clock."""

    __tablename__ = "errand"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[UUID] = mapped_column(unique=True)
    kind: Mapped[Kind]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    params: Mapped[dict[str, Any]]
    asked_at: Mapped[datetime]
    agreed_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    last: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    finished_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(Text, default="")
    fault_facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    size: Mapped[int | None]

    __table_args__ = (
        Index("uq_errand_open", "by_id", "kind", unique=True, postgresql_where=text("finished_at IS NULL AND failed_at IS NULL")),
        Index("ix_errand_next", "next_at", postgresql_where=text("finished_at IS NULL AND failed_at IS NULL")),
        CheckConstraint("num_nonnulls(finished_at, failed_at) <= 1", name="ends_once"),
        CheckConstraint("(agreed_at IS NULL) = (next_at IS NULL)", name="agreed_is_due"),
    )

    @property
    def state(self) -> State:
        if self.failed_at is not None:
            return State.FAILED
        if self.finished_at is not None:
            return State.DONE
        if self.agreed_at is None:
            return State.PROPOSED
        return State.WAITING if self.started_at is None else State.UNDER_WAY

    @property
    def is_open(self) -> bool:
        """Is there still something to happen by itself?"""
        return self.state in (State.WAITING, State.UNDER_WAY)


class ErrandPiece(Base):
    """What one portion added to one member of the file, sealed; gone when the file is made."""

    __tablename__ = "errand_piece"
    id: Mapped[int] = mapped_column(primary_key=True)
    errand_id: Mapped[int] = mapped_column(ForeignKey("errand.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    sealed: Mapped[bytes]


class ErrandFile(Base):
    """What an export made: a ZIP, sealed."""

    __tablename__ = "errand_file"
    errand_id: Mapped[int] = mapped_column(ForeignKey("errand.id", ondelete="CASCADE"), primary_key=True)
    sealed: Mapped[bytes]
