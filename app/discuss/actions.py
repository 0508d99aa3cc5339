"""Comment, reply, edit within minutes, delete (rule 23)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import Agency, Person, Role
from app.discuss import rules
from app.discuss.models import Comment, Lane
from app.kernel.errors import Conflict, Invalid, NotAllowed, TooMany
from app.petition import assignments
from app.petition.models import Part, Petition

HOUR = timedelta(hours=1)
RESPONSIBLE = (Part.LEAD, Part.CO_AGENCY)


def post(session: Session, petition: Petition, *, by: Person, lane: Lane, text: str, at: datetime, confirmed: bool = False) -> Comment:
    """Say something in a lane. Raises NotAllowed `discuss.not_verified`, Conflict, Invalid, TooMany `discuss.too_often`."""
    open_to(petition, by, at=at)
    text = _checked(text, petition, is_reply=False, confirmed=confirmed)
    _within_limit(session, petition, by, at=at)
    role = Role.PROPOSER if petition.proposer_id == by.id else Role.CITIZEN
    return _add(session, Comment(petition=petition, lane=lane, role=role, author_id=by.id, text=text, at=at))


def reply_as_agency(
    session: Session, comment: Comment, *, by: Person, agency: Agency, text: str, at: datetime, confirmed: bool = False
) -> Comment:
    """A responsible agency's word to a comment. Raises NotAllowed `agency.not_responsible`, Conflict, Invalid."""
    assignments.named(session, comment.petition, agency, *RESPONSIBLE)
    return _reply(session, comment, by=by, role=Role.OFFICER, agency=agency, text=text, at=at, confirmed=confirmed)


def reply_as_proposer(session: Session, comment: Comment, *, by: Person, text: str, at: datetime, confirmed: bool = False) -> Comment:
    """The proposer's word to a comment. Raises NotAllowed `discuss.who_replies` for anybody else, Conflict, Invalid."""
    if comment.petition.proposer_id != by.id:
        raise NotAllowed("discuss.who_replies")
    return _reply(session, comment, by=by, role=Role.PROPOSER, agency=None, text=text, at=at, confirmed=confirmed)


def edit(session: Session, comment: Comment, *, by: Person, text: str, at: datetime, confirmed: bool = False) -> None:
    """Mend one's own words within minutes; shown as edited. Raises NotAllowed, Invalid, Conflict `comment.frozen`, `comment.gone`."""
    _own(comment, by)
    text = _checked(text, comment.petition, is_reply=comment.parent_id is not None, confirmed=confirmed)
    if not _change(session, comment, Comment.at > at - edit_time(comment.petition), text=text, edited_at=at):
        raise Conflict("comment.frozen" if comment.stands else "comment.gone")


def delete(session: Session, comment: Comment, *, by: Person, at: datetime) -> None:
    """Blank one's own words, at any time; a stub stays. Raises NotAllowed, Conflict `comment.gone`."""
    _own(comment, by)
    if not _change(session, comment, text="", deleted_at=at):
        raise Conflict("comment.gone")


def edit_time(petition: Petition) -> timedelta:
    return timedelta(minutes=petition.policy.comment_edit_minutes)


def open_to(petition: Petition, by: Person, *, at: datetime) -> None:
    """Raises NotAllowed `discuss.not_verified`, Conflict `discuss.not_open_yet`, `discuss.closed`."""
    if by.verified_at is None:
        raise NotAllowed("discuss.not_verified")
    refusal = rules.why_closed(petition, at=at)
    if refusal is not None:
        raise refusal


def _reply(
    session: Session, comment: Comment, *, by: Person, role: Role, agency: Agency | None, text: str, at: datetime, confirmed: bool
) -> Comment:
    refusal = rules.why_closed(comment.petition, at=at)
    if refusal is not None:
        raise refusal
    if comment.parent_id is not None:
        raise Conflict("comment.one_level")
    if not comment.stands:
        raise Conflict("comment.gone")
    text = _checked(text, comment.petition, is_reply=True, confirmed=confirmed)
    row = Comment(
        petition=comment.petition, parent_id=comment.id, lane=comment.lane, role=role, author_id=by.id,
        agency_id=agency.id if agency else None, text=text, at=at,
    )  # fmt: skip
    return _add(session, row)


def _checked(text: str, petition: Petition, *, is_reply: bool, confirmed: bool) -> str:
    text = text.replace("\r\n", "\n").strip()
    faults = rules.problems(text, petition, is_reply=is_reply, confirmed=confirmed)
    if faults:
        raise Invalid(faults)
    return text


def _within_limit(session: Session, petition: Petition, by: Person, *, at: datetime) -> None:
    # The lock makes two comments of one person wait for each other, so that both cannot pass the count.
    session.execute(select(Person.id).where(Person.id == by.id).with_for_update())
    most = petition.policy.comments_per_hour
    mine = select(Comment.at).where(Comment.petition_id == petition.id, Comment.author_id == by.id, Comment.parent_id.is_(None))
    lately = session.scalars(mine.where(Comment.at > at - HOUR).order_by(Comment.at.desc()).limit(most)).all()
    if len(lately) == most:
        raise TooMany("discuss.too_often", retry_after=max(1, int((lately[-1] + HOUR - at).total_seconds())))


def _own(comment: Comment, by: Person) -> None:
    if comment.author_id != by.id:
        raise NotAllowed("comment.not_yours")


def _change(session: Session, comment: Comment, *conditions: Any, **values: Any) -> bool:
    standing = Comment.deleted_at.is_(None), Comment.removed_at.is_(None)
    row = update(Comment).where(Comment.id == comment.id, *standing, *conditions).values(**values).returning(Comment.id)
    changed = session.scalar(row.execution_options(synchronize_session=False)) is not None
    session.refresh(comment, ["text", "edited_at", "deleted_at", "removed_at"])
    return changed


def _add(session: Session, comment: Comment) -> Comment:
    session.add(comment)
    session.flush()
    return comment
