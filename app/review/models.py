"""A proposal to hide a petition, which needs a second moderator's consent (rule 6)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base
from app.review.rules import HideGround


class HideProposal(Base):
    """One moderator's wish to hide; settled by another's consent or refusal."""

    __tablename__ = "hide_proposal"
    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"))
    ground: Mapped[HideGround]
    explanation: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    settled_at: Mapped[datetime | None]
    consented: Mapped[bool | None]

    __table_args__ = (
        CheckConstraint("settled_by_id <> by_id", name="two_moderators"),
        Index("uq_hide_proposal_open", "petition_id", unique=True, postgresql_where=text("settled_at IS NULL")),
    )
