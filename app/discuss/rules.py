"""When a discussion is open, and what a comment must be like (rule 23)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.kernel.errors import Conflict, Problem
from app.petition import deadlines, personal
from app.petition.lifecycle import Stage
from app.petition.models import Petition

GATHERING = (Stage.ENDORSING, Stage.NOT_REACHED)
SHUT = (Stage.WITHDRAWN, Stage.MERGED, Stage.HIDDEN, Stage.NOT_ADMITTED, Stage.IN_REVIEW)


def closes_at(petition: Petition) -> datetime | None:
    """The exclusive end of the discussion; None while nobody knows it yet.

    The end of the n-th day after the answer; without one, so many days after a window that ended below the threshold.
    An answer that is recalled, or an agency that takes it up, opens it again.
    """
    days = petition.policy.discuss_days_after_answer
    if petition.stage in GATHERING and petition.endorse_until is not None:
        return petition.endorse_until + timedelta(days=days)
    return deadlines.days_after(petition.responded_at, days) if petition.responded_at else None


def why_closed(petition: Petition, *, at: datetime) -> Conflict | None:
    """Why nobody may comment, reply or vote at this moment; nothing if it is open."""
    if petition.admitted_at is None or at < petition.admitted_at:
        return Conflict("discuss.not_open_yet")
    ends = closes_at(petition)
    if petition.stage in SHUT or (ends is not None and at >= ends):
        return Conflict("discuss.closed")
    return None


def problems(text: str, petition: Petition, *, is_reply: bool, confirmed: bool) -> list[Problem]:
    """Every fault of a comment's text; `confirmed` says that what looks like personal data may be public."""
    return [*_length(text, petition, is_reply), *_personal(text, confirmed)]


def _length(text: str, petition: Petition, is_reply: bool) -> Iterator[Problem]:
    policy, count = petition.policy, len(text)
    most = policy.reply_max if is_reply else policy.comment_max
    if count == 0:
        yield Problem("text", "text.missing")
    elif count < policy.comment_min:
        yield Problem("text", "text.short", {"least": policy.comment_min, "count": count})
    elif count > most:
        yield Problem("text", "text.long", {"most": most, "count": count})


def _personal(text: str, confirmed: bool) -> Iterator[Problem]:
    found = [finding.found for finding in personal.findings(text)]
    if found and not confirmed:
        yield Problem("confirmed", "comment.personal_data", {"found": found})
