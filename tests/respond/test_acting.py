"""Take up, plan, contact, meet, extend; who leads; an agency's desk (rules 12, 14, 15 to 17, 20)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from app.kernel.workdays import end_of, start_of
from app.petition import assignments, queries
from app.petition.lifecycle import Move, Stage
from app.petition.models import Assignment, Part
from app.respond import actions as respond
from app.respond.queries import Desk, messages, milestones, milestones_of
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import OTHER_TITLES, WORKDAYS, Given

PLAN = "先盤點現有系統，再邀請民眾試用。"
NOT_OURS = "軟體採購屬數位發展部權責，非本部主管。"


def test_a_desk_shows_its_own_by_due_date(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    later = given.an_established_petition()
    sooner = given.an_established_petition(by=cast.bo, title=OTHER_TITLES[0], days=90, threshold_days_ago=70)
    found = Desk(session, cast.finance).waiting(at=clock.at)
    assert [(row.petition.number, row.overdue) for row in found] == [(sooner.number, 7), (later.number, 0)]
    assert Desk(session, cast.transport).waiting(at=clock.at) == []
    with pytest.raises(NotFound):
        Desk(session, cast.transport).get(later.number)


def test_a_petition_in_review_is_on_nobodys_desk(session: Session, given: Given, cast: Cast) -> None:
    petition = given.a_petition_in_review()
    with pytest.raises(NotFound):
        Desk(session, cast.finance).get(petition.number)


def test_counts_of_a_desk(session: Session, given: Given, cast: Cast) -> None:
    given.an_established_petition()
    given.an_open_petition(by=cast.bo, title=OTHER_TITLES[0])
    given.an_answered_petition(by=cast.kai, title=OTHER_TITLES[1])
    counts = Desk(session, cast.finance).counts()
    assert (counts.waiting, counts.gathering, counts.answered) == (1, 1, 1)


def test_taking_up_at_any_count_sets_the_due_date(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.an_open_petition(endorsements=2, lead=False)
    with pytest.raises(Invalid):
        respond.take_up(session, petition, by=cast.wu, agency=cast.finance, reason=" ", workdays=WORKDAYS, at=clock.at)
    respond.take_up(session, petition, by=cast.wu, agency=cast.finance, reason="值得處理。", workdays=WORKDAYS, at=clock.at)
    assert petition.stage is Stage.RESPONDING and petition.established_at is None and not petition.lead_undecided
    assert petition.respond_due_at == end_of(date(2026, 5, 4))
    assert {row.part for row in assignments.assigned(session, petition)} == {Part.LEAD}


def test_who_is_not_named_cannot_take_up(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.an_open_petition()
    with pytest.raises(NotAllowed, match=r"agency\.not_responsible"):
        respond.take_up(session, petition, by=cast.chen, agency=cast.transport, reason="值得處理。", workdays=WORKDAYS, at=clock.at)


def test_plan_and_contact_are_milestones(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.an_established_petition()
    respond.plan(session, petition, by=cast.wu, agency=cast.finance, text=PLAN, at=clock.at)
    respond.contact(session, petition, by=cast.wu, agency=cast.finance, text="想請教你。", at=clock.at)
    respond.contact(session, petition, by=cast.wu, agency=cast.finance, text="再請教一件事。", at=clock.at)
    ledger = queries.timeline(session, petition)
    assert [row.move for row in ledger[-2:]] == [Move.PLAN, Move.CONTACT]
    steps = milestones(petition, ledger)
    assert [(step.move, step.due, step.state(clock.at)) for step in steps] == [
        (Move.PLAN, end_of(date(2026, 3, 6)), "done"),
        (Move.CONTACT, end_of(date(2026, 3, 13)), "done"),
    ]
    assert milestones_of(session, [petition])[petition.id] == steps
    assert "想請教" not in "".join(row.reason for row in ledger)


def test_a_missed_milestone_stays_missed(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.an_established_petition(threshold_days_ago=8)
    respond.plan(session, petition, by=cast.wu, agency=cast.finance, text=PLAN, at=clock.at)
    plan, contact = milestones(petition, queries.timeline(session, petition))
    assert (plan.state(clock.at), contact.state(clock.at)) == ("missed", "due")


def test_the_conversation_needs_a_case_and_its_proposer(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.an_open_petition()
    with pytest.raises(Conflict, match=r"petition\.not_now"):
        respond.write_back(session, petition, by=cast.mei, text="請問進度？", at=clock.at)
    established = given.an_established_petition(by=cast.bo, title=OTHER_TITLES[0])
    with pytest.raises(NotAllowed, match=r"petition\.not_yours"):
        respond.write_back(session, established, by=cast.mei, text="請問進度？", at=clock.at)
    respond.write_back(session, established, by=cast.bo, text="請問進度？", at=clock.at)
    assert [message.agency_id for message in messages(session, established)] == [None]


@pytest.mark.parametrize("text", ["", "字" * (respond.TEXT_MAX + 1)])
def test_an_entry_says_something_and_not_too_much(session: Session, given: Given, cast: Cast, clock: HandClock, text: str) -> None:
    petition = given.an_established_petition()
    with pytest.raises(Invalid):
        respond.plan(session, petition, by=cast.wu, agency=cast.finance, text=text, at=clock.at)


def test_one_extension_before_the_date_with_a_reason(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.an_established_petition()
    assert petition.respond_due_at == end_of(date(2026, 4, 27))
    respond.extend(session, petition, by=cast.wu, agency=cast.finance, reason="需確認合約。", workdays=WORKDAYS, at=clock.at)
    assert petition.respond_due_at == end_of(date(2026, 6, 29))
    with pytest.raises(Conflict, match=r"extend\.used"):
        respond.extend(session, petition, by=cast.wu, agency=cast.finance, reason="還要更久。", workdays=WORKDAYS, at=clock.at)


def test_the_day_after_is_too_late_to_extend(session: Session, given: Given, cast: Cast) -> None:
    petition = given.an_established_petition()
    due = petition.respond_due_at
    assert due is not None
    with pytest.raises(Conflict, match=r"extend\.late"):
        respond.extend(session, petition, by=cast.wu, agency=cast.finance, reason="需確認合約。", workdays=WORKDAYS, at=due)
    moment = due - timedelta(seconds=1)
    respond.extend(session, petition, by=cast.wu, agency=cast.finance, reason="需確認合約。", workdays=WORKDAYS, at=moment)


def test_only_the_lead_acts(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.an_established_petition()
    session.add(Assignment(petition_id=petition.id, agency_id=cast.transport.id, part=Part.CO_AGENCY, since=clock.at))
    session.flush()
    acts: list[Callable[[], object]] = [
        lambda: respond.plan(session, petition, by=cast.chen, agency=cast.transport, text=PLAN, at=clock.at),
        lambda: respond.contact(session, petition, by=cast.chen, agency=cast.transport, text=PLAN, at=clock.at),
        lambda: respond.extend(session, petition, by=cast.chen, agency=cast.transport, reason=PLAN, workdays=WORKDAYS, at=clock.at),
    ]
    for refused in acts:
        with pytest.raises(NotAllowed, match=r"agency\.not_responsible"):
            refused()


def test_a_suggested_agency_that_accepts_leads(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.an_open_petition(lead=False, days=6)
    assert assignments.without_lead(session) == [petition]
    assignments.accept(session, petition, by=cast.wu, agency=cast.finance, at=clock.at)
    parts = {row.agency_id: row.part for row in assignments.assigned(session, petition)}
    assert parts == {cast.finance.id: Part.LEAD, cast.transport.id: Part.SUGGESTED}
    assert not petition.lead_undecided and assignments.without_lead(session) == []
    with pytest.raises(Conflict, match=r"agency\.decided"):
        assignments.refuse(session, petition, by=cast.wu, agency=cast.finance, reason=NOT_OURS, at=clock.at)


def test_a_lead_that_refuses_leaves_it_open(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.an_open_petition(days=3)
    with pytest.raises(Invalid):
        assignments.refuse(session, petition, by=cast.wu, agency=cast.finance, reason="不是", at=clock.at)
    assignments.refuse(session, petition, by=cast.wu, agency=cast.finance, reason=NOT_OURS, at=clock.at)
    row = queries.timeline(session, petition)[-1]
    assert (row.move, row.reason, row.facts["did"]) == (Move.ASSIGN, NOT_OURS, "refused")
    assert petition.lead_undecided
    with pytest.raises(NotFound):
        Desk(session, cast.finance).get(petition.number)
    assignments.assign(session, petition, by=cast.ann, lead=cast.transport, at=clock.at)
    parts = {row.agency_id: row.part for row in assignments.assigned(session, petition)}
    assert parts == {cast.finance.id: Part.REFUSED, cast.transport.id: Part.LEAD}
    with pytest.raises(Conflict, match=r"agency\.decided"):
        assignments.assign(session, petition, by=cast.ann, lead=cast.finance, at=clock.at)


def test_the_administrator_may_name_the_one_that_refused(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.an_open_petition(days=3)
    assignments.refuse(session, petition, by=cast.wu, agency=cast.finance, reason=NOT_OURS, at=clock.at)
    assignments.assign(session, petition, by=cast.ann, lead=cast.finance, at=clock.at)
    assert [row.part for row in assignments.assigned(session, petition)] == [Part.LEAD]


def test_on_the_eighth_day_it_is_too_late(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.an_open_petition(days=3)
    (row,) = assignments.assigned(session, petition)
    last = start_of(date(2026, 3, 7))
    assert assignments.may_decide(petition, row, at=last - timedelta(seconds=1))
    assert not assignments.may_decide(petition, row, at=last)
    with pytest.raises(Conflict, match=r"agency\.late"):
        assignments.accept(session, petition, by=cast.wu, agency=cast.finance, at=last)
    with pytest.raises(NotAllowed, match=r"agency\.not_responsible"):
        assignments.accept(session, petition, by=cast.chen, agency=cast.transport, at=clock.at)


def test_what_was_answered_closes_by_itself(session: Session, given: Given, clock: HandClock) -> None:
    petition = given.an_answered_petition()
    assert respond.close_all_due(session, as_of=clock.at + timedelta(days=30) - timedelta(seconds=1)) == 0
    assert respond.close_all_due(session, as_of=clock.at + timedelta(days=30)) == 1
    assert respond.close_all_due(session, as_of=clock.at + timedelta(days=31)) == 0
    assert petition.stage is Stage.CLOSED
