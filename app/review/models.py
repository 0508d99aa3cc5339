"""The list of grounds, decisions that wait for a second moderator, and what was decided without knowing the first decision (rule 6)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base
from app.kernel.kept_lists import KeptRow
from app.petition.lifecycle import Move


class GroundKind(StrEnum):
    """What a ground is for."""

    REFUSE = "refuse"
    HIDE = "hide"


class ListedGround(KeptRow, Base):
    """One ground of the closed list, in two languages. `template` is the Chinese that a moderator completes; 【…】 in it are its blanks.

    What was decided keeps the words that were said (`grounds.Said`), so that a row may be reworded.
    """

    __tablename__ = "ground"
    code: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[GroundKind]
    text_zh: Mapped[str] = mapped_column(String(80))
    text_en: Mapped[str] = mapped_column(String(160))
    applies_zh: Mapped[str] = mapped_column(Text)
    applies_en: Mapped[str] = mapped_column(Text)
    law_zh: Mapped[str] = mapped_column(Text)
    law_en: Mapped[str] = mapped_column(Text)
    elsewhere_zh: Mapped[str] = mapped_column(Text)
    elsewhere_en: Mapped[str] = mapped_column(Text)
    template: Mapped[str] = mapped_column(Text)
    used_from: Mapped[datetime]
    used_until: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("used_until > used_from", name="used_in_order"),)


class DecisionProposal(Base):
    """One moderator's wish to refuse or to hide; settled by another's word. `facts` are those of the ledger's row it would make."""

    __tablename__ = "decision_proposal"
    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"))
    move: Mapped[Move]
    explanation: Mapped[str] = mapped_column(Text)
    facts: Mapped[dict[str, Any]]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    settled_at: Mapped[datetime | None]
    consented: Mapped[bool | None]

    __table_args__ = (
        CheckConstraint("settled_by_id <> by_id", name="two_moderators"),
        CheckConstraint("move IN ('refuse', 'hide')", name="needs_two"),
        Index("ix_decision_proposal_petition_id", "petition_id"),
        Index("uq_decision_proposal_open", "petition_id", "move", unique=True, postgresql_where=text("settled_at IS NULL")),
    )


class SecondLook(Base):
    """What another moderator would have decided, who did not know what was; it changes nothing but the rate of agreement."""

    __tablename__ = "second_look"
    id: Mapped[int] = mapped_column(primary_key=True)
    transition_id: Mapped[int] = mapped_column(ForeignKey("transition.id"))
    move: Mapped[Move]
    ground: Mapped[str | None] = mapped_column(String(40))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("transition_id"),
        CheckConstraint("move IN ('admit', 'refuse', 'hide')", name="decides"),
        CheckConstraint("(move = 'admit') = (ground IS NULL)", name="has_ground"),
    )
