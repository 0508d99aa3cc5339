"""Writing a proposal in a browser: a draft that keeps itself, step by step, until it is handed in."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.petition.lifecycle import Stage
from app.petition.models import Petition
from app.propose.models import Draft
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import Given
from tests.web.markup import check
from tests.web.visits import Visit

WRITTEN = {
    "title": "國中小營養午餐食材來源與檢驗結果每日公開",
    "topic": "education",
    "demands": ["各校每天上午公布當餐食材的產地與供應商。", "檢驗不合格時在24小時內公布。"],
    "reasons": "目前各校公開的欄位與時間都不同，家長很難比對。",
    "impact": "家長能放心；學校要花時間整理資料。",
}


@pytest.fixture
def mei(app: Flask, cast: Cast) -> Visit:
    return Visit(app).enter(cast.mei)


def begin(visit: Visit) -> str:
    """Open an empty sheet; returns its path."""
    path = str(visit.get("/propose?new=1").headers["Location"])
    visit.get(path)
    return path


def backed(visit: Visit, path: str) -> None:
    visit.post(path, {**WRITTEN, "act": "next"})
    visit.post(f"{path}/back", {"agencies": ["A05000000E"], "label": ["統計"], "url": ["https://example.org/a"], "act": "next"})


def drafts(session: Session) -> list[Draft]:
    session.expire_all()
    return list(session.scalars(select(Draft)))


def petitions(session: Session) -> list[Petition]:
    session.expire_all()
    return list(session.scalars(select(Petition)))


def test_from_an_empty_sheet_to_a_receipt(mei: Visit, session: Session, given: Given) -> None:
    path = begin(mei)
    check(mei.page.text)
    assert drafts(session) == [], "opening a sheet keeps nothing"
    assert mei.post(path, {**WRITTEN, "act": "next"}).headers["Location"] == f"{path}/back"
    check(mei.get(f"{path}/back").text)
    fields = {"agencies": ["A05000000E"], "label": ["統計"], "url": ["https://example.org/a"], "act": "next"}
    assert mei.post(f"{path}/back", fields).headers["Location"] == f"{path}/preview"
    preview = mei.get(f"{path}/preview")
    check(preview.text)
    for text in (WRITTEN["title"], *WRITTEN["demands"], WRITTEN["reasons"], WRITTEN["impact"], "財政部", "example.org", "mei"):
        assert text in preview.text
    assert mei.post(f"{path}/preview").headers["Location"] == f"{path}/receipt"
    receipt = mei.follow()
    check(receipt.text)
    (petition,) = petitions(session)
    assert petition.stage is Stage.IN_REVIEW
    assert petition.number in receipt.text
    assert "2026年3月5日（四）23:59" in receipt.text, "three workdays after a Monday"
    assert drafts(session)[0].submitted_as_id == petition.id


def test_pressing_submit_twice_is_one_petition(mei: Visit, session: Session) -> None:
    path = begin(mei)
    backed(mei, path)
    mei.post(f"{path}/preview")
    assert mei.post(f"{path}/preview").headers["Location"] == f"{path}/receipt"
    assert mei.post(path, {**WRITTEN, "title": "另一個名稱另一個名稱"}).headers["Location"] == f"{path}/receipt"
    assert [row.title for row in petitions(session)] == [WRITTEN["title"]]


def test_it_keeps_itself(mei: Visit, session: Session, clock: HandClock) -> None:
    path = begin(mei)
    answer = mei.post(path, {"title": "寫到一半", "demands": ["", "只有這項"]}, headers={"X-Fragment": "#checklist"})
    assert answer.status_code == 200
    assert 'id="checklist"' in answer.text
    assert "<html" not in answer.text
    clock.advance(minutes=3)
    mei.post(path, {"title": "寫到一半多一點", "demands": ["只有這項"]}, headers={"X-Fragment": "#checklist"})
    (draft,) = drafts(session)
    assert draft.content["title"] == "寫到一半多一點"
    assert draft.content["demands"] == ["只有這項"]
    again = mei.get(path).text
    assert "寫到一半多一點" in again
    assert "已在10:03儲存草稿" in again


def test_enter_only_saves(mei: Visit, session: Session) -> None:
    path = begin(mei)
    first = re.search(r"<main.*?<button[^>]*>", mei.page.text, re.S)
    assert first is not None
    assert 'value="save"' in first[0].split("<button")[-1], "the first button of the page is what the Enter key presses"
    mei.post(path, WRITTEN)
    assert mei.page.status_code == 303
    assert drafts(session)[0].content["demands"] == WRITTEN["demands"]


def test_demands_come_and_go(mei: Visit, session: Session) -> None:
    path = begin(mei)
    mei.post(path, {**WRITTEN, "act": "add"})
    added = mei.follow().text
    assert 'id="demands-2"' in added
    assert re.search(r'id="demands-2"[^>]*data-focus-now', added)
    mei.post(path, {**WRITTEN, "demands": ["第一項的內容", "", "第三項的內容"], "act": "drop:0"})
    assert drafts(session)[0].content["demands"] == ["第三項的內容"]
    five = ["每一項訴求的內容"] * 5
    mei.post(path, {**WRITTEN, "demands": five, "act": "save"})
    assert 'value="add"' not in mei.follow().text


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"title": "太短"}, "title", "至少要10字，現在是2字"),
        ({"title": "名" * 61}, "title", "最多60字，現在是61字"),
        ({"title": "An English title only here"}, "title", "中文"),
        ({"topic": ""}, "topic", "請選一個主題"),
        ({"topic": "no-such"}, "topic", "請選一個主題"),
        ({"demands": ["", " "]}, "demands-0", "至少要有一項具體訴求"),
        ({"demands": ["夠長的一項訴求", "短"]}, "demands-1", "至少要5字，現在是1字"),
        ({"demands": ["求" * 201]}, "demands-0", "最多200字，現在是201字"),
        ({"demands": ["每一項訴求的內容"] * 6}, "demands-0", "訴求最多5項"),
        ({"reasons": ""}, "reasons", "還沒有填"),
        ({"reasons": "由" * 3001}, "reasons", "最多3000字"),
        ({"impact": ""}, "impact", "還沒有填"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(mei: Visit, session: Session, change: dict[str, Any], field: str, words: str) -> None:
    path = begin(mei)
    page = mei.post(path, {**WRITTEN, **change, "act": "next"})
    assert page.status_code == 422
    check(page.text)
    summary = page.text.split('class="summary', 1)[1].split("</section>", 1)[0]
    assert f'href="#{field}"' in summary
    assert words in unescape(summary)
    assert f'id="{field}"' in page.text
    for name, value in {**WRITTEN, **change}.items():
        for text in [value] if isinstance(value, str) else value:
            assert not text.strip() or name == "topic" or text in unescape(page.text), name
    assert len(drafts(session)) == 1, "it is kept all the same"


def test_agencies_and_evidence(mei: Visit, session: Session) -> None:
    path = begin(mei)
    mei.post(path, {**WRITTEN, "act": "next"})
    back = f"{path}/back"
    assert mei.get(back).status_code == 200
    page = mei.post(back, {"act": "next", "label": ["只有說明"], "url": ["javascript:alert(1)"]})
    assert page.status_code == 422
    assert "請選一個機關" in page.text
    assert "完整的網址" in page.text
    assert "javascript:alert(1)" in page.text
    assert "財政部" in mei.get(f"{path}/found?agency=財政", headers={"X-Fragment": "#found"}).text
    mei.post(back, {"act": "pick:A05000000E"})
    mei.post(back, {"act": "pick:A15000000G", "agencies": ["A05000000E"]})
    assert drafts(session)[0].content["agencies"] == ["A05000000E", "A15000000G"]
    mei.post(back, {"act": "next", "agencies": ["A05000000E"], "decide_for_me": "y"})
    mei.post(f"{path}/preview")
    (petition,) = petitions(session)
    assert petition.lead_undecided


def test_an_unknown_agency_is_refused(mei: Visit, session: Session) -> None:
    path = begin(mei)
    mei.post(path, {**WRITTEN, "act": "next"})
    mei.post(f"{path}/back", {"act": "next", "agencies": ["X99"]})
    page = mei.post(f"{path}/preview")
    assert page.status_code == 422
    assert "找不到這個機關" in page.text
    assert petitions(session) == []


def test_similar_petitions_while_the_title_is_typed(mei: Visit, given: Given) -> None:
    other = given.an_open_petition(by=given.cast.bo, title="校園午餐食材來源與檢驗結果即時公開")
    path = begin(mei)
    fragment = mei.get(f"{path}/similar", query_string={"title": WRITTEN["title"]}, headers={"X-Fragment": "#similar"}).text
    assert "<html" not in fragment
    assert other.title in fragment
    assert f"/petitions/{other.number}/endorse" in fragment
    assert other.title not in mei.get(f"{path}/similar?title=野生動物通道").text
    page = mei.post(path, {**WRITTEN, "act": "next"})
    assert page.status_code == 422
    assert 'href="#difference"' in page.text
    assert mei.post(path, {**WRITTEN, "difference": "我談的是公布的時間與格式。", "act": "next"}).status_code == 303


def test_personal_data_is_pointed_out_and_left_to_people(mei: Visit) -> None:
    path = begin(mei)
    mei.post(path, {**WRITTEN, "reasons": "請打給承辦人0912-345-678，他會說明目前的情形。", "act": "save"})
    page = mei.follow().text
    assert "好像有手機門號" in page
    assert mei.post(path, {**WRITTEN, "reasons": "請打給承辦人0912-345-678，他會說明目前的情形。", "act": "next"}).status_code == 303
    assert "好像有手機門號" in mei.get(f"{path}/preview").text


def test_personal_data_is_pointed_out_beside_its_field_while_one_types(mei: Visit) -> None:
    path = begin(mei)
    typed = {**WRITTEN, "demands": ["", "請打零九一二－三四五－六七八詢問。"], "impact": "住在中山路二段15號的人受惠。"}
    page = mei.post(path, typed, headers={"X-Fragment": "#checklist"}).text
    found = dict(re.findall(r'<div class="found" id="([^"]+)-p">(.*?)</div>', page, re.S))
    assert set(found) == {"title", "difference", "reasons", "impact", "demands-0", "demands-1"}
    assert "手機門號" in found["demands-1"]
    assert "住址" in found["impact"]
    assert found["demands-0"].strip() == found["title"].strip() == ""


def test_one_in_review_at_a_time(mei: Visit, given: Given, session: Session) -> None:
    given.a_petition_in_review(by=given.cast.mei)
    path = begin(mei)
    backed(mei, path)
    page = mei.post(f"{path}/preview")
    assert page.status_code == 409
    assert "正在檢核中" in page.text
    assert len(petitions(session)) == 1
    assert drafts(session)[0].submitted_as_id is None


def test_three_in_thirty_days(mei: Visit, given: Given, clock: HandClock, session: Session) -> None:
    for days in (29, 20, 10):
        given.a_refused_petition(at=clock.at - timedelta(days=days), title=f"第{days}件完全不同主題的提議名稱")
    path = begin(mei)
    backed(mei, path)
    page = mei.post(f"{path}/preview")
    assert page.status_code == 409
    assert "30天內最多送出3件" in page.text
    clock.advance(days=2)
    mei.enter(given.cast.mei)
    assert mei.post(f"{path}/preview").headers["Location"].endswith("/receipt")


def test_a_refused_petition_is_written_anew(mei: Visit, given: Given, session: Session) -> None:
    old = given.a_refused_petition()
    location = mei.get(f"/propose?revise={old.number}").headers["Location"]
    page = mei.get(location).text
    assert old.title in page
    assert "不屬於行政院所屬機關的業務" in page
    assert "請向所在地縣市政府交通局反映" in page
    action = unescape(re.search(r'<form class="with-aside[^"]*"[^>]*action="([^"]+)"', page)[1])  # type: ignore[index]
    text = {
        "title": old.title,
        "topic": "finance",
        "demands": [row.text for row in old.demands],
        "reasons": old.reasons,
        "impact": old.impact,
    }
    mei.post(action, {**text, "act": "next"})
    assert mei.page.status_code == 303, "it need not differ from what it rewrites"
    assert drafts(session)[0].revises_id == old.id
    assert mei.get(f"/propose?revise={old.number}").headers["Location"] == location.partition("?")[0]


def test_nobody_revises_what_is_not_theirs(app: Flask, given: Given) -> None:
    old = given.a_refused_petition()
    bo = Visit(app).enter(given.cast.bo)
    assert bo.get(f"/propose?revise={old.number}").status_code == 404
    open_one = given.an_open_petition(title="完全不同主題的另一件提議名稱")
    assert Visit(app).enter(given.cast.mei).get(f"/propose?revise={open_one.number}").status_code == 404


def test_drafts_are_ones_own(mei: Visit, app: Flask, given: Given, session: Session) -> None:
    path = begin(mei)
    mei.post(path, {**WRITTEN, "act": "save"})
    bo = Visit(app).enter(given.cast.bo)
    assert WRITTEN["title"] not in bo.get(path).text, "the same key is another sheet for somebody else"
    bo.post(path, {**WRITTEN, "title": "阿波的另一個提議名稱", "act": "save"})
    assert {row.content["title"] for row in drafts(session)} == {WRITTEN["title"], "阿波的另一個提議名稱"}
    assert bo.get(f"{path}/receipt").status_code == 303


def test_a_draft_is_found_again_and_thrown_away(mei: Visit, session: Session) -> None:
    path = begin(mei)
    mei.post(path, {**WRITTEN, "act": "save"})
    listed = mei.get("/propose")
    check(listed.text)
    assert path in listed.text
    check(mei.get(f"{path}/discard").text)
    mei.post(f"{path}/discard")
    assert drafts(session) == []


def test_a_stranger_loses_nothing(app: Flask, given: Given, session: Session) -> None:
    stranger = Visit(app)
    key = "/propose/5f0f2f64-9b3c-4f1c-8a43-0a3d1f6f7f10"
    assert stranger.post(key, WRITTEN, headers={"X-Fragment": "#checklist"}).status_code == 401
    assert stranger.post(key, {**WRITTEN, "act": "next"}).headers["Location"] == "/sign-in"
    stranger.sign_in("mei@example.org")
    kept = stranger.follow()
    assert WRITTEN["title"] in kept.text
    stranger.post(key, {**WRITTEN, "act": "next"})
    assert session.scalar(select(func.count()).select_from(Draft)) == 1


def test_control_characters_do_no_harm(mei: Visit, session: Session) -> None:
    path = begin(mei)
    assert mei.post(path, {**WRITTEN, "title": "名稱\x00裡有\x07控制字元的提議", "reasons": "一行\r\n兩行"}).status_code == 303
    content = drafts(session)[0].content
    assert content["title"] == "名稱裡有控制字元的提議"
    assert content["reasons"] == "一行\n兩行"


def marks(page: str) -> dict[str, str]:
    """What a page of the form sends back of itself."""
    return {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("mark", "seen")}  # type: ignore[index]


def test_two_tabs_never_write_over_each_other(mei: Visit, session: Session) -> None:
    path = begin(mei)
    first, second = marks(mei.get(path).text), marks(mei.get(path).text)
    mei.post(path, {**WRITTEN, **first, "title": "第一個分頁寫的提議名稱", "act": "save"})
    late = mei.post(path, {**WRITTEN, **second, "title": "第二個分頁寫的提議名稱", "reasons": "第二個分頁的理由", "act": "next"})
    assert late.status_code == 409
    check(late.text)
    assert drafts(session)[0].content["title"] == "第一個分頁寫的提議名稱", "the newer one stays"
    for words in ("第二個分頁寫的提議名稱", "第二個分頁的理由", "第一個分頁寫的提議名稱", WRITTEN["reasons"], "草稿在別處改過了"):
        assert words in late.text, "both are on the page"
    again = marks(late.text)
    assert mei.post(path, {**WRITTEN, **again, "title": "第二個分頁寫的提議名稱", "act": "save"}).status_code == 303
    assert drafts(session)[0].content["title"] == "第二個分頁寫的提議名稱", "whoever has seen both may go over it"


def test_one_tab_saves_as_often_as_it_likes(mei: Visit, session: Session) -> None:
    path = begin(mei)
    own = marks(mei.get(path).text)
    for no in range(3):
        saved = mei.post(path, {**WRITTEN, **own, "title": f"第{no}次自動儲存的名稱"}, headers={"X-Fragment": "#checklist"})
        assert saved.status_code == 200
    assert mei.post(path, {**WRITTEN, **own, "act": "next"}).status_code == 303
    other = marks(mei.get(path).text)
    assert mei.post(path, {**WRITTEN, **other, "act": "save"}).status_code == 303
    stale = mei.post(path, {**WRITTEN, **own, "title": "舊的分頁自動儲存的名稱"}, headers={"X-Fragment": "#checklist"})
    assert stale.status_code == 409
    assert drafts(session)[0].content["title"] == WRITTEN["title"]


def test_the_two_steps_do_not_disturb_each_other(mei: Visit, session: Session) -> None:
    path = begin(mei)
    mei.post(path, {**WRITTEN, **marks(mei.get(path).text), "act": "save"})
    writing, backing = marks(mei.get(path).text), marks(mei.get(f"{path}/back").text)
    mei.post(path, {**WRITTEN, **writing, "title": "在第一步改了的名稱是這樣", "act": "save"})
    assert mei.post(f"{path}/back", {**backing, "decide_for_me": "y", "act": "save"}).status_code == 303
    content = drafts(session)[0].content
    assert (content["title"], content["decide_for_me"]) == ("在第一步改了的名稱是這樣", True)
    late = mei.post(f"{path}/back", {**marks(mei.get(path).text), "label": ["晚到的"], "url": ["https://example.org"], "act": "save"})
    assert late.status_code == 409
    check(late.text)
    assert "晚到的" in late.text


def test_what_was_typed_survives_the_end_of_the_session(app: Flask, mei: Visit, session: Session) -> None:
    path = begin(mei)
    page = marks(mei.get(path).text)
    token = mei.token()
    mei.post("/sign-out")
    assert mei.post(path, {**WRITTEN, **page, "act": "next"}, token=token).headers["Location"] == "/sign-in"
    mei.sign_in("mei@example.org")
    kept = mei.follow().text
    for text in (WRITTEN["title"], WRITTEN["reasons"], WRITTEN["impact"], *WRITTEN["demands"]):
        assert text in kept
    action = unescape(re.search(r'<form method="post" action="(/propose[^"]*)"', kept)[1])  # type: ignore[index]
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', kept):
        fields.setdefault(name, []).append(unescape(value))
    assert mei.post(action, fields).headers["Location"] == f"{path}/back"
    assert drafts(session)[0].content["demands"] == WRITTEN["demands"]


def test_hints_are_only_hints(mei: Visit) -> None:
    path = begin(mei)
    vague = {
        **WRITTEN,
        "title": "學校營養午餐的各種問題",
        "demands": ["希望政府重視食安。"],
        "reasons": "食材的來源不清楚很久了，一直沒有改變。",
        "impact": "會更好。",
    }
    page = mei.post(path, vague, headers={"X-Fragment": "#checklist"}).text
    for words in ("名稱好像在說一個問題", "訴求1可能太籠統", "好像還沒寫到誰會受影響"):
        assert words in page
    assert mei.post(path, {**vague, "act": "next"}).status_code == 303
    assert "好像" not in mei.post(path, WRITTEN, headers={"X-Fragment": "#checklist"}).text
