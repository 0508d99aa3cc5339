"""The officers' pages for what moderators ask them about a petition in review."""

from __future__ import annotations

from flask import Flask
from sqlalchemy.orm import Session

from app.review import actions as review
from app.review import advice
from app.review.advice import Advice, Desk, Suggestion
from tests.cast import Cast
from tests.given import WORKDAYS, Given
from tests.web.markup import check
from tests.web.visits import Visit

TEXT = "屬本部主管，報稅系統改版已列入明年計畫。"


def asked(session: Session, given: Given) -> Advice:
    petition, cast = given.a_petition_in_review(), given.cast
    (row,) = advice.ask(
        session, petition, by=cast.lin, agencies=[cast.finance], question="這件事是不是貴機關主管？", workdays=WORKDAYS, at=given.at
    )
    session.commit()
    return Desk(session, cast.finance).get(row.id)


def test_it_waits_on_the_desk_and_is_answered_there(app: Flask, session: Session, given: Given, cast: Cast) -> None:
    row, wu = asked(session, given), Visit(app).enter(cast.wu, strong=True)
    page = wu.get("/desk/advice").text
    check(page)
    assert row.petition.title in page and "2026年3月4日" in page
    path = f"/desk/advice/{row.id}"
    check(wu.get(path).text)
    wrong = wu.post(path, {"suggestion": "refuse", "text": TEXT})
    assert wrong.status_code == 422 and TEXT in wrong.text and "請選一個理由" in wrong.text
    wu.post(path, {"suggestion": "admit", "text": TEXT})
    assert "已經回覆" in wu.follow().text
    session.refresh(row)
    assert (row.suggestion, row.text, row.answered_by_id) == (Suggestion.ADMIT, TEXT, cast.wu.id)
    assert TEXT in wu.get(path).text


def test_an_officer_of_another_agency_finds_nothing(app: Flask, session: Session, given: Given, cast: Cast) -> None:
    row, chen = asked(session, given), Visit(app).enter(cast.chen, strong=True)
    assert chen.get(f"/desk/advice/{row.id}").status_code == 404
    assert chen.post(f"/desk/advice/{row.id}", {"suggestion": "admit", "text": TEXT}).status_code == 404
    assert row.petition.title not in chen.get("/desk/advice").text


def test_an_answer_after_the_decision_is_refused_and_keeps_what_was_typed(app: Flask, session: Session, given: Given, cast: Cast) -> None:
    row, wu = asked(session, given), Visit(app).enter(cast.wu, strong=True)
    wu.get(f"/desk/advice/{row.id}")
    review.admit(session, row.petition, by=cast.lin, lead=cast.finance, at=given.at)
    session.commit()
    late = wu.post(f"/desk/advice/{row.id}", {"suggestion": "admit", "text": TEXT})
    assert late.status_code == 409 and TEXT in late.text
    session.refresh(row)
    assert row.answered_at is None
