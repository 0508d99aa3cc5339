"""Pauses (rule 24): who is stopped, what moves and by how much, and that nothing is left of a pause that was changed or given up."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as generated
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.endorse import actions as endorse
from app.endorse import queries as ballots
from app.kernel.errors import Conflict, Invalid
from app.kernel.secrets import Keyring
from app.petition import deadlines, pauses, queries
from app.petition.deadlines import Window
from app.petition.lifecycle import Move, Stage
from app.petition.models import Petition, Transition
from app.petition.pauses import Pause
from app.propose import actions as propose
from app.review import actions as review
from tests.conftest import HandClock
from tests.given import WORKDAYS, Given

DAY = timedelta(days=1)
WHY = "依規定，投票日前六十日起暫停提議與附議。"


class Office:
    """Plans pauses as Ann and tries everything as Bo."""

    def __init__(self, session: Session, keys: Keyring, given: Given, clock: HandClock) -> None:
        self.session, self.keys, self.given, self.clock = session, keys, given, clock

    def plan(self, begins: datetime, ends: datetime) -> Pause:
        return pauses.plan(self.session, begins=begins, ends=ends, reason=WHY, by=self.given.cast.ann, at=self.clock.at)

    def change(self, pause: Pause, ends: datetime, at: datetime) -> None:
        pauses.change(self.session, pause, ends=ends, seen=pause.version, by=self.given.cast.ann, at=at)

    def cast(self, petition: Petition, who: Person, at: datetime) -> int:
        return endorse.cast(self.session, ballots.ballot(self.session, petition.number, who.id), keys=self.keys, at=at)

    def refused(self, petition: Petition, who: Person, at: datetime) -> str:
        with pytest.raises(Conflict) as refusal:
            self.cast(petition, who, at)
        return refusal.value.code

    def until(self, petition: Petition) -> datetime:
        found = self.session.scalar(select(Petition.endorse_until).where(Petition.id == petition.id))
        assert found is not None
        return found

    def rows(self, petition: Petition, move: Move) -> list[Transition]:
        return [row for row in queries.timeline(self.session, petition) if row.move is move]


@pytest.fixture
def office(session: Session, keys: Keyring, given: Given, clock: HandClock) -> Office:
    return Office(session, keys, given, clock)


def test_nobody_endorses_from_its_first_moment_to_its_last(office: Office, given: Given, clock: HandClock) -> None:
    petition = given.an_open_petition()
    begins, ends = clock.at + DAY, clock.at + 31 * DAY
    office.plan(begins, ends)
    office.cast(petition, given.cast.bo, begins - timedelta(microseconds=1))
    # No sweep has run: the clock alone decides.
    assert office.refused(petition, given.cast.kai, begins) == "endorse.paused"
    assert office.refused(petition, given.cast.kai, ends - timedelta(microseconds=1)) == "endorse.paused"
    office.cast(petition, given.cast.kai, ends)


def test_what_was_given_may_be_taken_back_meanwhile(office: Office, given: Given, clock: HandClock, session: Session) -> None:
    petition = given.an_open_petition()
    office.cast(petition, given.cast.bo, clock.at)
    office.plan(clock.at + DAY, clock.at + 31 * DAY)
    at = clock.at + 2 * DAY
    endorse.take_back(session, ballots.ballot(session, petition.number, given.cast.bo.id), keys=given.keys, at=at)
    assert office.refused(petition, given.cast.bo, at) == "endorse.paused"


def test_a_window_moved_by_the_clock_is_open_though_no_sweep_ever_ran(office: Office, given: Given, clock: HandClock) -> None:
    petition = given.an_open_petition(days=50)
    old = office.until(petition)
    office.plan(clock.at + DAY, clock.at + 41 * DAY)
    office.cast(petition, given.cast.bo, old + 40 * DAY - timedelta(microseconds=1))
    assert office.until(petition) == old + 40 * DAY
    assert office.refused(petition, given.cast.kai, old + 40 * DAY) == "endorse.closed"


def test_taking_back_and_refusals_go_by_the_clock_though_no_sweep_ever_ran(office: Office, given: Given, clock: HandClock) -> None:
    """A pause from two days before the window's end until five days after it, which nobody has recorded."""
    petition, bo = given.an_open_petition(days=50), given.cast.bo
    old = office.until(petition)
    office.cast(petition, bo, clock.at)
    office.plan(old - 2 * DAY, old + 5 * DAY)
    before_it_began = ballots.ballot(office.session, petition.number, bo.id)
    attempt = office.session.begin_nested()
    assert office.refused(petition, given.cast.kai, old + DAY) == "endorse.paused"
    attempt.rollback()
    attempt = office.session.begin_nested()
    assert office.refused(petition, bo, old + 6 * DAY) == "endorse.already"
    attempt.rollback()
    endorse.take_back(office.session, before_it_began, keys=given.keys, at=old + DAY)
    office.cast(petition, bo, old + 6 * DAY)
    with pytest.raises(Conflict, match=r"endorse\.closed"):
        endorse.take_back(office.session, before_it_began, keys=given.keys, at=old + 7 * DAY)


def test_nobody_submits_and_drafts_are_no_matter(office: Office, given: Given, clock: HandClock, session: Session) -> None:
    pause = office.plan(clock.at + DAY, clock.at + 31 * DAY)
    text = given.text(difference="與其他提議不同，這裡談的是操作流程。")
    for at in (pause.begins, pause.ends - timedelta(microseconds=1)):
        with pytest.raises(Conflict) as refusal:
            propose.submit(session, text, by=given.cast.mei, keys=given.keys, workdays=WORKDAYS, at=at)
        assert refusal.value.code == "propose.paused"
        assert refusal.value.facts["until"] == pause.ends
    propose.submit(session, text, by=given.cast.mei, keys=given.keys, workdays=WORKDAYS, at=pause.ends)


def test_every_open_window_moves_by_exactly_the_paused_time(office: Office, given: Given, clock: HandClock, session: Session) -> None:
    still_open = given.an_open_petition(days=10)
    established = given.an_established_petition(days=20, title="離島交通船與公車月票整合成單一票證", by=given.cast.bo)
    closing = given.an_open_petition(days=60, title="公園飲水機水質檢驗數據每週上網公開", by=given.cast.kai)
    old = {petition.id: office.until(petition) for petition in (still_open, established, closing)}
    begins, ends = clock.at + 3 * DAY, clock.at + 63 * DAY + timedelta(hours=5)
    shown = pauses.preview(session, begins=begins, ends=ends, at=clock.at)
    office.plan(begins, ends)
    assert pauses.begin_all_due(session, at=begins - timedelta(microseconds=1)) == 0
    assert pauses.begin_all_due(session, at=begins) == 1
    assert pauses.begin_all_due(session, at=begins) == 0
    paused = ends - begins
    assert office.until(still_open) == old[still_open.id] + paused
    assert office.until(established) == old[established.id] + paused
    assert office.until(closing) == old[closing.id], "it was over before the pause began"
    assert [(shift.petition.id, shift.old, shift.new) for shift in shown] == [
        (petition.id, old[petition.id], old[petition.id] + paused) for petition in (still_open, established)
    ]
    (row,) = office.rows(still_open, Move.PAUSE)
    assert (row.at, row.reason, row.facts["to"]) == (begins, WHY, (old[still_open.id] + paused).isoformat())
    assert office.rows(closing, Move.PAUSE) == []


def test_the_sweep_never_lapses_what_a_pause_has_moved(office: Office, given: Given, clock: HandClock, session: Session) -> None:
    petition = given.an_open_petition(days=58)
    old = office.until(petition)
    office.plan(clock.at + timedelta(hours=1), clock.at + 60 * DAY)
    endorse.lapse_all_due(session, as_of=old + DAY)
    session.refresh(petition)
    assert petition.stage is Stage.ENDORSING
    endorse.lapse_all_due(session, as_of=office.until(petition) + endorse.GRACE)
    session.refresh(petition)
    assert petition.stage is Stage.NOT_REACHED
    assert petition.closed_at == office.until(petition)


def test_what_is_admitted_meanwhile_has_its_full_days_outside(office: Office, given: Given, clock: HandClock, session: Session) -> None:
    petition = given.a_petition_in_review()
    pause = office.plan(clock.at + timedelta(hours=1), clock.at + 30 * DAY)
    review.admit(session, petition, by=given.cast.lin, lead=given.cast.finance, at=clock.at + 10 * DAY)
    assert petition.endorse_from is not None
    assert office.until(petition) - pause.ends == timedelta(days=petition.policy.endorse_days)
    assert pauses.begin_all_due(session, at=clock.at + 11 * DAY) == 1
    assert office.until(petition) - pause.ends == timedelta(days=petition.policy.endorse_days), "counted once"
    office.change(pause, clock.at + 12 * DAY, clock.at + 12 * DAY)
    opens = max(petition.endorse_from, pause.ends)
    assert office.until(petition) - opens == timedelta(days=petition.policy.endorse_days)


def test_given_up_before_it_begins_it_leaves_no_trace(office: Office, given: Given, clock: HandClock, session: Session) -> None:
    petition = given.an_open_petition()
    old = office.until(petition)
    pause = office.plan(clock.at + DAY, clock.at + 31 * DAY)
    pauses.cancel(session, pause, seen=pause.version, at=clock.at)
    pauses.resume_all_due(session, at=clock.at + 40 * DAY)
    assert office.until(petition) == old
    assert office.rows(petition, Move.PAUSE) == office.rows(petition, Move.RESUME) == []
    office.cast(petition, given.cast.bo, clock.at + 2 * DAY)
    office.plan(clock.at + DAY, clock.at + 31 * DAY)


def test_begun_it_can_only_be_ended(office: Office, given: Given, clock: HandClock, session: Session) -> None:
    pause = office.plan(clock.at + DAY, clock.at + 31 * DAY)
    with pytest.raises(Conflict, match=r"pause\.begun"):
        pauses.cancel(session, pause, seen=pause.version, at=pause.begins)
    with pytest.raises(Conflict, match=r"pause\.over"):
        office.change(pause, pause.ends + 9 * DAY, pause.ends)


def test_a_sweep_that_wrote_first_decides(office: Office, clock: HandClock, session: Session) -> None:
    """Asked for a moment before, written a moment after."""
    pause, moment = office.plan(clock.at + DAY, clock.at + 31 * DAY), timedelta(seconds=1)
    pauses.begin_all_due(session, at=pause.begins)
    with pytest.raises(Conflict, match=r"pause\.begun"):
        pauses.cancel(session, pause, seen=pause.version, at=pause.begins - moment)
    pauses.resume_all_due(session, at=pause.ends)
    with pytest.raises(Conflict, match=r"pause\.over"):
        office.change(pause, pause.ends + 9 * DAY, pause.ends - moment)


def test_two_administrators_at_once(office: Office, clock: HandClock, session: Session) -> None:
    pause = office.plan(clock.at + DAY, clock.at + 31 * DAY)
    seen = pause.version
    office.change(pause, clock.at + 20 * DAY, clock.at)
    with pytest.raises(Conflict, match=r"pause\.changed"):
        pauses.change(session, pause, ends=clock.at + 50 * DAY, seen=seen, by=office.given.cast.ann, at=clock.at)
    with pytest.raises(Conflict, match=r"pause\.changed"):
        pauses.cancel(session, pause, seen=seen, at=clock.at)
    with pytest.raises(Conflict, match=r"pause\.overlaps"):
        office.plan(clock.at + 19 * DAY, clock.at + 60 * DAY)
    other = office.plan(clock.at + 20 * DAY, clock.at + 25 * DAY)
    with pytest.raises(Conflict, match=r"pause\.overlaps"):
        office.change(pause, clock.at + 21 * DAY, clock.at)
    assert (pause.ends, other.begins) == (clock.at + 20 * DAY, clock.at + 20 * DAY)


@pytest.mark.parametrize(("begins", "ends", "field"), [(0, 5, "begins"), (-1, 5, "begins"), (3, 3, "ends"), (3, 2, "ends")])
def test_what_cannot_be_planned(office: Office, clock: HandClock, begins: int, ends: int, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        office.plan(clock.at + begins * DAY, clock.at + ends * DAY)
    assert [problem.field for problem in refusal.value.problems] == [field]


def test_each_end_is_told_once(office: Office, given: Given, clock: HandClock, session: Session) -> None:
    petition = given.an_open_petition()
    pause = office.plan(clock.at + DAY, clock.at + 31 * DAY)
    for _ in range(2):
        pauses.resume_all_due(session, at=pause.begins)
    assert (len(office.rows(petition, Move.PAUSE)), len(office.rows(petition, Move.RESUME))) == (1, 0)
    for _ in range(2):
        pauses.resume_all_due(session, at=pause.ends + DAY)
    (row,) = office.rows(petition, Move.RESUME)
    assert row.at == pause.ends
    assert row.facts["to"] == office.until(petition).isoformat()


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@generated(begins=st.integers(1, 1_500), ends=st.lists(st.tuples(st.integers(1, 400), st.integers(1, 900)), min_size=1, max_size=4))
def test_whatever_is_changed_meanwhile_the_time_that_remains_is_the_same(
    office: Office, given: Given, clock: HandClock, session: Session, begins: int, ends: list[tuple[int, int]]
) -> None:
    """Hours: the pause begins after so many; each change comes so much later, with an end so much later than that."""
    attempt = session.begin_nested()
    petition = given.an_open_petition(days=0)
    old = office.until(petition)
    first = clock.at + timedelta(hours=begins)
    pause = office.plan(first, first + timedelta(hours=ends[0][1]))
    at = first
    for later, length in ends:
        at += timedelta(hours=later)
        if at >= pause.ends:
            break
        office.change(pause, at + timedelta(hours=length), at)
    pauses.resume_all_due(session, at=pause.ends)
    paused = pause.ends - pause.begins if first < old else timedelta()
    opens = petition.endorse_from
    assert opens is not None
    lost = max(timedelta(), min(paused, pause.ends - opens)) if first < old else timedelta()
    assert office.until(petition) == old + lost
    if opens <= first < old:
        assert office.until(petition) - pause.ends == old - first, "what remained when it began remains when it ends"
    assert session.scalar(select(func.count()).where(Transition.move == Move.RESUME)) == (1 if first < old else 0)
    attempt.rollback()


def test_a_window_is_worked_out_from_admission_alone(given: Given) -> None:
    """What `Window.paused` promises, over several pauses one after the other."""
    window = deadlines.endorse_window(given.at, days=60)
    for begin, length in ((5, 10), (30, 20), (200, 9)):
        begins = window.opens + begin * DAY
        window = window.paused(begins, begins + length * DAY)
    assert window == Window(window.opens, window.opens + 90 * DAY)


def test_time_outside_of_pauses_is_counted_backwards(office: Office, clock: HandClock, session: Session) -> None:
    start = clock.at
    office.plan(start + 10 * DAY, start + 20 * DAY)
    office.plan(start + 25 * DAY, start + 40 * DAY)
    for at, span, expected in ((5, 3, 2), (15, 3, 7), (22, 2, 20), (22, 3, 9), (30, 6, 9), (45, 5, 40), (45, 11, 9)):
        assert pauses.before(session, at=start + at * DAY, span=span * DAY) == start + expected * DAY, (at, span)
