"""The moderators' queue of reported comments, oldest report first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from app.discuss.models import Comment, CommentDecision, CommentGround, CommentReport
from app.kernel.errors import NotFound
from app.petition import personal
from app.petition.lifecycle import Stage
from app.petition.models import Petition
from app.petition.personal import Finding


@dataclass(frozen=True)
class Reported:
    """A comment with its open reports: how many by ground, and since when the oldest waits. `earlier` is what was decided before."""

    comment: Comment
    grounds: Mapping[CommentGround, int]
    since: datetime
    earlier: list[CommentDecision]
    hints: list[Finding]

    @property
    def count(self) -> int:
        return sum(self.grounds.values())


def count_reported(session: Session) -> int:
    """The number for the menu."""
    return session.scalar(select(func.count()).select_from(_waiting().subquery())) or 0


def inbox(session: Session) -> list[Reported]:
    """Everything that waits for a decision, what has waited longest on top."""
    rows = session.execute(_waiting().order_by("since", Comment.id)).all()
    return [_reported(session, row.id, row.since) for row in rows]


def reported(session: Session, comment_id: int) -> Reported:
    """One comment that was ever reported, settled or not. Raises NotFound."""
    since = session.scalar(select(func.min(CommentReport.at)).where(CommentReport.comment_id == comment_id))
    if since is None:
        raise NotFound("comment.unknown")
    return _reported(session, comment_id, since)


def _waiting() -> Select[int, datetime]:
    standing = Comment.deleted_at.is_(None), Comment.removed_at.is_(None)
    rows = select(Comment.id, func.min(CommentReport.at).label("since")).join(CommentReport, CommentReport.comment_id == Comment.id)
    rows = rows.join(Petition, Petition.id == Comment.petition_id).where(Petition.stage != Stage.HIDDEN)
    return rows.where(CommentReport.decision_id.is_(None), *standing).group_by(Comment.id)


def _reported(session: Session, comment_id: int, since: datetime) -> Reported:
    parts = joinedload(Comment.petition), joinedload(Comment.author), joinedload(Comment.agency), joinedload(Comment.parent)
    found = session.scalars(select(Comment).where(Comment.id == comment_id).options(*parts)).one()
    opened = select(CommentReport.ground, func.count()).where(CommentReport.comment_id == comment_id, CommentReport.decision_id.is_(None))
    grounds = dict(session.execute(opened.group_by(CommentReport.ground).order_by(CommentReport.ground)).all())
    earlier = session.scalars(select(CommentDecision).where(CommentDecision.comment_id == comment_id).order_by(CommentDecision.id))
    return Reported(found, grounds, since, list(earlier), personal.findings(found.text))
