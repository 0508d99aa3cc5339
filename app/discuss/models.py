"""Comments and their replies, votes and reports that name nobody, and what moderators decided."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Agency, Person, Role
from app.kernel.db import Base
from app.petition.models import Petition


class Lane(StrEnum):
    """Where a comment stands. No lane is ranked against another."""

    FOR = "for"
    AGAINST = "against"
    OTHER = "other"


class CommentGround(StrEnum):
    """Why a comment is reported, and why it is removed: a closed list. An opinion is no ground."""

    UNLAWFUL = "unlawful"
    ABUSIVE = "abusive"
    PERSONAL_DATA = "personal_data"
    ADVERTISING = "advertising"
    OFF_TOPIC = "off_topic"
    FLOODING = "flooding"


class Verdict(StrEnum):
    """What becomes of a reported comment."""

    KEPT = "kept"
    REMOVED = "removed"


class Comment(Base):
    """A comment, or with `parent_id` a reply to one. What its author deleted is blank; what was removed is kept for the record."""

    __tablename__ = "comment"
    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    lane: Mapped[Lane]
    role: Mapped[Role]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]

    petition: Mapped[Petition] = relationship(lazy="raise")
    parent: Mapped[Comment | None] = relationship(remote_side=[id], lazy="raise")
    author: Mapped[Person] = relationship(lazy="raise")
    agency: Mapped[Agency | None] = relationship(lazy="raise")

    __table_args__ = (
        CheckConstraint("role IN ('citizen', 'proposer', 'officer')", name="role_discusses"),
        CheckConstraint("(role = 'officer') = (agency_id IS NOT NULL)", name="officer_has_agency"),
        CheckConstraint(
            "CASE role WHEN 'officer' THEN parent_id IS NOT NULL WHEN 'citizen' THEN parent_id IS NULL ELSE true END", name="who_replies"
        ),
        CheckConstraint("deleted_at IS NULL OR text = ''", name="deleted_is_blank"),
        Index("ix_comment_lane", "petition_id", "lane", "at"),
        Index("ix_comment_author", "author_id", "petition_id", "at"),
    )

    @property
    def stands(self) -> bool:
        """May its text be read?"""
        return self.deleted_at is None and self.removed_at is None


class CommentVote(Base):
    """One "well argued". The nullifier is keyed by the petition and differs from comment to comment."""

    __tablename__ = "comment_vote"
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    nullifier: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)


class CommentDecision(Base):
    """What a moderator decided on a reported comment: the public record of it."""

    __tablename__ = "comment_decision"
    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    verdict: Mapped[Verdict]
    ground: Mapped[CommentGround | None]
    explanation: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    announced_at: Mapped[datetime | None]

    comment: Mapped[Comment] = relationship(lazy="raise")

    __table_args__ = (
        CheckConstraint("(verdict = 'removed') = (ground IS NOT NULL)", name="removal_has_ground"),
        Index("uq_comment_decision_removed", "comment_id", unique=True, postgresql_where=text("verdict = 'removed'")),
        Index("ix_comment_decision_unannounced", "at", postgresql_where=text("announced_at IS NULL AND verdict = 'removed'")),
    )


class CommentReport(Base):
    """One report; open until a decision settles it."""

    __tablename__ = "comment_report"
    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    nullifier: Mapped[bytes] = mapped_column(LargeBinary(32))
    ground: Mapped[CommentGround]
    at: Mapped[datetime]
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("comment_decision.id"))

    __table_args__ = (
        UniqueConstraint("comment_id", "nullifier"),
        Index("ix_comment_report_open", "comment_id", "at", postgresql_where=text("decision_id IS NULL")),
    )
