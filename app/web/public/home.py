"""The front page: where petitions stand, one list of them in a published order, the latest answers, and how agencies do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from app.endorse import rising
from app.kernel.workdays import local_day
from app.petition import deadlines, lists
from app.petition.lifecycle import ANSWERED, Stage
from app.petition.models import Petition
from app.petition.policy import Policy
from app.petition.rulebook import policy_on
from app.respond import figures
from app.respond.figures import Punctuality
from app.respond.models import Outcome
from app.web.shared.cards import Card, card, is_open
from app.web.shared.say import later

SHOWN, ANSWERS = 5, 3


class Tab(StrEnum):
    """The lists of the front page."""

    HOT = "hot"
    NEAR = "near"
    CLOSING = "closing"
    NEWEST = "newest"


TABS = {Tab.HOT: later("熱門"), Tab.NEAR: later("快達標"), Tab.CLOSING: later("快截止"), Tab.NEWEST: later("最新")}
ORDERS = {
    Tab.HOT: later("依最近24小時淨增的附議人數排序"),
    Tab.NEAR: later("已達門檻八成以上，依達成比例排序"),
    Tab.CLOSING: later("依附議截止時間排序，最早截止的在前"),
    Tab.NEWEST: later("依檢核通過的時間排序，最新的在前"),
}


@dataclass(frozen=True)
class Counts:
    """How many stand in each of the four stages, and one figure beside each."""

    in_review: int
    review_overdue: int
    endorsing: int
    endorsed_today: int
    responding: int
    respond_overdue: int
    answered: int
    demands_answered: int


@dataclass(frozen=True)
class Front:
    """Everything on the front page."""

    policy: Policy
    counts: Counts
    tab: Tab
    cards: Sequence[Card]
    hottest: Petition | None
    hottest_left: int
    answers: Sequence[Card]
    outcomes: dict[Outcome, int]
    punctuality: Punctuality
    topics: Sequence[tuple[str, int]]


def front(session: Session, *, tab: Tab, at: datetime) -> Front:
    hottest = next(iter(rising.hottest(session, at=at, limit=1)), None)
    outcomes = figures.outcomes(session)
    left = deadlines.days_left(at, hottest.endorse_until) if hottest and hottest.endorse_until else 0
    return Front(
        policy=policy_on(session, local_day(at)),
        counts=_counts(session, at, sum(outcomes.values())),
        tab=tab,
        cards=_cards(session, LISTS[tab](session, at), at),
        hottest=hottest,
        hottest_left=left,
        answers=answers(session, lists.answered(session, limit=ANSWERS), at=at),
        outcomes=outcomes,
        punctuality=figures.punctuality(session),
        topics=lists.per_topic(session),
    )


def answers(session: Session, petitions: Sequence[Petition], *, at: datetime) -> list[Card]:
    """Answered petitions as cards with the summary of the answer and how the demands fared."""
    standing = figures.standing(session, petitions)
    return [
        card(petition, at=at, answer=standing[petition.id].summary, outcomes=figures.tally(standing[petition.id]))
        for petition in petitions
        if petition.id in standing
    ]


def _counts(session: Session, at: datetime, demands: int) -> Counts:
    per_stage = lists.per_stage(session)
    late = lists.late_per_stage(session, at=at)
    return Counts(
        in_review=per_stage[Stage.IN_REVIEW],
        review_overdue=late.get(Stage.IN_REVIEW, 0),
        endorsing=per_stage[Stage.ENDORSING],
        endorsed_today=rising.added_since(session, at - timedelta(hours=24)),
        responding=per_stage[Stage.RESPONDING],
        respond_overdue=late.get(Stage.RESPONDING, 0),
        answered=sum(per_stage[stage] for stage in ANSWERED),
        demands_answered=demands,
    )


def _cards(session: Session, petitions: Sequence[Petition], at: datetime) -> list[Card]:
    recent = rising.recent(session, [petition for petition in petitions if is_open(petition, at)], at=at)
    return [card(petition, at=at, recent=recent.get(petition.id, 0)) for petition in petitions]


LISTS: dict[Tab, Callable[[Session, datetime], Sequence[Petition]]] = {
    Tab.HOT: lambda session, at: rising.hottest(session, at=at, limit=SHOWN),
    Tab.NEAR: lambda session, at: lists.near(session, at=at, limit=SHOWN),
    Tab.CLOSING: lambda session, at: lists.closing(session, at=at, limit=SHOWN),
    Tab.NEWEST: lambda session, at: lists.newest(session, at=at, limit=SHOWN),
}
