"""The moderators' pages for work on a case: who holds it, notes, tags, advice, saved views."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.saved_views import SavedView
from app.petition import queries
from app.petition.lifecycle import Stage
from app.review import actions as review
from app.review import advice, holds, notes
from app.review.advice import Suggestion
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import OTHER_TITLES, REFUSAL, WORKDAYS, Given
from tests.review.test_two_moderators import under
from tests.web.markup import check
from tests.web.visits import Visit

Enter = Callable[[Person], Visit]
WHY = "說明裡寫的是地方政府的業務，中央沒有權限處理。"


@pytest.fixture
def enter(app: Flask) -> Enter:
    return lambda person: Visit(app).enter(person, strong=True)


def test_a_case_is_claimed_shown_as_held_and_released(enter: Enter, given: Given, cast: Cast) -> None:
    number = given.a_petition_in_review().number
    lin, hao = enter(cast.lin), enter(cast.hao)
    lin.get(f"/moderate/{number}")
    lin.post(f"/moderate/{number}/claim")
    page = lin.follow().text
    check(page)
    assert "由你處理，到10:30" in page and "由你處理" in lin.get("/moderate?hold=mine").text
    seen = hao.get(f"/moderate/{number}").text
    assert "lin處理中，到10:30" in seen and "/admit" not in seen
    assert "lin處理中" in hao.get("/moderate").text
    assert number not in hao.get("/moderate?hold=free").text
    hao.get(f"/moderate/{number}")
    assert hao.post(f"/moderate/{number}/claim").status_code == 409
    assert "這一件正由lin處理" in (hao.page.text if hao.page else "")
    lin.get(f"/moderate/{number}")
    lin.post(f"/moderate/{number}/release")
    assert number in hao.get("/moderate?hold=free").text


def test_a_decision_while_another_holds_it_is_refused_and_keeps_what_was_typed(
    enter: Enter, given: Given, cast: Cast, session: Session, clock: HandClock
) -> None:
    petition = given.a_petition_in_review()
    form = {"ground": "not_central", "explanation": WHY, "elsewhere": "請洽市政府交通局。", "act": "confirm"}
    hao = enter(cast.hao)
    path = f"/moderate/{petition.number}/refuse"
    hao.get(f"{path}?ground=not_central")
    holds.claim(session, petition, by=cast.lin, at=clock.at)
    session.commit()
    answer = hao.post(path, form)
    assert answer.status_code == 409
    assert WHY in answer.text and "這一件正由lin處理" in answer.text
    clock.advance(minutes=31)
    hao = enter(cast.hao)
    assert "由我接手" in hao.get(f"/moderate/{petition.number}").text
    hao.get(f"{path}?ground=not_central")
    assert hao.post(path, form).status_code == 303
    session.expire_all()
    assert queries.by_number(session, petition.number).stage is Stage.NOT_ADMITTED


def test_opening_the_decision_keeps_the_case_for_longer(enter: Enter, given: Given, cast: Cast, session: Session, clock: HandClock) -> None:
    petition = given.a_petition_in_review()
    holds.claim(session, petition, by=cast.lin, at=clock.at)
    session.commit()
    clock.advance(minutes=20)
    enter(cast.lin).get(f"/moderate/{petition.number}/admit")
    assert "由你處理，到10:50" in enter(cast.lin).get(f"/moderate/{petition.number}").text


def test_notes_hints_and_tags(enter: Enter, given: Given, cast: Cast, session: Session) -> None:
    petition, other = given.a_petition_in_review(), given.a_petition_in_review(by=cast.bo, title=OTHER_TITLES[0])
    lin = enter(cast.lin)
    path = f"/moderate/{petition.number}"
    lin.get(path)
    lin.post(f"{path}/notes", {"note": "先問財政部。"})
    lin.post(f"{path}/notes", {"note": "請寫出由誰辦理。", "hint_for": "demands"})
    page = lin.follow().text
    check(page)
    assert "先問財政部。" in page and "給提議者：具體訴求" in page
    lin.post(f"{path}/tags", {"tag": "跨機關"})
    found = lin.get("/moderate?tag=跨機關").text
    assert petition.number in found and other.number not in found and "#跨機關" in found
    lin.get(path)
    lin.post(f"{path}/tags", {"off": "跨機關"})
    assert notes.tags(session, [petition]) == {petition.id: []}
    wrong = lin.post(f"{path}/notes", {"note": "字" * 2_001})
    assert wrong.status_code == 422 and "字" * 2_001 in wrong.text and "最多2000字" in wrong.text
    assert lin.post(f"{path}/tags", {"tag": "很" * 21}).status_code == 422


def test_the_proposer_and_the_public_read_no_notes(enter: Enter, given: Given, cast: Cast, session: Session) -> None:
    petition = given.a_petition_in_review()
    notes.write(session, petition, by=cast.lin, text="只給檢核人員看的話。", at=given.at)
    session.commit()
    for path in (f"/me/{petition.number}", f"/petitions/{petition.number}", f"/petitions/{petition.number}.json"):
        assert "只給檢核人員看的話" not in enter(cast.mei).get(path).text


def test_a_moderator_reads_nothing_internal_of_their_own_petition(enter: Enter, given: Given, cast: Cast, session: Session) -> None:
    petition = under(given.a_petition_in_review(by=cast.lin), four_eyes_refuse=True)
    notes.write(session, petition, by=cast.hao, text="只給檢核人員看的話。", at=given.at)
    notes.tag(session, petition, by=cast.hao, tag="法規疑義", at=given.at)
    asked = {"agencies": [cast.finance], "question": "這是不是貴機關主管的業務？", "workdays": WORKDAYS}
    asked_of = advice.ask(session, petition, by=cast.hao, at=given.at, **asked)[0]
    said = advice.Given(Suggestion.ADMIT, "屬於本部業務，建議通過檢核。")
    advice.answer(session, asked_of, by=cast.wu, given=said, at=given.at)
    review.propose_refusal(session, petition, by=cast.hao, refusal=REFUSAL, at=given.at)
    session.commit()
    words = ("只給檢核人員看的話", "法規疑義", said.text, REFUSAL.explanation, "地方政府")
    pages = (f"/moderate/{petition.number}", "/moderate", "/moderate/proposals")
    own, others = ("".join(enter(who).get(path).text for path in pages) for who in (cast.lin, cast.hao))
    assert [word for word in words if word in own] == []
    assert all(word in others for word in words[:4])
    lin = enter(cast.lin)
    check(lin.get(pages[0]).text)
    for fields in ({"note": "寫得很好。"}, {"note": "寫得很好。", "hint_for": "title"}):
        assert lin.post(f"{pages[0]}/notes", fields).status_code == 403
    for fields in ({"tag": "急件"}, {"off": "法規疑義"}):
        assert lin.post(f"{pages[0]}/tags", fields).status_code == 403


def test_agencies_are_asked_and_their_answer_stands_beside_the_case(enter: Enter, given: Given, cast: Cast, session: Session) -> None:
    petition = given.a_petition_in_review()
    lin = enter(cast.lin)
    path = f"/moderate/{petition.number}/advice"
    check(lin.get(path).text)
    wrong = lin.post(path, {"question": "太短"})
    assert wrong.status_code == 422 and "太短" in wrong.text and "請選1到3個機關" in wrong.text
    lin.post(path, {"agency_1": cast.finance.code, "question": "這件事是不是貴機關主管？"})
    assert "已經徵詢機關意見" in lin.follow().text and "等待回覆" in lin.get(f"/moderate/{petition.number}").text
    lin.get(path)
    again = lin.post(path, {"agency_1": cast.finance.code, "question": "這件事是不是貴機關主管？"})
    assert again.status_code == 409 and "這件事是不是貴機關主管？" in again.text
    (row,) = advice.of(session, petition)
    answer = advice.Given(Suggestion.ADMIT, "屬本部主管，可以進入附議。")
    advice.answer(session, row, by=cast.wu, given=answer, at=given.at)
    session.commit()
    assert answer.text in lin.get(f"/moderate/{petition.number}").text
    assert answer.text not in lin.get(f"/petitions/{petition.number}").text
    lin.get(f"/moderate/{petition.number}/admit")
    lin.post(f"/moderate/{petition.number}/admit", {"lead": cast.finance.code})
    public = lin.get(f"/petitions/{petition.number}").text
    assert answer.text in public and "機關意見，財政部：建議進入附議" in public


def test_silence_is_marked_and_nothing_more(enter: Enter, given: Given, cast: Cast, session: Session, clock: HandClock) -> None:
    petition = given.a_petition_in_review()
    advice.ask(session, petition, by=cast.lin, agencies=[cast.finance], question="這件事是不是貴機關主管？", workdays=WORKDAYS, at=clock.at)
    session.commit()
    clock.advance(days=3)
    lin = enter(cast.lin)
    assert "逾期未回覆" in lin.get(f"/moderate/{petition.number}").text
    lin.get(f"/moderate/{petition.number}/admit")
    assert lin.post(f"/moderate/{petition.number}/admit", {"lead": cast.finance.code}).status_code == 303


def test_a_view_is_kept_under_a_name_used_and_dropped(enter: Enter, given: Given, cast: Cast, session: Session) -> None:
    given.a_petition_in_review()
    lin, hao = enter(cast.lin), enter(cast.hao)
    lin.get("/moderate?due=soon&hold=mine")
    lin.post("/moderate/views?due=soon&hold=mine", {"name": "我的急件"})
    page = lin.follow().text
    check(page)
    assert '<a class="chip" href="/moderate?due=soon&amp;hold=mine" aria-current="true">我的急件</a>' in page
    assert "我的急件" not in hao.get("/moderate").text
    view = session.scalars(select(SavedView)).one()
    assert hao.post(f"/moderate/views/{view.id}/drop").status_code == 404
    lin.post(f"/moderate/views/{view.id}/drop")
    assert "我的急件" not in lin.follow().text


def test_a_view_needs_a_name_and_a_filter(enter: Enter, cast: Cast) -> None:
    lin = enter(cast.lin)
    lin.get("/moderate?due=soon")
    wrong = lin.post("/moderate/views?due=soon", {"name": " "})
    assert wrong.status_code == 422 and "這一欄還沒有填" in wrong.text
    assert "沒有篩選條件可以儲存" in lin.post("/moderate/views", {"name": "全部"}).text
