"""The staff's desks in Chromium: a decision by keyboard and without JavaScript, an answer that keeps itself, a session that warns."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from app.petition import queries
from app.petition.lifecycle import Stage
from app.respond.models import AnswerDraft, Outcome
from app.review import actions as review
from app.review.rules import HideGround
from tests.browser.conftest import Live
from tests.browser.test_citizen import watched
from tests.given import OTHER_TITLES

pytestmark = pytest.mark.browser


def stage(live: Live, number: str) -> Stage:
    with live.platform.sessions() as session:
        return queries.by_number(session, number, hidden=True).stage


def test_a_moderator_finds_the_overdue_and_decides(live: Live, context: BrowserContext) -> None:
    with live.given() as given:
        late = given.a_petition_in_review(title=OTHER_TITLES[0], reasons="請打0912-345-678聯絡承辦人，謝謝幫忙轉達。").number
        given.an_open_petition(by=given.cast.kai, title="離島交通船與公車月票整合為單一電子票證")
    live.clock.advance(days=8)
    with live.given() as given:
        given.a_petition_in_review(by=given.cast.bo, title=OTHER_TITLES[1])
        hidden = given.an_open_petition(by=given.cast.chen, title="公開特定住戶的行車紀錄與作息時間")
        why = "內容公開第三人的住址與作息，刪去後不成立。"
        review.propose_hiding(given.session, hidden, by=given.cast.hao, ground=HideGround.PERSONAL_DATA, explanation=why, at=live.clock.at)
    live.enter(context, "lin")
    page, said = watched(context)
    page.goto(f"{live.url}/moderate")
    expect(page.locator("tbody tr").first).to_contain_text(late)
    page.get_by_role("link", name=OTHER_TITLES[0]).focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("檢核案件")
    expect(page.locator(".check")).to_contain_text("好像是手機門號")
    page.get_by_role("link", name="不進入附議", exact=True).click()
    page.get_by_label("只涉及個人權益的個案").check()
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="預覽公開內容").click()
    expect(page.locator(".summary")).to_be_focused()
    page.get_by_label("說明").fill("這件事只處理一位民眾的票價退費，不涉及制度。")
    page.get_by_role("button", name="預覽公開內容").click()
    expect(page.get_by_role("region", name="公開頁面會這樣寫")).to_be_focused()
    page.get_by_role("button", name="確定不進入附議").click()
    expect(page.get_by_role("status").first).to_contain_text("不進入附議")
    assert stage(live, late) is Stage.NOT_ADMITTED
    page.get_by_role("link", name="等第二位決定").first.click()
    page.get_by_role("link", name="公開特定住戶").click()
    page.goto(f"{live.url}/moderate/standards")
    assert said == []


def test_a_moderator_admits_without_javascript(live: Live, plain_context: BrowserContext) -> None:
    with live.given() as given:
        number = given.a_petition_in_review().number
    live.enter(plain_context, "lin")
    page = plain_context.new_page()
    page.goto(f"{live.url}/moderate")
    page.get_by_role("link", name="檢核 " + number).click()
    page.get_by_role("link", name="通過，開放附議").click()
    page.get_by_label("主辦機關").select_option(label="財政部")
    page.get_by_role("button", name="通過，明天開放附議").click()
    expect(page.locator("main")).to_contain_text("已經通過檢核")
    assert stage(live, number) is Stage.ENDORSING
    page.get_by_role("link", name="延長").click()
    expect(page.get_by_role("button")).not_to_have_count(0)


def test_an_officer_answers_previews_publishes_and_recalls(live: Live, context: BrowserContext) -> None:
    with live.given() as given:
        number = given.an_established_petition().number
        given.an_established_petition(by=given.cast.bo, title=OTHER_TITLES[0], days=90, threshold_days_ago=70)
        given.an_open_petition(by=given.cast.kai, title=OTHER_TITLES[1], endorsements=1_200)
        given.an_answered_petition(Outcome.ADOPTED, Outcome.UNDER_STUDY, by=given.cast.chen, title=OTHER_TITLES[2])
    live.enter(context, "wu")
    page, said = watched(context)
    page.goto(f"{live.url}/desk")
    expect(page.locator("tbody tr").first).to_contain_text(OTHER_TITLES[0])
    page.goto(f"{live.url}/desk/{number}/answer")
    page.get_by_role("textbox", name="白話摘要").press_sequentially("兩項訴求都採納。")
    expect(page.locator("#summary-c")).to_have_text("8／200字")
    expect(page.locator("#draft-status")).to_have_text(re.compile(r"草稿已在\d\d:\d\d儲存"))
    page.get_by_role("button", name="預覽").click()
    expect(page.locator(".summary")).to_be_focused()
    for no in (1, 2):
        group = page.get_by_role("group", name=f"訴求{no}的參採情形")
        group.get_by_label("同意參採").check()
        page.get_by_label(f"訴求{no}的理由").fill("已納入下一版設計，並且訂有期程，請洽詢service@example.gov.tw。")
    page.get_by_label("評估與分析").fill("經盤點各項意見後分析如下。")
    page.get_by_label("諮詢與會議").fill("已辦理兩場協作會議。")
    page.get_by_label("後續規劃").fill("依期程辦理。")
    page.get_by_role("button", name="新增一項承諾").click()
    page.get_by_label("承諾1：要做什麼").fill("完成新版系統上線")
    page.get_by_label("承諾1：負責單位").fill("資訊處")
    page.get_by_label("承諾1：完成日期").fill("2026-06-01")
    page.get_by_role("button", name="預覽").click()
    page.get_by_label("我已經看過這些文字").check()
    page.get_by_label("我看過這些提醒").check()
    page.get_by_role("button", name="公布回應").click()
    expect(page.locator("main")).to_contain_text("還有5分鐘可以收回")
    page.get_by_role("button", name="收回這份回應").click()
    expect(page.get_by_role("status").first).to_contain_text("回應已收回")
    assert stage(live, number) is Stage.RESPONDING
    with live.platform.sessions() as session:
        petition = queries.by_number(session, number)
        assert session.get_one(AnswerDraft, (petition.id, "answer")).content["texts"]["summary"] == "兩項訴求都採納。"
    assert said == []


def test_the_session_warns_and_is_kept(live: Live, context: BrowserContext) -> None:
    with live.given() as given:
        given.an_established_petition()
    live.enter(context, "wu")
    page, said = watched(context)
    page.goto(f"{live.url}/desk")
    box = page.locator("[data-session-until]")
    expect(box).to_be_hidden()
    live.clock.advance(minutes=13)
    # Fifteen minutes without an act end it: the page that was opened thirteen minutes ago has two left.
    page.evaluate("""() => {
        const box = document.querySelector('[data-session-until]');
        box.dataset.sessionNow = new Date(Date.parse(box.dataset.sessionUntil) - 120000).toISOString();
        const fresh = box.cloneNode(true);
        box.replaceWith(fresh);
        return import(document.querySelector('script[type=module]').src + '?again');
    }""")
    expect(box).to_be_visible(timeout=8_000)
    expect(box).to_contain_text("還有2分鐘")
    with page.expect_response(lambda answer: "/account/extend" in answer.url):
        page.get_by_role("button", name="繼續使用").click()
    live.clock.advance(minutes=13)
    page.reload()
    expect(page.locator("h1")).to_have_text("等待回應")
    assert said == []


def test_an_administrator_settles_a_lead(live: Live, context: BrowserContext) -> None:
    with live.given() as given:
        number = given.an_open_petition(lead=False, endorsements=1_100).number
    live.enter(context, "ann")
    page, said = watched(context)
    page.goto(f"{live.url}/admin/leads/{number}")
    page.get_by_label("主辦機關").select_option(label="交通部")
    page.get_by_role("button", name="確認主辦機關").click()
    expect(page.get_by_role("status").first).to_contain_text("已確認")
    assert said == []
