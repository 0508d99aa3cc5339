"""The queue as it is shown: rows by due date, overdue first (rule 5), counted by urgency."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from flask import url_for

from app.accounts.models import Person
from app.review.queries import Waiting
from app.web.shared import filters
from app.web.shared.queue import QueueRow
from app.web.shared.say import _, later
from app.web.shared.topics import topic_word
from app.web.shared.words import Look


class Urgency(StrEnum):
    """How near the end of the review is."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    AMPLE = "ample"


KINDS = {Urgency.OVERDUE: "bad", Urgency.TODAY: "warn", Urgency.SOON: "gold", Urgency.AMPLE: "ok"}
WORDS = {
    Urgency.OVERDUE: later("已逾期"),
    Urgency.TODAY: later("今天到期"),
    Urgency.SOON: later("剩1個工作天"),
    Urgency.AMPLE: later("時間充裕"),
}
NEW = Look(later("新提議"), "mute", "file-text")
APPEAL = Look(later("申訴"), "mute", "scale")
OWN = Look(later("你的提議"), "mute", "user-round")


def urgency(waiting: Waiting) -> Urgency:
    if waiting.overdue:
        return Urgency.OVERDUE
    return {0: Urgency.TODAY, 1: Urgency.SOON}.get(waiting.left, Urgency.AMPLE)


def counted(queue: Sequence[Waiting]) -> dict[Urgency, int]:
    """How many there are of each urgency, the most urgent first."""
    found = [urgency(waiting) for waiting in queue]
    return {kind: found.count(kind) for kind in Urgency}


def chosen(queue: Sequence[Waiting], *, q: str, due: str, kind: str) -> list[Waiting]:
    """What matches: words in title, number or agency; one urgency; only appeals or only new ones."""
    return [
        waiting
        for waiting in queue
        if (not due or urgency(waiting) == due) and (not kind or waiting.is_appeal == (kind == "appeal")) and _mentions(waiting, q)
    ]


def row(waiting: Waiting, *, reader: Person, at: datetime) -> QueueRow:
    petition = waiting.petition
    since = _("%(day)s申訴", day=filters.short_day(waiting.since)) if waiting.is_appeal else filters.short_day(waiting.since)
    own = petition.proposer_id == reader.id
    return QueueRow(
        kind=KINDS[urgency(waiting)],
        href=url_for("moderator.case", number=petition.number),
        title=petition.title,
        number=petition.number,
        meta=f"{topic_word(petition.topic)}{_('・')}{since if waiting.is_appeal else _('%(day)s送出', day=since)}",
        look=OWN if own else APPEAL if waiting.is_appeal else NEW,
        due_words=due_words(waiting.left, waiting.overdue),
        percent=gone(waiting.since, petition.review_due_at, at),
        due_at=filters.until(petition.review_due_at),
        act=_("查看") if own else _("檢核"),
    )


def due_words(left: int, overdue: int) -> str:
    """The time of a review in workdays."""
    if overdue:
        return _("逾期%(days)s個工作天", days=overdue)
    return _("剩%(days)s個工作天", days=left) if left else _("今天到期")


def gone(since: datetime, due: datetime, at: datetime) -> int:
    """How much of the time is used up, in percent."""
    whole = (due - since).total_seconds()
    return 100 if whole <= 0 else max(0, min(100, round((at - since).total_seconds() * 100 / whole)))


def _mentions(waiting: Waiting, q: str) -> bool:
    petition = waiting.petition
    names = " ".join(f"{row.agency.name_zh} {row.agency.name_en}" for row in petition.assignments)
    return q.strip().casefold() in f"{petition.title} {petition.number} {names}".casefold()
