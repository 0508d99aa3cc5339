"""Agencies are asked, answer within two workdays or not, and nothing waits for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.announce import actions as announcing
from app.kernel import outbox
from app.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from app.kernel.outbox import Letter
from app.kernel.secrets import Keyring
from app.petition import queries
from app.petition.lifecycle import Move, Stage
from app.petition.models import Petition
from app.propose import actions as propose
from app.review import actions as review
from app.review import advice
from app.review.advice import Advice, Desk, Suggestion
from tests.given import REFUSAL, WORKDAYS, Given

QUESTION = "這件事是不是貴機關主管，有沒有正在修法？"
ADMIT = advice.Given(Suggestion.ADMIT, "屬本部主管，可以進入附議。")


def ask(given: Given, petition: Petition, **changes: object) -> list[Advice]:
    asked = {"by": given.cast.lin, "agencies": [given.cast.finance], "question": QUESTION, "workdays": WORKDAYS, "at": given.at}
    return advice.ask(given.session, petition, **{**asked, **changes})  # type: ignore[arg-type]


def test_asked_on_a_monday_it_is_due_at_the_end_of_wednesday(session: Session, given: Given) -> None:
    (row,) = ask(given, given.a_petition_in_review())
    assert row.due_at == datetime(2026, 3, 4, 16, tzinfo=UTC)
    assert not row.overdue(row.due_at - timedelta(seconds=1)) and row.overdue(row.due_at)


def test_officers_of_the_agencies_asked_are_written_to_once(session: Session, keys: Keyring, given: Given) -> None:
    petition = given.a_petition_in_review()
    ask(given, petition)
    ask(given, petition, agencies=[given.cast.transport])
    announcing.announce_due(session, keys, at=given.at, limit=100)
    announcing.announce_due(session, keys, at=given.at + timedelta(days=1), limit=100)
    found = session.scalars(select(Letter).where(Letter.name == "advice_asked"))
    assert sorted(outbox.address(keys, letter) for letter in found) == ["chen@example.org", "wu@example.org"]


def test_the_answer_is_public_only_with_the_decision(session: Session, given: Given) -> None:
    petition, cast = given.a_petition_in_review(), given.cast
    (row,) = ask(given, petition)
    other = advice.Given(Suggestion.OTHER_AGENCY, "這是交通部的業務，請改問交通部。", other=cast.transport)
    advice.answer(session, row, by=cast.wu, given=other, at=given.at + timedelta(hours=1))
    assert [step.move for step in queries.timeline(session, petition)] == [Move.SUBMIT, Move.CONSULT]
    review.refuse(session, petition, by=cast.lin, refusal=REFUSAL, at=given.at + timedelta(hours=2))
    ledger = queries.timeline(session, petition)
    assert [step.move for step in ledger] == [Move.SUBMIT, Move.CONSULT, Move.ADVISE, Move.REFUSE]
    told = ledger[2]
    assert (told.role, told.by_id, told.reason) == ("officer", cast.wu.id, other.text)
    assert told.facts["adviser"][1] == "財政部" and told.facts["other"][1] == "交通部"


def test_silence_blocks_nothing_and_ends_with_the_decision(session: Session, given: Given) -> None:
    petition, cast = given.a_petition_in_review(), given.cast
    (row,) = ask(given, petition)
    assert Desk(session, cast.finance).count() == 1
    review.admit(session, petition, by=cast.lin, lead=cast.finance, at=given.at + timedelta(days=9))
    session.refresh(row)
    assert petition.stage is Stage.ENDORSING and row.answered_at is None and row.overdue(given.at + timedelta(days=10))
    assert Desk(session, cast.finance).count() == 0
    with pytest.raises(Conflict) as refused:
        advice.answer(session, row, by=cast.wu, given=ADMIT, at=given.at + timedelta(days=9))
    assert refused.value.code == "advice.closed"
    assert Move.ADVISE not in [step.move for step in queries.timeline(session, petition)]


def test_it_is_answered_once(session: Session, given: Given) -> None:
    (row,) = ask(given, given.a_petition_in_review())
    advice.answer(session, row, by=given.cast.wu, given=ADMIT, at=given.at)
    with pytest.raises(Conflict):
        advice.answer(session, row, by=given.cast.wu, given=ADMIT, at=given.at)


def test_a_withdrawn_petition_needs_no_answer(session: Session, given: Given) -> None:
    petition = given.a_petition_in_review()
    (row,) = ask(given, petition)
    propose.withdraw(session, petition, by=given.cast.mei, at=given.at)
    assert Desk(session, given.cast.finance).waiting() == []
    with pytest.raises(Conflict):
        advice.answer(session, row, by=given.cast.wu, given=ADMIT, at=given.at)


def test_an_agency_is_not_asked_twice_while_it_has_not_answered(session: Session, given: Given) -> None:
    petition = given.a_petition_in_review()
    (row,) = ask(given, petition)
    with pytest.raises(Conflict) as refused:
        ask(given, petition)
    assert refused.value.code == "advice.asked"
    advice.answer(session, row, by=given.cast.wu, given=ADMIT, at=given.at)
    assert len(ask(given, petition)) == 1


@pytest.mark.parametrize(
    ("answer", "fields"),
    [
        (advice.Given(None, ""), ["suggestion", "text"]),
        (advice.Given(Suggestion.REFUSE, "不屬於行政機關的業務。"), ["ground"]),
        (advice.Given(Suggestion.OTHER_AGENCY, "這是其他機關的業務。"), ["other"]),
        (advice.Given(Suggestion.ADMIT, "可以。"), ["text"]),
    ],
)
def test_an_answer_says_what_and_why(session: Session, given: Given, answer: advice.Given, fields: list[str]) -> None:
    (row,) = ask(given, given.a_petition_in_review())
    with pytest.raises(Invalid) as refused:
        advice.answer(session, row, by=given.cast.wu, given=answer, at=given.at)
    assert [problem.field for problem in refused.value.problems] == fields


def test_whom_to_ask_and_what(session: Session, given: Given) -> None:
    petition = given.a_petition_in_review()
    with pytest.raises(Invalid) as refused:
        ask(given, petition, agencies=[], question="")
    assert [problem.code for problem in refused.value.problems] == ["advice.whom", "text.missing"]
    with pytest.raises(NotAllowed):
        ask(given, petition, by=given.cast.mei)
    with pytest.raises(Conflict):
        ask(given, given.an_open_petition(by=given.cast.bo))


def test_another_agency_sees_nothing_of_it(session: Session, given: Given) -> None:
    (row,) = ask(given, given.a_petition_in_review())
    assert Desk(session, given.cast.finance).get(row.id).id == row.id
    with pytest.raises(NotFound):
        Desk(session, given.cast.transport).get(row.id)
