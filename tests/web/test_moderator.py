"""The moderators' pages: the queue, a case, every decision, and forms that come too late."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.kernel.office_days import workdays
from app.petition import queries
from app.petition.lifecycle import Stage
from app.petition.models import Part
from app.review import actions as review
from app.review.rules import Ground, HideGround, Refusal
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import OTHER_TITLES, REFUSAL, Given
from tests.web.markup import check
from tests.web.test_moderator_pairs import word
from tests.web.visits import Visit

Enter = Callable[[Person], Visit]


@pytest.fixture
def enter(app: Flask) -> Enter:
    return lambda person: Visit(app).enter(person, strong=True)


@pytest.fixture
def lin(enter: Enter, cast: Cast) -> Visit:
    return enter(cast.lin)


def test_the_queue_puts_the_overdue_first_and_counts_by_urgency(enter: Enter, given: Given, cast: Cast, clock: HandClock) -> None:
    late = given.a_petition_in_review(title=OTHER_TITLES[0])
    clock.advance(days=8)
    fresh = given.a_petition_in_review(by=cast.bo, title=OTHER_TITLES[1], at=clock.at)
    lin = enter(cast.lin)
    page = lin.get("/moderate").text
    check(page)
    assert page.index(late.number) < page.index(fresh.number)
    assert "逾期3個工作天" in page and "剩3個工作天" in page
    assert '<meta name="robots" content="noindex">' in page
    assert lin.page is not None and lin.page.headers["Cache-Control"] == "private, no-store"


def test_the_queue_is_searched_and_filtered(enter: Enter, given: Given, cast: Cast, clock: HandClock) -> None:
    lin = enter(cast.lin)
    one = given.a_petition_in_review(title=OTHER_TITLES[0])
    other = given.a_petition_in_review(by=cast.bo, title=OTHER_TITLES[1])
    found = lin.get("/moderate", query_string={"q": "月票"}).text
    assert one.number in found and other.number not in found
    assert "沒有符合的案件" in lin.get("/moderate", query_string={"due": "overdue"}).text
    assert one.number not in lin.get("/moderate", query_string={"kind": "appeal"}).text
    clock.advance(days=8)
    assert one.number in enter(cast.lin).get("/moderate", query_string={"due": "overdue"}).text


def test_an_empty_queue_says_so(lin: Visit) -> None:
    assert "都檢核完了" in lin.get("/moderate").text


def test_a_case_shows_the_text_beside_the_criteria(lin: Visit, given: Given, cast: Cast) -> None:
    old = given.an_open_petition(by=cast.bo)
    petition = given.a_petition_in_review(title="報稅軟體應支援所有作業系統並且重新設計流程", reasons="請打0912-345-678聯絡我。" * 3)
    page = lin.get(f"/moderate/{petition.number}").text
    check(page)
    assert petition.title in page and "0912-345-678" in page and "好像是手機門號" in page
    assert old.number in page and "正在進行" in page
    assert "有1件相似提議" in page


def test_admitting_names_the_agencies_and_opens_tomorrow(lin: Visit, given: Given, cast: Cast, session: Session) -> None:
    petition = given.a_petition_in_review()
    form = lin.get(f"/moderate/{petition.number}/admit").text
    check(form)
    assert f'<option value="{cast.finance.code}" selected>' in form
    assert "2026年3月3日（二）00:00" in form
    lin.post(f"/moderate/{petition.number}/admit", {"lead": cast.finance.code, "other_1": cast.transport.code})
    assert "已經通過檢核" in lin.follow().text
    session.expire_all()
    admitted = queries.by_number(session, petition.number)
    assert admitted.stage is Stage.ENDORSING
    assert [(row.agency.name_zh, row.part) for row in admitted.assignments] == [("財政部", Part.LEAD), ("交通部", Part.CO_AGENCY)]


def test_admitting_without_a_lead_needs_somebody_named(lin: Visit, given: Given, cast: Cast, session: Session) -> None:
    petition = given.a_petition_in_review(agencies=(), decide_for_me=True)
    refused = lin.post(f"/moderate/{petition.number}/admit", {"lead": ""})
    assert refused.status_code == 422 and "請至少選一個主辦機關" in refused.text
    check(refused.text)
    lin.post(f"/moderate/{petition.number}/admit", {"lead": "", "other_1": cast.transport.code})
    session.expire_all()
    admitted = queries.by_number(session, petition.number)
    assert admitted.lead_undecided and [row.part for row in admitted.assignments] == [Part.SUGGESTED]


def test_refusing_previews_the_public_words_first(lin: Visit, given: Given, session: Session) -> None:
    petition = given.a_petition_in_review()
    page = lin.get(f"/moderate/{petition.number}/refuse").text
    check(page)
    assert "Not the business of" in page or "不屬於行政院所屬機關的業務" in page
    form = lin.get(f"/moderate/{petition.number}/refuse", query_string={"ground": "not_central"}).text
    check(form)
    assert "1999市民專線" in form
    words = {
        "ground": "not_central",
        "explanation": "此事屬地方政府權責，中央機關無法處理。",
        "elsewhere": "請向所在地縣市政府交通局反映。",
    }
    preview = lin.post(f"/moderate/{petition.number}/refuse", {**words, "act": "preview"})
    assert preview.status_code == 200 and "公開頁面會這樣寫" in preview.text
    check(preview.text)
    session.expire_all()
    assert queries.by_number(session, petition.number).stage is Stage.IN_REVIEW
    lin.post(f"/moderate/{petition.number}/refuse", {**words, "act": "confirm"})
    assert "不進入附議" in lin.follow().text
    session.expire_all()
    assert queries.by_number(session, petition.number).stage is Stage.NOT_ADMITTED
    public = lin.get(f"/petitions/{petition.number}").text
    assert words["explanation"] in public and words["elsewhere"] in public


def test_a_refusal_that_says_too_little_comes_back_with_what_was_typed(lin: Visit, given: Given) -> None:
    petition = given.a_petition_in_review()
    words = {"ground": "duplicate", "explanation": "太短", "elsewhere": "請看另一件。", "duplicate_of": ""}
    back = lin.post(f"/moderate/{petition.number}/refuse", {**words, "act": "preview"})
    assert back.status_code == 422
    check(back.text)
    assert "至少要10字，現在是2字" in back.text and "請填重複的是哪一件提議的案號" in back.text and "太短" in back.text
    assert 'href="#explanation"' in back.text


def test_a_duplicate_must_be_one_under_rule_7(lin: Visit, given: Given, cast: Cast) -> None:
    other = given.a_refused_petition(by=cast.bo, title=OTHER_TITLES[0])
    petition = given.a_petition_in_review()
    words = {"ground": "duplicate", "explanation": "與另一件提議的訴求完全相同。", "elsewhere": "請看另一件。", "act": "confirm"}
    assert "找不到這個案號" in lin.post(f"/moderate/{petition.number}/refuse", {**words, "duplicate_of": "999-9999"}).text
    assert "不算重複" in lin.post(f"/moderate/{petition.number}/refuse", {**words, "duplicate_of": other.number}).text


def test_who_decided_second_gets_409_and_keeps_what_they_typed(
    lin: Visit, given: Given, cast: Cast, session: Session, clock: HandClock
) -> None:
    petition = given.a_petition_in_review()
    lin.get(f"/moderate/{petition.number}/refuse", query_string={"ground": "not_central"})
    review.admit(session, petition, by=cast.hao, lead=cast.finance, at=clock.at)
    session.commit()
    words = {
        "ground": "not_central",
        "explanation": "此事屬地方政府權責，中央機關無法處理。",
        "elsewhere": "請洽地方政府。",
        "act": "confirm",
    }
    late = lin.post(f"/moderate/{petition.number}/refuse", words)
    assert late.status_code == 409
    check(late.text)
    assert words["explanation"] in late.text and "沒有送出" in late.text
    late = lin.post(f"/moderate/{petition.number}/admit", {"lead": cast.transport.code})
    assert late.status_code == 409 and f'<option value="{cast.transport.code}" selected>' in late.text


def test_hiding_takes_two(lin: Visit, enter: Enter, given: Given, cast: Cast, session: Session) -> None:
    petition = given.an_open_petition()
    check(lin.get(f"/moderate/{petition.number}/hide").text)
    empty = lin.post(f"/moderate/{petition.number}/hide", {"explanation": "內含第三人的住址與電話。"})
    assert empty.status_code == 422
    words = {"ground": "personal_data", "explanation": "內含第三人的住址與電話，刪去後不成立。"}
    lin.post(f"/moderate/{petition.number}/hide", words)
    assert "你提出的，要由另一位決定" in lin.follow().text
    again = lin.post(f"/moderate/{petition.number}/hide", words)
    assert again.status_code == 409 and words["explanation"] in again.text
    consent = word(session, petition, "consent")
    own = lin.post(f"/moderate/{petition.number}/hiding", consent)
    assert own.status_code == 403 and "另一位檢核人員" in own.text
    hao = enter(cast.hao)
    case = hao.get(f"/moderate/{petition.number}").text
    assert "同意隱藏" in case and words["explanation"] in case
    hao.post(f"/moderate/{petition.number}/hiding", consent)
    assert "已隱藏" in hao.follow().text
    session.expire_all()
    assert queries.by_number(session, petition.number, hidden=True).stage is Stage.HIDDEN
    assert hao.post(f"/moderate/{petition.number}/hiding", consent).status_code == 409
    assert lin.get(f"/petitions/{petition.number}").status_code == 404


def test_a_second_moderator_may_also_decide_against_hiding(
    lin: Visit, given: Given, cast: Cast, session: Session, clock: HandClock
) -> None:
    petition = given.an_open_petition()
    review.propose_hiding(
        session, petition, by=cast.hao, ground=HideGround.ABUSIVE, explanation="通篇辱罵特定的個人，沒有訴求。", at=clock.at
    )
    session.commit()
    lin.post(f"/moderate/{petition.number}/hiding", word(session, petition, "refuse"))
    assert "不隱藏" in lin.follow().text
    session.expire_all()
    assert queries.by_number(session, petition.number).stage is Stage.ENDORSING


def test_nobody_decides_on_their_own_petition(lin: Visit, given: Given, cast: Cast) -> None:
    petition = given.a_petition_in_review(by=cast.lin)
    case = lin.get(f"/moderate/{petition.number}").text
    assert "你不能決定這一件" in case and f"/moderate/{petition.number}/admit" not in case
    assert "你的提議" in lin.get("/moderate").text
    for act in ("admit", "refuse", "hide"):
        refused = lin.post(f"/moderate/{petition.number}/{act}", {"lead": cast.finance.code})
        assert refused.status_code == 403 and "不能檢核自己的提議" in refused.text


def test_an_appeal_is_decided_by_another(lin: Visit, enter: Enter, given: Given, cast: Cast, session: Session, clock: HandClock) -> None:
    petition = given.a_refused_petition(refusal=Refusal(Ground.UNCLEAR, "看不出要政府做什麼事。", REFUSAL.elsewhere))
    review.appeal(session, petition, by=cast.mei, reason="訴求寫得很清楚，請再看一次。", workdays=workdays(session), at=clock.at)
    session.commit()
    assert "申訴要由另一位檢核人員決定" in lin.get(f"/moderate/{petition.number}").text
    assert lin.post(f"/moderate/{petition.number}/admit", {"lead": cast.finance.code}).status_code == 403
    hao = enter(cast.hao)
    queue = hao.get("/moderate", query_string={"kind": "appeal"}).text
    assert petition.number in queue and "申訴" in queue
    case = hao.get(f"/moderate/{petition.number}").text
    assert "訴求寫得很清楚" in case and "看不出要政府做什麼事" in case
    hao.post(f"/moderate/{petition.number}/admit", {"lead": cast.finance.code})
    session.expire_all()
    assert queries.by_number(session, petition.number).stage is Stage.ENDORSING


@pytest.mark.parametrize("path", ["/moderate", "/moderate/proposals", "/moderate/standards"])
def test_every_page_stands_in_english_too(lin: Visit, given: Given, path: str) -> None:
    given.a_petition_in_review()
    page = lin.get("/en" + path).text
    assert check(page).language == "en"


def test_the_standards_give_both_languages(lin: Visit) -> None:
    page = lin.get("/moderate/standards").text
    check(page)
    assert "看不出具體訴求" in page and 'lang="en"' in page


def test_an_unknown_case_is_not_found(lin: Visit) -> None:
    assert lin.get("/moderate/999-0001").status_code == 404
    assert lin.post("/moderate/999-0001/admit").status_code == 404
