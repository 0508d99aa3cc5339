"""The administrators add, rename and merge agencies on pages; the public page of each tells what it was and what it became."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts import agencies
from app.review import advice
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import WORKDAYS, Given
from tests.meet.given import hearing
from tests.web.markup import check
from tests.web.visits import Visit

NEW = {"code": "A99000000Z", "name_zh": "運動部", "name_en": "Ministry of Sports", "parent": ""}
NAME = {"name_zh": "財政及稅務部", "name_en": "Ministry of Finance and Taxation", "since": "2026-03-02", "instrument": "組織法修正"}


@pytest.fixture
def ann(app: Flask, cast: Cast) -> Visit:
    return Visit(app).enter(cast.ann, strong=True)


def test_an_agency_is_added(ann: Visit) -> None:
    check(ann.get("/admin/agencies/new").text)
    assert ann.post("/admin/agencies/new", NEW).status_code == 303
    page = ann.follow().text
    check(page)
    assert "運動部" in page
    twice = ann.post("/admin/agencies/new", NEW)
    assert twice.status_code == 409
    assert 'value="Ministry of Sports"' in twice.text
    assert ann.post("/admin/agencies/new", {**NEW, "code": "運動"}).status_code == 422


def test_an_answer_keeps_the_name_of_its_time(ann: Visit, app: Flask, given: Given, session: Session, cast: Cast, clock: HandClock) -> None:
    petition = given.an_answered_petition()
    session.commit()
    assert ann.post(f"/admin/agencies/{cast.finance.code}/rename", {**NAME, "since": "2026-03-03"}).status_code == 303
    assert "當時名稱" not in Visit(app).get(f"/petitions/{petition.number}").text
    clock.advance(days=1)
    agencies.take_over_names(session, as_of=clock.at)
    session.commit()
    public = Visit(app).get(f"/agencies/{cast.finance.code}").text
    check(public)
    assert "2026年3月3日起" in public
    assert "最初" in public
    page = Visit(app).get(f"/petitions/{petition.number}").text
    check(page)
    assert "財政及稅務部" in page
    assert "當時名稱：財政部" in page
    assert "then called Ministry of Finance" in Visit(app).get(f"/en/petitions/{petition.number}").text


def test_a_name_that_cannot_be_comes_back(ann: Visit, cast: Cast) -> None:
    path = f"/admin/agencies/{cast.finance.code}/rename"
    wrong = ann.post(path, {**NAME, "name_zh": "", "since": "2026-03-02"})
    assert wrong.status_code == 422
    check(wrong.text)
    assert "Ministry of Finance and Taxation" in wrong.text
    assert ann.post(path, {**NAME, "since": "下個月"}).status_code == 422
    assert ann.post(path, NAME).status_code == 303
    assert ann.post(path, {**NAME, "name_zh": "財稅部"}).status_code == 409


def test_a_merger_says_beforehand_what_moves_and_afterwards_where_it_went(
    ann: Visit, app: Flask, given: Given, session: Session, cast: Cast
) -> None:
    petition = given.an_open_petition()
    session.commit()
    path = f"/admin/agencies/{cast.finance.code}/merge"
    page = ann.get(path).text
    check(page)
    assert "進行中的提議1件" in page
    assert "承辦人1位會移過去：wu" in page
    assert ann.post(path, {"into": "", "instrument": "組織法修正"}).status_code == 422
    assert ann.post(path, {"into": cast.transport.code, "instrument": ""}).status_code == 422
    assert ann.post(path, {"into": cast.transport.code, "instrument": "組織法修正"}).status_code == 303
    assert "1件提議改由交通部承接" in ann.follow().text
    assert ann.post(path, {"into": cast.transport.code, "instrument": "組織法修正"}).status_code == 404
    public = Visit(app).get(f"/agencies/{cast.finance.code}").text
    check(public)
    assert "已併入交通部" in public
    assert "機關整併，改由另一個機關承接" in Visit(app).get(f"/petitions/{petition.number}").text
    wu = Visit(app).enter(cast.wu, strong=True)
    assert wu.get(f"/desk/{petition.number}").status_code == 200


def test_what_it_has_under_way_goes_along(ann: Visit, app: Flask, given: Given, session: Session, cast: Cast) -> None:
    asked, answered = given.a_petition_in_review(by=cast.bo), hearing(given)
    question = "這件事是不是貴機關主管，有沒有正在修法？"
    advice.ask(session, asked, by=cast.lin, agencies=[cast.finance], question=question, workdays=WORKDAYS, at=given.at)
    given.answered(answered.petition)
    session.commit()
    ann.post(f"/admin/agencies/{cast.finance.code}/merge", {"into": cast.transport.code, "instrument": "組織法修正"})
    chen = Visit(app).enter(cast.chen, strong=True)
    assert asked.title in chen.get("/desk/advice").text
    assert "完成新版系統上線" in chen.get("/desk/promises").text
    session.refresh(answered.meeting)
    assert answered.meeting.agency_id == cast.transport.id
