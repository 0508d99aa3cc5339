"""What staff have typed is never lost: not when the form is wrong, not when somebody was first, not when the sign-in has ended."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import second_factor, sign_ins
from app.accounts.kept import KeptForm
from app.accounts.models import Person
from app.kernel.secrets import Keyring
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import Given
from tests.web.answering import ANSWER
from tests.web.visits import Visit

Fields = Mapping[str, str]
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
# What each form is, who sends it, what it holds, and what the page says once it was taken.
FORMS: Mapping[str, tuple[str, str, Fields, str]] = {
    "refuse": (
        "lin", "/moderate/{reviewed}/refuse",
        {"ground": "individual_case", "explanation": "只處理一個人的退費，與制度無關", "elsewhere": "可以向原機關申請", "act": "preview"},
        "公開頁面會這樣寫",
    ),
    "hide": ("lin", "/moderate/{reviewed}/hide", {"ground": "personal_data", "explanation": "有第三人的住址與作息，刪去後不成立"}, "隱藏"),
    "answer": ("wu", "/desk/{responding}/answer", {**ANSWER, "act": "save", "seen": ""}, "草稿已儲存"),
    "plan": ("wu", "/desk/{responding}/do/plan", {"text": "由賦稅署邀集各單位，三月底前提出方案。"}, "三月底前提出方案"),
    "contact": ("wu", "/desk/{responding}/contact", {"text": "想請教訴求二所說的試用情境。"}, "想請教訴求二"),
    "invite": (
        "ann", "/admin/people",
        {"address": "new@example.gov.tw", "nickname": "新檢核", "role": "moderator", "agency": "", "language": "en"}, "邀請信已寄出",
    ),
    "close": ("ann", "/admin/calendar/close", {"day": "2026-03-04", "note": "颱風"}, "停止上班"),
}  # fmt: skip


@pytest.fixture
def places(given: Given, session: Session) -> Callable[[str], str]:
    numbers = {
        "responding": given.an_established_petition().number,
        "reviewed": given.a_petition_in_review(by=given.cast.bo, title="公園飲水機水質檢驗數據每週上網公開").number,
    }
    session.commit()
    return lambda path: path.format(**numbers)


@pytest.mark.parametrize("form", FORMS)
def test_a_form_sent_after_the_sign_in_has_ended_is_sent_after_the_next(
    form: str, app: Flask, cast: Cast, session: Session, keys: Keyring, clock: HandClock, places: Callable[[str], str]
) -> None:
    who, path, fields, taken = FORMS[form]
    person: Person = getattr(cast, who)
    second_factor.give(session, keys, person, secret=second_factor.new_secret(), at=clock.at)
    session.commit()
    visit = Visit(app).enter(person, strong=True)
    place = places(path)
    visit.get(place if form not in ("invite", "close") else "/admin")
    clock.advance(minutes=16)
    assert visit.post(place, dict(fields)).headers["Location"] == "/sign-in"
    visit.sign_in(f"{who}@example.org")
    visit.give_second_factor(person)
    page = visit.follow().text
    assert "你剛才寫的內容還在" in page
    held = [(unescape(name), unescape(value)) for name, value in HIDDEN.findall(page) if name != "csrf_token"]
    assert dict(held).items() >= fields.items()
    visit.post(place, dict(held))
    assert taken in visit.follow().text


def test_what_saves_itself_is_not_kept_for_later(
    app: Flask, cast: Cast, session: Session, clock: HandClock, places: Callable[[str], str]
) -> None:
    visit = Visit(app).enter(cast.wu, strong=True)
    edit = places("/desk/{responding}/answer")
    visit.get(edit)
    assert visit.post(edit + "/draft", dict(ANSWER), headers={"X-Autosave": "1"}).status_code == 204
    clock.advance(minutes=sign_ins.STAFF.idle.total_seconds() / 60 + 1)
    assert visit.post(edit + "/draft", dict(ANSWER), headers={"X-Autosave": "1"}).headers["Location"] == "/sign-in"
    assert session.scalars(select(KeptForm)).all() == []
    back = visit.enter(cast.wu, strong=True).get(edit).text
    assert ANSWER["reason-2"] in back


def test_a_page_with_faults_says_so_in_its_title(app: Flask, cast: Cast, places: Callable[[str], str]) -> None:
    wu, lin, ann = (Visit(app).enter(person, strong=True) for person in (cast.wu, cast.lin, cast.ann))
    refused = [
        wu.post(places("/desk/{responding}/answer"), {"act": "preview", "summary": "一句話", "seen": ""}),
        lin.post(places("/moderate/{reviewed}/refuse"), {"ground": "individual_case", "act": "preview"}),
        ann.post("/admin/people", {"address": "不是信箱", "role": "admin", "language": "zh-Hant-TW"}),
    ]
    assert [answer.status_code for answer in refused] == [422] * 3
    assert all("<title>錯誤：" in answer.text for answer in refused)
    assert all("<title>錯誤：" not in page.text for page in (wu.get("/desk"), lin.get("/moderate"), ann.get("/admin")))
