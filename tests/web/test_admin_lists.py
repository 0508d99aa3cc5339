"""The administrators' lists of grounds and topics: added, changed once at a time, retired and restored."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.kernel.errors import Invalid
from app.petition import topics
from app.review import grounds
from tests.cast import Cast
from tests.given import OTHER_TITLES, Given
from tests.web.markup import check, untranslated
from tests.web.visits import Visit

GROUND = {
    "kind": "refuse",
    "code": "under_control_yuan",
    "text_zh": "由監察院調查中的案件",
    "text_en": "Under investigation by the Control Yuan",
    "applies_zh": "監察院已經立案調查。",
    "applies_en": "The Control Yuan has opened an investigation.",
    "law_zh": "監察法第26條",
    "law_en": "Control Act, article 26",
    "elsewhere_zh": "請向監察院陳情。",
    "elsewhere_en": "Write to the Control Yuan.",
    "template": "監察院正在調查【案由】。",
    "position": "3",
}


@pytest.fixture
def ann(app: Flask, cast: Cast) -> Visit:
    return Visit(app).enter(cast.ann, strong=True)


def test_a_ground_is_added_and_moderators_choose_it(ann: Visit, app: Flask, given: Given, cast: Cast) -> None:
    petition = given.a_petition_in_review()
    given.session.commit()
    check(ann.get("/admin/grounds/new").text)
    wrong = ann.post("/admin/grounds/new", {**GROUND, "code": "Control", "law_en": ""})
    assert wrong.status_code == 422 and GROUND["law_zh"] in wrong.text and "代碼用小寫英文字母" in wrong.text
    check(wrong.text)
    ann.post("/admin/grounds/new", GROUND)
    listed = ann.follow().text
    check(listed)
    assert "已新增理由" in listed and GROUND["text_zh"] in listed
    assert untranslated(ann.get("/en/admin/grounds").text) == []
    lin = Visit(app).enter(cast.lin, strong=True)
    assert GROUND["text_zh"] in lin.get(f"/moderate/{petition.number}/refuse").text
    form = lin.get(f"/moderate/{petition.number}/refuse", query_string={"ground": GROUND["code"]}).text
    assert GROUND["template"] in form and GROUND["elsewhere_zh"] in form
    assert GROUND["text_zh"] in lin.get("/rules").text and GROUND["text_en"] in lin.get("/en/rules").text


def test_who_rewords_second_keeps_what_they_typed(ann: Visit, session: Session) -> None:
    form = ann.get("/admin/grounds/advertising").text
    check(form)
    assert 'name="seen" value="1"' in form
    ann.post("/admin/grounds/advertising", {**GROUND, "seen": "1"})
    assert "已存下新的文字" in ann.follow().text
    late = ann.post("/admin/grounds/advertising", {**GROUND, "text_zh": "晚了一步的文字", "seen": "1"})
    assert late.status_code == 409 and "晚了一步的文字" in late.text and 'name="seen" value="2"' in late.text
    check(late.text)
    session.expire_all()
    assert (grounds.one(session, "advertising").text_zh, grounds.one(session, "advertising").position) == (GROUND["text_zh"], 3)
    assert ann.post("/admin/grounds/advertising", {**GROUND, "seen": "2", "position": "first"}).status_code == 422
    assert ann.get("/admin/grounds/taste").status_code == 404


def test_a_ground_is_retired_and_restored(ann: Visit) -> None:
    ann.post("/admin/grounds/unclear/use", {"act": "retire", "seen": "1"})
    assert "停用（2026年3月2日）" in ann.follow().text
    assert "看不出具體訴求" not in ann.get("/rules").text
    assert ann.post("/admin/grounds/unclear/use", {"act": "retire", "seen": "1"}).status_code == 409
    ann.post("/admin/grounds/unclear/use", {"act": "restore", "seen": "2"})
    assert "已恢復使用" in ann.follow().text and "看不出具體訴求" in ann.get("/rules").text
    needed = ann.post("/admin/grounds/duplicate/use", {"act": "retire", "seen": "1"})
    assert needed.status_code == 409 and "不能停用" in needed.text
    check(needed.text)


def test_a_topic_is_added_renamed_and_retired(ann: Visit, given: Given, cast: Cast, session: Session) -> None:
    old = given.an_open_petition(topic="culture")
    session.commit()
    check(ann.get("/admin/topics").text)
    wrong = ann.post("/admin/topics", {"code": "culture", "name_zh": "公共空間", "name_en": ""})
    assert wrong.status_code == 422 and "這個代碼已經有了" in wrong.text and "公共空間" in wrong.text
    check(wrong.text)
    ann.post("/admin/topics", {"code": "public_space", "name_zh": "公共空間", "name_en": "Public space"})
    assert "公共空間" in ann.follow().text and "Public space" in ann.get("/en/petitions").text
    check(ann.get("/admin/topics/culture").text)
    ann.post("/admin/topics/culture", {"name_zh": "文化", "name_en": "Culture", "position": "1", "seen": "1"})
    assert "已存下主題" in ann.follow().text
    assert untranslated(ann.get("/en/admin/topics").text) == []
    assert ">文化<" in ann.get(f"/petitions/{old.number}").text and "Culture" in ann.get(f"/en/petitions/{old.number}").text
    late = ann.post("/admin/topics/culture", {"name_zh": "文藝", "name_en": "Arts", "position": "1", "seen": "1"})
    assert late.status_code == 409 and "文藝" in late.text
    ann.post("/admin/topics/culture/use", {"act": "retire", "seen": "2"})
    assert "停用（2026年3月2日）" in ann.follow().text
    assert ann.post("/admin/topics/culture/use", {"act": "restore", "seen": "2"}).status_code == 409
    assert 'value="culture"' not in ann.get("/petitions").text
    # The petition keeps it, and so do links to it.
    assert ">文化<" in ann.get(f"/petitions/{old.number}").text and old.title in ann.get("/petitions?topic=culture").text
    assert ann.get("/petitions?topic=taste").status_code == 422
    session.expire_all()
    assert not topics.may_choose(session, "culture") and topics.every(session)[-1].code == "culture"


def test_a_retired_topic_cannot_be_proposed_under(given: Given, session: Session) -> None:
    topics.retire(session, topics.one(session, "culture"), seen=1, at=given.at)
    with pytest.raises(Invalid) as refused:
        given.a_petition_in_review(topic="culture", title=OTHER_TITLES[0])
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [("topic", "topic.missing")]
