"""Report a comment, once and without a name; keep it or remove it with a public ground (rule 23)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Subquery, cast, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.discuss import nullifiers
from app.discuss.models import Comment, CommentDecision, CommentGround, CommentReport, Verdict
from app.kernel.errors import Conflict, Invalid, NotAllowed, Problem
from app.kernel.secrets import Keyring

EXPLANATION_MAX = 500


def report(session: Session, comment: Comment, *, by: Person, ground: CommentGround, keys: Keyring, at: datetime) -> None:
    """Ask moderators to look at it, whether or not the discussion is open. Raises NotAllowed `report.own`, Conflict."""
    if comment.author_id == by.id:
        raise NotAllowed("report.own")
    if not comment.stands:
        raise Conflict("comment.gone")
    mark = nullifiers.of_report(keys, comment.id, by.id)
    row = insert(CommentReport).values(comment_id=comment.id, nullifier=mark, ground=ground, at=at)
    if session.scalar(row.on_conflict_do_nothing().returning(CommentReport.id)) is None:
        raise Conflict("report.already")


def keep(session: Session, comment: Comment, *, by: Person, at: datetime, explanation: str = "") -> CommentDecision:
    """Settle its reports and leave it. Raises NotAllowed (`why_barred`), Invalid, Conflict `report.settled`."""
    return _decide(session, comment, Verdict.KEPT, None, by=by, at=at, explanation=explanation)


def remove(
    session: Session, comment: Comment, *, by: Person, ground: CommentGround, at: datetime, explanation: str = ""
) -> CommentDecision:
    """Settle its reports and take its text from view; ground and explanation are public, the author is told.

    Raises NotAllowed (`why_barred`), Invalid, Conflict `report.settled`, `comment.gone`.
    """
    decision = _decide(session, comment, Verdict.REMOVED, ground, by=by, at=at, explanation=explanation)
    standing = update(Comment).where(Comment.id == comment.id, Comment.deleted_at.is_(None), Comment.removed_at.is_(None))
    taken = standing.values(removed_at=at).returning(Comment.id).execution_options(synchronize_session=False)
    if session.scalar(taken) is None:
        raise Conflict("comment.gone")
    session.refresh(comment, ["removed_at"])
    return decision


def why_barred(comment: Comment, by: Person) -> str | None:
    """Why this person may not decide on it: their own words, or words about their own petition; nothing if they may."""
    if comment.author_id == by.id:
        return "report.own_comment"
    return "report.own_petition" if comment.petition.proposer_id == by.id else None


def removals() -> Subquery:
    """What was removed, as rows of the log of moderation: id, kind, at, petition_id, ground, reason."""
    row, ground, why = CommentDecision, cast(CommentDecision.ground, String).label("ground"), CommentDecision.explanation.label("reason")
    rows = select(row.id, literal("comment").label("kind"), row.at, Comment.petition_id, ground, why)
    return rows.join(Comment, Comment.id == row.comment_id).where(row.verdict == Verdict.REMOVED).subquery()


def _decide(
    session: Session, comment: Comment, verdict: Verdict, ground: CommentGround | None, *, by: Person, at: datetime, explanation: str
) -> CommentDecision:
    why = why_barred(comment, by)
    if why is not None:
        raise NotAllowed(why)
    explanation = explanation.strip()
    if len(explanation) > EXPLANATION_MAX:
        raise Invalid([Problem("explanation", "text.long", {"most": EXPLANATION_MAX, "count": len(explanation)})])
    # Of two moderators the second waits here, and then finds no report open.
    session.execute(select(Comment.id).where(Comment.id == comment.id).with_for_update(key_share=True))
    decision = CommentDecision(comment_id=comment.id, verdict=verdict, ground=ground, explanation=explanation, by_id=by.id, at=at)
    opened = CommentReport.comment_id == comment.id, CommentReport.decision_id.is_(None)
    if session.scalar(select(CommentReport.id).where(*opened).limit(1)) is None:
        raise Conflict("report.settled")
    session.add(decision)
    session.flush()
    session.execute(update(CommentReport).where(*opened).values(decision_id=decision.id).execution_options(synchronize_session=False))
    return decision
