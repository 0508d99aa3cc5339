"""A discussion as it is read: what the public may see of each comment, in lanes; one comment to act on; the moderators' queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Agency, Person, Role
from app.discuss import ranking
from app.discuss.models import Comment, CommentDecision, CommentVote, Lane, Verdict
from app.discuss.ranking import Order
from app.kernel.errors import NotFound
from app.petition.models import Petition


@dataclass(frozen=True)
class Shown:
    """A comment as the public may read it: deleted or removed, it has no text. `author` is empty for who has left the platform."""

    id: int
    lane: Lane
    role: Role
    author: str
    agency: Agency | None
    at: datetime
    edited: bool
    votes: int
    text: str
    deleted: bool
    removal: CommentDecision | None
    replies: Sequence[Shown] = ()


@dataclass(frozen=True)
class Discussion:
    """Some comments of each lane in order, and how many each lane has in all, stubs included; `pages` is that of the longest lane."""

    lanes: dict[Lane, list[Shown]]
    totals: dict[Lane, int]
    pages: int

    @property
    def total(self) -> int:
        return sum(self.totals.values())


def discussion(
    session: Session, petition: Petition, *, lanes: Sequence[Lane] = tuple(Lane), order: Order = Order.ARGUED,
    page: int = 1, size: int, stubs: bool = True,
) -> Discussion:  # fmt: skip
    """One page of each lane, `size` comments long; without `stubs` only what can be read. An unknown page is empty."""
    ranked = _ranked(petition, lanes, order, stubs).subquery()
    wanted = select(ranked).where(ranked.c.place > (page - 1) * size, ranked.c.place <= page * size)
    votes = {row.id: row.votes for row in session.execute(wanted.order_by(ranked.c.lane, ranked.c.place))}
    shown = _shown(session, votes)
    found = {lane: [shown[id_] for id_ in votes if shown[id_].lane is lane] for lane in lanes}
    counted = select(Comment.lane, func.count()).where(*_top(petition, lanes, stubs)).group_by(Comment.lane)
    totals = dict.fromkeys(lanes, 0) | dict(session.execute(counted).all())
    return Discussion(found, totals, max(1, -(-max(totals.values()) // size)))


def comment(session: Session, petition: Petition, comment_id: int) -> Comment:
    """One comment or reply of this petition, to act on. Raises NotFound."""
    found = session.scalar(_loaded().where(Comment.id == comment_id, Comment.petition_id == petition.id))
    if found is None:
        raise NotFound("comment.unknown")
    return found


def shown(session: Session, comment: Comment) -> Shown:
    """The same as the public reads it; a reply by itself."""
    top = comment.parent_id or comment.id
    votes = session.scalar(select(func.count()).select_from(CommentVote).where(CommentVote.comment_id == top)) or 0
    found = _shown(session, {top: votes})[top]
    return found if comment.parent_id is None else next(reply for reply in found.replies if reply.id == comment.id)


def own(session: Session, petition: Petition, person: Person) -> list[Comment]:
    """What somebody wrote here, the newest first."""
    return list(
        session.scalars(_loaded().where(Comment.petition_id == petition.id, Comment.author_id == person.id).order_by(Comment.id.desc()))
    )


def removals(session: Session, ids: Sequence[int]) -> dict[int, CommentDecision]:
    """Why each of these was removed."""
    rows = select(CommentDecision).where(CommentDecision.comment_id.in_(ids), CommentDecision.verdict == Verdict.REMOVED)
    return {row.comment_id: row for row in session.scalars(rows)}


def _loaded() -> Select[Comment]:
    return select(Comment).options(
        joinedload(Comment.petition), joinedload(Comment.parent), joinedload(Comment.author), joinedload(Comment.agency)
    )


def _ranked(petition: Petition, lanes: Sequence[Lane], order: Order, stubs: bool) -> Select[int, Lane, int, int]:
    given = select(CommentVote.comment_id, func.count().label("votes")).join(Comment, Comment.id == CommentVote.comment_id)
    counted = given.where(Comment.petition_id == petition.id).group_by(CommentVote.comment_id).subquery()
    votes = func.coalesce(counted.c.votes, 0)
    best = ranking.ordered(order, votes, days=petition.policy.discuss_rank_days)
    place = func.row_number().over(partition_by=Comment.lane, order_by=best)
    rows = select(Comment.id, Comment.lane, votes.label("votes"), place.label("place")).outerjoin(
        counted, counted.c.comment_id == Comment.id
    )
    return rows.where(*_top(petition, lanes, stubs))


def _top(petition: Petition, lanes: Sequence[Lane], stubs: bool) -> list[ColumnElement[bool]]:
    """Which comments stand in these lanes; replies stand below theirs."""
    found = [Comment.petition_id == petition.id, Comment.parent_id.is_(None), Comment.lane.in_(lanes)]
    return found if stubs else [*found, Comment.deleted_at.is_(None), Comment.removed_at.is_(None)]


def _shown(session: Session, votes: dict[int, int]) -> dict[int, Shown]:
    """What the public sees of these comments with their replies, oldest reply first."""
    below = session.scalars(_loaded().where(Comment.parent_id.in_(votes)).order_by(Comment.id)).all()
    tops = session.scalars(_loaded().where(Comment.id.in_(votes))).all()
    why = removals(session, [row.id for row in (*tops, *below)])
    replies: dict[int | None, list[Shown]] = {}
    for row in below:
        replies.setdefault(row.parent_id, []).append(_public(row, 0, why.get(row.id)))
    return {row.id: _public(row, votes[row.id], why.get(row.id), replies.get(row.id, ())) for row in tops}


def _public(row: Comment, votes: int, removal: CommentDecision | None, replies: Sequence[Shown] = ()) -> Shown:
    return Shown(
        id=row.id,
        lane=row.lane,
        role=row.role,
        author="" if row.author.erased_at else row.author.nickname,
        agency=row.agency,
        at=row.at,
        edited=row.edited_at is not None,
        votes=votes,
        text=row.text if row.stands else "",
        deleted=row.deleted_at is not None,
        removal=removal,
        replies=replies,
    )
