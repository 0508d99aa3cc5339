"""The author of a removed comment is told which ground it was; nobody else is (rule 23)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.announce import audience, rules
from app.announce.audience import Event
from app.announce.claims import AT_ONCE, claimed
from app.discuss.models import Comment, CommentDecision, Verdict
from app.kernel.secrets import Keyring


def announce_removals(session: Session, keys: Keyring, *, at: datetime, limit: int = AT_ONCE) -> int:
    """Write to the authors of comments removed since; returns how many removals. Several may run side by side."""
    due = (
        select(CommentDecision)
        .where(CommentDecision.announced_at.is_(None), CommentDecision.verdict == Verdict.REMOVED, CommentDecision.at <= at)
        .order_by(CommentDecision.at, CommentDecision.id)
        .options(joinedload(CommentDecision.comment).options(joinedload(Comment.petition), joinedload(Comment.author)))
    )
    decided = claimed(session, due, CommentDecision, limit=limit)
    for decision in decided:
        petition, author = decision.comment.petition, decision.comment.author
        event = Event(f"decision:{decision.id}", petition, {"petition": petition.id, "decision": decision.id}, at)
        reachable = [] if author.email_sealed is None or author.erased_at else [author]
        audience.write_people(session, keys, event, letter=rules.COMMENT_REMOVED, to=reachable, called="author")
        decision.announced_at = at
    session.flush()
    return len(decided)
