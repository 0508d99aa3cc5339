"""Ratings by endorsers and answers to the survey; neither says who gave it."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base


class Rating(Base):
    """One endorser's two answers from 1 to 5; the nullifier is an HMAC under the petition's key. No moment is kept: it would tell."""

    __tablename__ = "rating"
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), primary_key=True)
    nullifier: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    addressed: Mapped[int] = mapped_column(SmallInteger)
    agrees: Mapped[int] = mapped_column(SmallInteger)

    __table_args__ = (
        CheckConstraint("addressed BETWEEN 1 AND 5", name="addressed_on_scale"),
        CheckConstraint("agrees BETWEEN 1 AND 5", name="agrees_on_scale"),
    )


class SurveyAnswer(Base):
    """What one address answered a month later; `ballot` comes from the link in its letter and tells neither address nor person."""

    __tablename__ = "survey_answer"
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), primary_key=True)
    ballot: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    answered: Mapped[int] = mapped_column(SmallInteger)
    understandable: Mapped[int] = mapped_column(SmallInteger)
    fair: Mapped[int] = mapped_column(SmallInteger)
    text: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        CheckConstraint("answered BETWEEN 1 AND 5", name="answered_on_scale"),
        CheckConstraint("understandable BETWEEN 1 AND 5", name="understandable_on_scale"),
        CheckConstraint("fair BETWEEN 1 AND 5", name="fair_on_scale"),
    )
