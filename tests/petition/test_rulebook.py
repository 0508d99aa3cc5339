"""The rulebook (rule 25): changes only for days to come, never for what is running, public, and decided by one number between two."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.kernel.errors import Conflict, Invalid, NotFound
from app.petition import rulebook
from app.petition.models import Petition
from app.petition.policy import Policy
from app.petition.rulebook import PolicyChange
from app.propose import actions as propose
from app.propose.models import PetitionUpdate
from app.respond.attachments import LARGEST_MB
from app.web.moderator.casework import AdviceForm
from app.web.moderator.forms import AdmitForm
from app.web.shared import headers
from tests.conftest import HandClock
from tests.given import WORKDAYS, Given

TODAY = date(2026, 3, 2)
TOMORROW = TODAY + timedelta(days=1)


class Ann:
    """Plans and cancels, having seen what there is unless said otherwise."""

    def __init__(self, session: Session, given: Given) -> None:
        self.session, self.given = session, given

    def plan(self, since: date = TOMORROW, *, seen: int | None = None, **numbers: int) -> PolicyChange:
        seen = rulebook.edition(self.session) if seen is None else seen
        return rulebook.plan(
            self.session, since=since, numbers=numbers, instrument="院授發資字第1號", reason="附議人數逐年增加。",
            seen=seen, by=self.given.cast.ann, at=self.given.at,
        )  # fmt: skip

    def cancel(self, no: int, *, seen: int | None = None, days: int = 0) -> PolicyChange:
        seen = rulebook.edition(self.session) if seen is None else seen
        return rulebook.cancel(
            self.session, no, reason="再行研議。", seen=seen, by=self.given.cast.ann, at=self.given.at + timedelta(days=days)
        )

    def wrong(self, **numbers: int) -> list[tuple[str, str]]:
        with pytest.raises(Invalid) as refusal:
            self.plan(**numbers)
        return [(problem.field, problem.code) for problem in refusal.value.problems]


@pytest.fixture
def ann(session: Session, given: Given) -> Ann:
    return Ann(session, given)


def test_a_change_holds_from_its_day_on_for_what_is_submitted_then(ann: Ann, given: Given, session: Session, clock: HandClock) -> None:
    running = given.an_open_petition()
    ann.plan(endorse_threshold=6_000, review_workdays=5)
    assert rulebook.policy_on(session, TODAY) == Policy()
    assert rulebook.policy_on(session, TOMORROW).endorse_threshold == 6_000
    assert rulebook.entry_on(session, TOMORROW).instrument == "院授發資字第1號"
    text = given.text(difference="與其他提議不同。", title="公園飲水機水質檢驗數據每週上網公開")
    last = propose.submit(session, text, by=given.cast.bo, keys=given.keys, workdays=WORKDAYS, at=clock.at + timedelta(hours=13))
    first = propose.submit(session, text, by=given.cast.kai, keys=given.keys, workdays=WORKDAYS, at=clock.at + timedelta(hours=14))
    assert [petition.endorse_threshold for petition in (running, last, first)] == [5_000, 5_000, 6_000]
    assert first.policy.review_workdays == 5
    assert running.policy == Policy()


def test_later_changes_lie_over_earlier_ones_and_keep_their_numbers(ann: Ann, session: Session) -> None:
    ann.plan(TODAY + timedelta(days=30), endorse_threshold=8_000)
    ann.plan(TODAY + timedelta(days=10), endorse_threshold=6_000, endorse_days=90)
    day = TODAY + timedelta(days=40)
    assert (rulebook.policy_on(session, day).endorse_threshold, rulebook.policy_on(session, day).endorse_days) == (8_000, 90)
    told = [(change.since, list(change.numbers)) for change in rulebook.changes(session)]
    assert told == [
        (TODAY + timedelta(days=30), [("endorse_threshold", 6_000, 8_000)]),
        (TODAY + timedelta(days=10), [("endorse_days", 60, 90), ("endorse_threshold", 5_000, 6_000)]),
    ]


@pytest.mark.parametrize("days", [0, -1, -400])
def test_never_for_today_or_before(ann: Ann, days: int) -> None:
    with pytest.raises(Invalid) as refusal:
        ann.plan(TODAY + timedelta(days=days), endorse_threshold=6_000)
    assert [problem.field for problem in refusal.value.problems] == ["since"]


def test_numbers_stay_within_what_is_sane(ann: Ann) -> None:
    assert ann.wrong(endorse_threshold=99) == [("endorse_threshold", "policy.bounds"), ("endorse_threshold", "policy.warning")]
    assert ann.wrong(endorse_threshold=100_001) == [("endorse_threshold", "policy.bounds")]
    assert ann.wrong(title_min=61) == [("title_min", "policy.bounds"), ("title_min", "policy.crossed")]
    assert ann.wrong(endorsement_withdrawable=2) == [("endorsement_withdrawable", "policy.bounds")]
    assert ann.wrong(endorse_threshold=5_000) == [("", "policy.nothing")]


@pytest.mark.parametrize("field", fields(Policy), ids=lambda field: field.name)
def test_every_number_as_shipped_is_within_its_bounds(field: object) -> None:
    name = field.name  # type: ignore[attr-defined]
    least, most = rulebook.bounds(name)
    assert least <= getattr(Policy(), name) <= most


def test_no_number_may_be_more_than_the_platform_can_keep() -> None:
    percents = [field.name for field in fields(Policy) if field.name.endswith("_percent")]
    assert percents and all(rulebook.bounds(name)[1] <= 100 for name in percents)
    for name, column in (("title_max", Petition.__table__.c.title), ("update_title_max", PetitionUpdate.__table__.c.title)):
        assert rulebook.bounds(name)[1] <= column.type.length
    assert rulebook.bounds("attachment_max_mb")[1] <= LARGEST_MB
    for form, places in ((AdmitForm, "other_"), (AdviceForm, "agency_")):
        assert rulebook.bounds("agencies_max")[1] <= sum(name.startswith(places) for name in dir(form))
    # Three long texts and the demands, nine bytes for each character of a form that is sent.
    most = {name: rulebook.bounds(name)[1] for name in ("text_max", "demands_max", "demand_max")}
    assert 9 * (3 * most["text_max"] + most["demands_max"] * most["demand_max"]) < headers.MOST


def test_of_two_who_change_at_once_one_is_told(ann: Ann, session: Session) -> None:
    seen = rulebook.edition(session)
    planned = ann.plan(endorse_threshold=6_000)
    with pytest.raises(Conflict, match=r"policy\.changed"):
        ann.plan(endorse_days=90, seen=seen)
    with pytest.raises(Conflict, match=r"policy\.changed"):
        ann.cancel(planned.no, seen=seen)
    ann.cancel(planned.no)
    with pytest.raises(Conflict, match=r"policy\.changed"):
        ann.cancel(planned.no)


def test_cancelled_before_it_begins_it_never_held_and_stays_told(ann: Ann, session: Session) -> None:
    planned = ann.plan(endorse_threshold=6_000)
    ann.cancel(planned.no)
    assert rulebook.policy_on(session, TOMORROW) == Policy()
    (told,) = rulebook.changes(session)
    assert told.cancelled_at is not None
    assert list(told.numbers) == [("endorse_threshold", 5_000, 6_000)]


def test_begun_it_stays(ann: Ann) -> None:
    planned = ann.plan(endorse_threshold=6_000)
    with pytest.raises(Conflict, match=r"policy\.begun"):
        ann.cancel(planned.no, days=1)
    with pytest.raises(NotFound):
        ann.cancel(99)


def test_numbers_may_not_cross_on_any_day_to_come(ann: Ann, session: Session) -> None:
    raised = ann.plan(TODAY + timedelta(days=10), endorse_threshold=10_000)
    ann.plan(TODAY + timedelta(days=20), early_warning=6_000)
    with pytest.raises(Invalid) as refusal:
        ann.plan(TODAY + timedelta(days=15), endorse_threshold=5_500)
    assert [problem.code for problem in refusal.value.problems] == ["policy.later"]
    with pytest.raises(Conflict, match=r"policy\.needed"):
        ann.cancel(raised.no)
    assert rulebook.policy_on(session, TODAY + timedelta(days=30)).endorse_threshold == 10_000


def test_two_changes_of_one_day_lie_over_each_other(ann: Ann, session: Session) -> None:
    ann.plan(endorse_threshold=6_000, endorse_days=90)
    ann.plan(endorse_threshold=7_000)
    policy = rulebook.policy_on(session, TOMORROW)
    assert (policy.endorse_threshold, policy.endorse_days) == (7_000, 90)
    last, first = rulebook.changes(session)
    assert (list(last.numbers), last.since) == ([("endorse_threshold", 6_000, 7_000)], first.since)
