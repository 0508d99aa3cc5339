"""What a merged agency has under way goes to its successor with the merger: nothing waits at a closed desk."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Agency, Membership, Role
from app.announce import audience, heads
from app.announce.audience import Event
from app.announce.rules import Audience
from app.meet import actions as meetings
from app.meet import succession as calls
from app.meet.rules import Report
from app.petition import co_agencies, mergers, queries
from app.petition.lifecycle import Move
from app.petition.models import Assignment, Part, Petition
from app.respond import actions as respond
from app.respond import approvals, contributing, parts, promises
from app.respond import succession as answers
from app.respond.approvals import Submission, Verdict
from app.respond.keeping import Report as Kept
from app.respond.keeping import report
from app.respond.models import PromiseState
from app.review import advice
from app.review import succession as reviews
from app.review.advice import Suggestion
from tests.cast import citizen
from tests.given import OTHER_TITLES, WORKDAYS, Given
from tests.meet.given import hearing

ACT = "行政院組織法修正"
QUESTION = "這件事是不是貴機關主管，有沒有正在修法？"
TEXT = "票證系統今年九月改版，介接規格已公開。"


def merge(given: Given, *, back: bool = False) -> None:
    """Finance into transport; `back` the other way."""
    both = (given.cast.finance, given.cast.transport)
    gone, into = reversed(both) if back else both
    heirs = (reviews.succeed, answers.succeed, calls.succeed)
    mergers.merge(given.session, given.keys, gone, into, instrument=ACT, by=given.cast.ann, at=given.at, heirs=heirs)
    given.session.expire_all()


def asked(given: Given, *codes: str) -> Petition:
    petition, cast = given.a_petition_in_review(), given.cast
    agencies = [getattr(cast, code) for code in codes]
    advice.ask(given.session, petition, by=cast.lin, agencies=agencies, question=QUESTION, workdays=WORKDAYS, at=given.at)
    return petition


def test_the_successor_advises(session: Session, given: Given) -> None:
    cast = given.cast
    asked(given, "finance")
    merge(given)
    (row,) = advice.Desk(session, cast.transport).waiting()
    advice.answer(session, row, by=cast.wu, given=advice.Given(Suggestion.ADMIT, "屬本部主管，可以進入附議。"), at=given.at)
    assert advice.Desk(session, cast.finance).count() == 0


def test_where_both_were_asked_one_advises(session: Session, given: Given) -> None:
    petition, cast = asked(given, "finance", "transport"), given.cast
    merge(given)
    assert [row.agency_id for row in advice.Desk(session, cast.transport).waiting()] == [cast.transport.id]
    assert [row.closed_at is None for row in advice.of(session, petition)] == [False, True]


def helped(given: Given, *, written: bool) -> Petition:
    """Finance leads; transport is asked for two parts, and has written the first or none."""
    petition, cast, session = given.an_established_petition(), given.cast, given.session
    co_agencies.add(
        session, petition, by=cast.wu, agency=cast.finance, other=cast.transport, reason="票證系統由該部主管，請一起研議。", at=given.at
    )
    for no in (1, 2):
        contributing.ask(
            session, petition, by=cast.wu, agency=cast.finance, other=cast.transport, demand_no=no, question=QUESTION,
            due_on=date(2026, 3, 20), at=given.at,
        )  # fmt: skip
    if written:
        row = parts.joint(session, petition).requests[0]
        contributing.give(session, petition, row, by=cast.chen, agency=cast.transport, text=TEXT, keys=given.keys, at=given.at)
    return petition


@pytest.mark.parametrize("back", [False, True])
def test_nobody_is_owed_a_part_by_itself_and_what_was_written_stays(session: Session, given: Given, back: bool) -> None:
    petition = helped(given, written=True)
    merge(given, back=back)
    (row,) = parts.joint(session, petition).requests
    into = given.cast.finance if back else given.cast.transport
    assert (row.agency_id, row.lead_id, row.latest and row.latest.text) == (into.id, into.id, TEXT)


def test_a_part_is_written_by_the_successor(session: Session, given: Given) -> None:
    petition, cast = helped(given, written=False), given.cast
    culture = Agency(code="A25000000E", name_zh="文化部", name_en="Ministry of Culture")
    session.add(culture)
    session.flush()
    heirs = (answers.succeed,)
    mergers.merge(session, given.keys, cast.transport, culture, instrument=ACT, by=cast.ann, at=given.at, heirs=heirs)
    rows = parts.of_agency(session, petition, culture)
    assert [row.demand_no for row in rows] == [1, 2]
    contributing.give(session, petition, rows[0], by=cast.chen, agency=culture, text=TEXT, keys=given.keys, at=given.at)


def test_of_two_parts_for_one_demand_the_written_one_remains(session: Session, given: Given) -> None:
    petition, cast = helped(given, written=True), given.cast
    culture = Agency(code="A25000000E", name_zh="文化部", name_en="Ministry of Culture")
    session.add(culture)
    session.flush()
    co_agencies.add(
        session, petition, by=cast.wu, agency=cast.finance, other=culture, reason="展演的部分由該部主管，請一起研議。", at=given.at
    )
    contributing.ask(
        session,
        petition,
        by=cast.wu,
        agency=cast.finance,
        other=culture,
        demand_no=1,
        question=QUESTION,
        due_on=date(2026, 3, 20),
        at=given.at,
    )
    mergers.merge(session, given.keys, cast.transport, culture, instrument=ACT, by=cast.ann, at=given.at, heirs=(answers.succeed,))
    session.expire_all()
    found = parts.joint(session, petition).requests
    assert [(row.demand_no, row.agency_id, bool(row.versions)) for row in found] == [(1, culture.id, True), (2, culture.id, False)]


@pytest.mark.parametrize("closed", [False, True])
def test_a_promise_that_moves_after_the_answer_leaves_a_trace(session: Session, given: Given, client: FlaskClient, closed: bool) -> None:
    petition = given.an_answered_petition()
    other = given.an_answered_petition(title=OTHER_TITLES[0], by=given.cast.bo)
    given.at += timedelta(days=40)
    (one,) = promises.of_petition(session, other)
    told = Kept("新版系統已經在五月上線，請見官網。", "", one.commitment.seal)
    report(session, other, one.promise, PromiseState.DONE, told, by=given.cast.wu, agency=given.cast.finance, at=given.at)
    if closed:
        respond.close_all_due(session, as_of=given.at)
    merge(given)
    (row,) = [row for row in queries.timeline(session, petition) if row.move is Move.SUCCEED]
    assert (row.reason, row.facts["did"], row.facts["succeeds"], row.facts["agency"]) == (ACT, "promises", "A05000000E", "A15000000G")
    session.commit()
    assert "財政部已經整併，還沒完成的承諾改由交通部承接" in client.get(f"/petitions/{petition.number}").text
    assert [row for row in queries.timeline(session, other) if row.move is Move.SUCCEED] == [], "what is kept stays whose it was"


def submit(given: Given, petition: Petition, *, by: str, agency: str) -> None:
    officer, of = getattr(given.cast, by), getattr(given.cast, agency)
    content = {"kind": "answer", "promises": 0, "texts": {"summary": "兩項訴求都採納。"}}
    approvals.submit(given.session, petition, by=officer, agency=of, content=content, seal="0" * 32, at=given.at)


def colleagues(given: Given) -> None:
    for no, agency in enumerate((given.cast.finance, given.cast.transport), 61):
        person = citizen(given.session, given.keys, f"officer{no}", at=given.at, no=no)
        given.session.add(Membership(person_id=person.id, agency_id=agency.id, role=Role.OFFICER, invited_at=given.at))
    given.session.flush()


def test_a_submitted_draft_is_approved_at_the_successors(session: Session, given: Given) -> None:
    petition, cast = given.an_established_petition(), given.cast
    colleagues(given)
    submit(given, petition, by="wu", agency="finance")
    merge(given)
    row = approvals.waiting(session, petition, cast.transport)
    assert row is not None and row.no == 1
    approvals.approve(session, petition, row, by=cast.chen, agency=cast.transport, at=given.at)


def test_of_two_submitted_drafts_the_successors_waits(session: Session, given: Given) -> None:
    petition, cast = given.an_established_petition(), given.cast
    session.add(Assignment(petition_id=petition.id, agency_id=cast.transport.id, part=Part.LEAD, since=given.at))
    colleagues(given)
    submit(given, petition, by="wu", agency="finance")
    submit(given, petition, by="chen", agency="transport")
    merge(given)
    rows = session.execute(select(Submission.no, Submission.agency_id, Submission.verdict).order_by(Submission.no)).all()
    assert [tuple(row) for row in rows] == [(1, cast.transport.id, None), (2, cast.transport.id, Verdict.TAKEN_BACK)]


def test_open_promises_are_the_successors_and_kept_ones_stay(session: Session, given: Given) -> None:
    cast, at = given.cast, given.at + timedelta(minutes=6)
    petitions = [given.an_answered_petition(), given.an_answered_petition(title=OTHER_TITLES[0], by=cast.bo)]
    (done,) = promises.of_petition(session, petitions[0])
    told = Kept("新版系統已經上線，所有人都能使用。", "", done.promise.commitment.seal)
    report(session, petitions[0], done.promise, PromiseState.DONE, told, by=cast.wu, agency=cast.finance, at=at)
    merge(given)
    standing = promises.standing(session, at)
    assert (standing[cast.finance.id].kept, standing[cast.finance.id].open) == (1, 0)
    assert standing[cast.transport.id].open == 1
    (mine,) = promises.of_petition(session, petitions[1])
    told = Kept("系統整合測試已經開始。", "", mine.promise.commitment.seal)
    report(session, petitions[1], mine.promise, PromiseState.STARTED, told, by=cast.chen, agency=cast.transport, at=at)


def test_a_meeting_to_come_is_the_successors_and_one_held_stays(session: Session, given: Given) -> None:
    cast, held = given.cast, hearing(given)
    past = meetings.record(
        session, held.petition, by=cast.wu, agency=cast.finance, at=given.at,
        report=Report(given.at.date() - timedelta(days=1), "與會者試用新版並提出意見，機關逐項說明。"),
    )  # fmt: skip
    merge(given)
    session.refresh(held.meeting)
    session.refresh(past)
    assert (held.meeting.agency_id, past.agency_id) == (cast.transport.id, cast.finance.id)
    meetings.call_off(
        session, held.petition, held.meeting, by=cast.chen, agency=cast.transport, reason="場地停電，改期另行通知。", at=given.at
    )


def test_letters_about_what_it_answered_reach_the_successors_officers(session: Session, given: Given) -> None:
    petition, cast = given.an_answered_petition(), given.cast
    merge(given)
    event = Event("again", petition, {}, given.at)
    named = Event("again", petition, {}, given.at, tell=(cast.finance.code,))
    for meant in (audience.people(event, Audience.AGENCIES), audience.people(named, Audience.NAMED)):
        assert {person.nickname for person in session.scalars(meant)} == {"wu", "chen"}


def test_an_agency_that_nobody_merged_hears_of_its_own_alone(session: Session, given: Given) -> None:
    petition = given.an_answered_petition()
    meant = audience.people(Event("again", petition, {}, given.at), Audience.AGENCIES)
    assert [person.nickname for person in session.scalars(meant)] == ["wu"]


def test_the_successors_head_reads_of_promises_that_fall_due(session: Session, given: Given) -> None:
    given.an_answered_petition()
    merge(given)
    due = given.at + timedelta(days=90)
    assert [one.text for _, one in heads.week(session, given.cast.transport, at=due).promises] == ["完成新版系統上線"]
