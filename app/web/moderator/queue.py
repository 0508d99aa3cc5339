"""The queue as it is shown: rows by due date, overdue first (rule 5), counted by urgency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask import url_for

from app.accounts.models import Person
from app.review import holds, notes, proposals
from app.review.holds import CaseHold
from app.review.models import DecisionProposal
from app.review.queries import Waiting
from app.web.shared import filters
from app.web.shared.queue import QueueRow
from app.web.shared.say import _, later, lazy_pgettext
from app.web.shared.session import db
from app.web.shared.topics import topic_word
from app.web.shared.words import Look


class Urgency(StrEnum):
    """How near the end of the review is."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    AMPLE = "ample"


class Held(StrEnum):
    """Who works on a case, as its reader sees it."""

    MINE = "mine"
    FREE = "free"
    OTHERS = "others"


@dataclass(frozen=True)
class Listed:
    """A case of the queue with whoever holds it now; its tags and what waits for a second moderator, unless it is the reader's own."""

    waiting: Waiting
    hold: CaseHold | None
    tags: Sequence[str]
    proposed: Sequence[DecisionProposal]
    reader: Person

    @property
    def hold_state(self) -> Held:
        if self.hold is None:
            return Held.FREE
        return Held.MINE if self.hold.by_id == self.reader.id else Held.OTHERS


KINDS = {Urgency.OVERDUE: "bad", Urgency.TODAY: "warn", Urgency.SOON: "gold", Urgency.AMPLE: "ok"}
WORDS = {
    Urgency.OVERDUE: later("已逾期"),
    Urgency.TODAY: later("今天到期"),
    Urgency.SOON: later("剩1個工作天"),
    Urgency.AMPLE: later("時間充裕"),
}
HOLDS = {
    Held.MINE: lazy_pgettext("filter", "由我處理"),
    Held.FREE: later("沒有人處理"),
    Held.OTHERS: later("別人處理中"),
}
NEW = Look(later("新提議"), "mute", "file-text")
APPEAL = Look(later("申訴"), "mute", "scale")
OWN = Look(later("你的提議"), "mute", "user-round")


def urgency(waiting: Waiting) -> Urgency:
    if waiting.overdue:
        return Urgency.OVERDUE
    return {0: Urgency.TODAY, 1: Urgency.SOON}.get(waiting.left, Urgency.AMPLE)


def listed(queue: Sequence[Waiting], *, reader: Person, at: datetime) -> list[Listed]:
    """The queue with whoever works on each case, its tags, and what was proposed."""
    held = holds.held(db(), [waiting.petition for waiting in queue], at=at)
    others = [waiting.petition for waiting in queue if waiting.petition.proposer_id != reader.id]
    tags, proposed = notes.tags(db(), others), proposals.among(db(), others)
    ids = [(waiting, waiting.petition.id) for waiting in queue]
    return [Listed(waiting, held.get(id_), tags.get(id_, []), proposed.get(id_, []), reader) for waiting, id_ in ids]


def counted(queue: Sequence[Listed]) -> dict[Urgency, int]:
    """How many there are of each urgency, the most urgent first."""
    found = [urgency(case.waiting) for case in queue]
    return {kind: found.count(kind) for kind in Urgency}


def tags_of(queue: Sequence[Listed]) -> list[str]:
    """Every tag that any case bears, once."""
    return sorted({tag for case in queue for tag in case.tags})


def chosen(queue: Sequence[Listed], *, q: str, due: str, kind: str, hold: str, tag: str) -> list[Listed]:
    """What matches: words in title, number or agency; one urgency; only appeals or only new ones; who works on it; one tag."""
    return [
        case
        for case in queue
        if (not due or urgency(case.waiting) == due)
        and (not kind or case.waiting.is_appeal == (kind == "appeal"))
        and (not hold or case.hold_state == hold)
        and (not tag or tag in case.tags)
        and _mentions(case.waiting, q)
    ]


def row(case: Listed, *, at: datetime) -> QueueRow:
    waiting, petition = case.waiting, case.waiting.petition
    since = _("%(day)s申訴", day=filters.short_day(waiting.since)) if waiting.is_appeal else filters.short_day(waiting.since)
    own = petition.proposer_id == case.reader.id
    beside = [topic_word(petition.topic), since if waiting.is_appeal else _("%(day)s送出", day=since)]
    if case.hold is not None:
        mine = case.hold_state == Held.MINE
        beside.append(_("由你處理") if mine else _("%(name)s處理中", name=case.hold.by.nickname))
    if case.proposed:
        mine = all(proposal.by_id == case.reader.id for proposal in case.proposed)
        beside.append(_("你提出的，要由另一位決定") if mine else _("等第二位決定"))
    beside += [f"#{tag}" for tag in case.tags]
    return QueueRow(
        kind=KINDS[urgency(waiting)],
        href=url_for("moderator.case", number=petition.number),
        title=petition.title,
        number=petition.number,
        meta=_("・").join(str(words) for words in beside),
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
