"""What ran, and who is alive. Times are the database's own clock, not the platform's, which travels in the demonstration."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text, UniqueConstraint, func
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base


class TaskRun(Base):
    """One task in one of its periods: the row is unique, so however many ticks there are, the period is run once.

    `period` is by the platform's clock. A run is rung when it was announced to the workers, and open until done.
    """

    __tablename__ = "task_run"
    id: Mapped[int] = mapped_column(primary_key=True)
    task: Mapped[str] = mapped_column(String(40))
    period: Mapped[datetime]
    rung: Mapped[int] = mapped_column(server_default="0")
    rung_at: Mapped[datetime | None]
    started: Mapped[int] = mapped_column(server_default="0")
    started_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    by: Mapped[str] = mapped_column(String(80), server_default="")
    error: Mapped[str] = mapped_column(Text, server_default="")

    __table_args__ = (
        UniqueConstraint("task", "period"),
        Index("ix_task_run_open", "task", "period", postgresql_where=sql("done_at IS NULL")),
        Index("ix_task_run_failed", "failed_at", postgresql_where=sql("failed_at IS NOT NULL")),
    )


class Post(StrEnum):
    """What a process is there for."""

    WORKER = "worker"
    TICK = "tick"


class Beat(Base):
    """The last sign of life of one process."""

    __tablename__ = "beat"
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    post: Mapped[Post]
    since: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
