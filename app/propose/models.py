"""Drafts, the counter behind petition numbers, and what proposers tell beside their frozen text."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base


class Draft(Base):
    """What a citizen is still writing, kept as typed; `content` need not satisfy any rule.

    `key` is chosen when the empty page is opened, so that saving twice, or from two tabs of one page, keeps one draft. `written_by`
    holds, for each step of the form, the mark of the page that wrote it last: an older page of the same step is not taken.
    """

    __tablename__ = "draft"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    key: Mapped[UUID]
    content: Mapped[dict[str, Any]]
    written_by: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"), default=dict)
    revises_id: Mapped[int | None] = mapped_column(ForeignKey("petition.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    submitted_as_id: Mapped[int | None] = mapped_column(ForeignKey("petition.id"), unique=True)

    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        Index("ix_draft_open", "person_id", "updated_at", postgresql_where=text("submitted_as_id IS NULL")),
    )


class NumberCounter(Base):
    """The last petition number of a local year."""

    __tablename__ = "number_counter"
    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    last: Mapped[int]


class RemovalGround(StrEnum):
    """Why a moderator took an update from view."""

    UNLAWFUL = "unlawful"
    ABUSIVE = "abusive"
    PERSONAL_DATA = "personal_data"
    ADVERTISING = "advertising"


class PetitionUpdate(Base):
    """One dated word of the proposer beside the text; never changed. A removed one stays as a line that says why (rule 9).

    `key` is chosen when the empty form is opened, so that pressing twice posts once.
    """

    __tablename__ = "petition_update"
    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"))
    key: Mapped[UUID]
    at: Mapped[datetime]
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    removed_ground: Mapped[RemovalGround | None]

    __table_args__ = (UniqueConstraint("petition_id", "key"), Index("ix_petition_update_at", "at"))
