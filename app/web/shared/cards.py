"""A petition as a card or a row of a list: everything worked out, so that a template only writes it down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.petition import deadlines
from app.petition.lifecycle import ANSWERED, OPEN_TO_ENDORSE, Stage
from app.petition.models import Part, Petition
from app.web.shared import filters
from app.web.shared.face import to
from app.web.shared.filters import agency_name as agency_name
from app.web.shared.pausing import pause_now
from app.web.shared.say import _
from app.web.shared.topics import topic_word
from app.web.shared.words import NEAR, OPENS_SOON, OUTCOMES, REACHED, STAGES, Look

SOON_DAYS = 7
NONE: Mapping[int, int] = {}


@dataclass(frozen=True)
class Card:
    """`clock` says what time is left or when it ended; `late` names what is overdue; `counted` is whether endorsements belong on it."""

    number: str
    href: str
    title: str
    summary: str
    look: Look
    topic: str
    agency: str
    endorsements: int
    threshold: int
    counted: bool = True
    recent: int = 0
    clock: str = ""
    soon: bool = False
    late: Sequence[str] = ()
    dated: str = ""
    outcomes: Sequence[tuple[str, int]] = ()

    @property
    def outcome_kind(self) -> str:
        """The colour of the most frequent outcome, the first named winning a tie."""
        return OUTCOMES[max(self.outcomes, key=lambda row: row[1])[0]].kind if self.outcomes else "mute"


def card(
    petition: Petition, *, at: datetime, recent: int = 0, answer: str = "", outcomes: Sequence[tuple[str, int]] = (), broken: int = 0
) -> Card:
    """A petition with its demands and agencies loaded, as of a moment. `answer` is the summary of the answer that stands."""
    left = deadlines.days_left(at, petition.endorse_until) if petition.endorse_until and is_open(petition, at) else None
    return Card(
        number=petition.number,
        href=to(f"/petitions/{petition.number}"),
        title=petition.title,
        summary=answer or petition.reasons,
        look=look(petition, at),
        topic=topic_word(petition.topic),
        agency=_("、").join(names(petition, Part.LEAD) or names(petition, Part.SUGGESTED)),
        endorsements=petition.endorsements,
        threshold=petition.endorse_threshold,
        counted=petition.endorse_from is not None and at >= petition.endorse_from,
        recent=max(0, recent),
        clock=_clock(petition, at, left),
        soon=left is not None and left < SOON_DAYS,
        late=[*late(petition, at), *([_("承諾逾期%(days)s天", days=broken)] if broken else [])],
        dated=_dated(petition),
        outcomes=outcomes,
    )


def is_open(petition: Petition, at: datetime) -> bool:
    """May it be endorsed at this moment? The clock decides, whatever has been recorded by now."""
    if petition.endorse_from is None or petition.endorse_until is None:
        return False
    return petition.stage in OPEN_TO_ENDORSE and petition.endorse_from <= at < petition.endorse_until


def look(petition: Petition, at: datetime) -> Look:
    """The tag of its stage, finer where the reader gains by it."""
    if petition.stage is not Stage.ENDORSING or petition.endorse_from is None:
        return STAGES[petition.stage]
    if at < petition.endorse_from:
        return OPENS_SOON
    if petition.endorsements >= petition.endorse_threshold:
        return REACHED
    if petition.endorsements * 100 >= petition.endorse_threshold * petition.policy.near_percent:
        return NEAR
    return STAGES[petition.stage]


def late(petition: Petition, at: datetime) -> list[str]:
    """What is overdue, in days (rules 20 and 21); a review's delay is counted in workdays on its own page."""
    if petition.stage is Stage.IN_REVIEW and at >= petition.review_due_at:
        return [_("檢核逾期")]
    if petition.stage is Stage.RESPONDING and petition.respond_due_at and at >= petition.respond_due_at:
        return [_("回應逾期%(days)s天", days=deadlines.overdue_days(at, petition.respond_due_at))]
    if petition.stage is Stage.FOLLOW_UP and petition.follow_up_due_at and at >= petition.follow_up_due_at:
        return [_("追蹤逾期%(days)s天", days=deadlines.overdue_days(at, petition.follow_up_due_at))]
    return []


def names(petition: Petition, part: Part) -> list[str]:
    """The agencies with a part in it, in the reader's language."""
    return [agency_name(row.agency) for row in petition.assignments if row.part is part]


def cards(petitions: Iterable[Petition], *, at: datetime, broken: Mapping[int, int] = NONE) -> list[Card]:
    """`broken` are the days by which promises are late, by the petition's id."""
    return [card(petition, at=at, broken=broken.get(petition.id, 0)) for petition in petitions]


def _clock(petition: Petition, at: datetime, left: int | None) -> str:
    if left is not None and pause_now() is not None:
        return _("暫停附議")
    if left is not None:
        return _("剩%(days)s天", days=left) if left else _("今天截止")
    if petition.stage is Stage.ENDORSING and petition.endorse_from and at < petition.endorse_from:
        return _("%(day)s開放", day=filters.short_day(petition.endorse_from))
    if petition.stage in (Stage.ENDORSING, Stage.NOT_REACHED) and petition.endorse_until:
        return _("%(day)s截止", day=filters.short_day(filters.last_day(petition.endorse_until)))
    if petition.stage is Stage.RESPONDING and petition.respond_due_at and at < petition.respond_due_at:
        return _("%(day)s前回應", day=filters.short_day(filters.last_day(petition.respond_due_at)))
    return ""


def _dated(petition: Petition) -> str:
    if petition.stage in ANSWERED and petition.responded_at:
        return _("%(day)s回應", day=filters.day(petition.responded_at))
    return _("%(day)s提出", day=filters.day(petition.submitted_at))
