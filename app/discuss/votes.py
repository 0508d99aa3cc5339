""" "Well argued": one for each citizen and comment, by a unique index; who gave it stands nowhere (rule 23)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.discuss import nullifiers
from app.discuss.actions import open_to
from app.discuss.models import Comment, CommentVote
from app.kernel.errors import Conflict, NotAllowed
from app.kernel.secrets import Keyring
from app.petition import keys as petition_keys


def vote(session: Session, comment: Comment, *, by: Person, keys: Keyring, at: datetime) -> None:
    """Find a comment well argued. Raises NotAllowed `vote.own`, Conflict `vote.already`, `vote.reply`, `comment.gone`, `discuss.closed`."""
    if comment.author_id == by.id:
        raise NotAllowed("vote.own")
    if comment.parent_id is not None:
        raise Conflict("vote.reply")
    row = insert(CommentVote).values(comment_id=comment.id, nullifier=_mark(comment, by, keys, at))
    if session.scalar(row.on_conflict_do_nothing().returning(CommentVote.comment_id)) is None:
        raise Conflict("vote.already")


def take_back(session: Session, comment: Comment, *, by: Person, keys: Keyring, at: datetime) -> None:
    """Raises Conflict `vote.none`, `comment.gone`, `discuss.closed`."""
    mine = CommentVote.comment_id == comment.id, CommentVote.nullifier == _mark(comment, by, keys, at)
    if session.scalar(delete(CommentVote).where(*mine).returning(CommentVote.comment_id)) is None:
        raise Conflict("vote.none")


def voted(session: Session, comments: Sequence[Comment], *, by: Person, keys: Keyring) -> set[int]:
    """Which of these comments of one petition somebody found well argued: computed for themselves alone."""
    if not comments or comments[0].petition.key_sealed is None or by.phone_hash is None:
        return set()
    key = petition_keys.unwrap(keys, comments[0].petition.key_sealed)
    marks = [_nullifier(key, comment, by) for comment in comments]
    return set(session.scalars(select(CommentVote.comment_id).where(CommentVote.nullifier.in_(marks))))


def _mark(comment: Comment, by: Person, keys: Keyring, at: datetime) -> bytes:
    open_to(comment.petition, by, at=at)
    if not comment.stands:
        raise Conflict("comment.gone")
    if comment.petition.key_sealed is None:
        raise Conflict("discuss.closed")
    return _nullifier(petition_keys.unwrap(keys, comment.petition.key_sealed), comment, by)


def _nullifier(key: bytes, comment: Comment, by: Person) -> bytes:
    if by.phone_hash is None or by.phone_seat is None:
        raise NotAllowed("discuss.not_verified")
    return nullifiers.of_vote(key, comment.id, by.phone_hash, by.phone_seat)
