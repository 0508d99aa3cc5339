"""A citizen's pages in Chromium: writing that keeps itself, endorsing, by keyboard and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import func, select

from app.accounts import agencies
from app.endorse.models import Endorsement
from app.petition.models import Petition
from app.propose.models import Draft
from tests.browser.conftest import Live

pytestmark = pytest.mark.browser

TITLE = "國中小營養午餐食材來源與檢驗結果每日公開"


def watched(context: BrowserContext) -> tuple[Page, list[str]]:
    """A page, and what its console complains of."""
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" and "422" not in message.text else None)
    page.on("pageerror", lambda fault: said.append(str(fault)))
    return page, said


def test_a_proposal_keeps_itself_and_is_handed_in(live: Live, context: BrowserContext) -> None:
    with live.given() as given:
        other = given.an_open_petition(by=given.cast.bo, title="校園午餐食材來源與檢驗結果即時公開").number
        agencies.plant(given.session)
    live.enter(context, "mei")
    page, said = watched(context)
    page.goto(f"{live.url}/propose")
    page.get_by_label("提議名稱").press_sequentially(TITLE)
    expect(page.locator("#similar article")).to_contain_text("校園午餐食材")
    expect(page.locator("#similar").get_by_role("link", name="改為附議這件")).to_have_attribute("href", f"/petitions/{other}/endorse")
    expect(page.locator("#title-c")).to_have_text(f"{len(TITLE)}／60字")
    expect(page.locator("#saved")).to_contain_text("已在")
    expect(page.locator("#checklist li.yes").first).to_contain_text("名稱")
    page.close()

    page, more = watched(context)
    page.goto(f"{live.url}/propose")
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_label("提議名稱")).to_have_value(TITLE)
    page.get_by_label("訴求1").fill("各校每天上午公布當餐食材的產地與供應商，並提供電話0912-345-678。")
    expect(page.locator("#checklist")).to_contain_text("訴求1好像有手機門號")
    page.get_by_role("button", name="再加一項訴求").click()
    expect(page.get_by_label("訴求2")).to_be_focused()
    page.get_by_label("訴求2").fill("檢驗不合格時在24小時內公布。")
    page.get_by_role("button", name="下一步").click()
    expect(page.locator(".summary")).to_be_focused()
    page.get_by_role("link", name="為什麼需要改變").click()
    expect(page.get_by_label("為什麼需要改變")).to_be_focused()
    page.get_by_label("為什麼需要改變").fill("目前各校公開的欄位與時間都不同，家長很難比對。")
    page.get_by_label("利益與影響").fill("家長能放心；學校要花時間整理資料。")
    page.get_by_label("主題").select_option("education")
    page.get_by_label("和相似的提議有什麼不同").fill("我談的是公布的時間與格式。")
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("用名稱找機關").press_sequentially("教育")
    page.locator("#found").get_by_role("button", name="教育部", exact=True).click()
    expect(page.get_by_role("checkbox", name="教育部")).to_be_checked()
    page.get_by_label("連結1的說明").fill("各校公開情形統計")
    page.get_by_label("連結1的網址").fill("https://example.org/lunch")
    page.get_by_text("從機關列表選").click()
    page.get_by_text("內政部的所屬機關").click()
    page.get_by_role("button", name="下一步").click()
    expect(page.locator("article.panel")).to_contain_text("各校公開情形統計")
    page.get_by_role("button", name="送出提議").click()
    expect(page.locator("h1")).to_have_text("已送出提議")
    assert said + more == []
    with live.platform.sessions() as session:
        assert session.scalar(select(Petition.title).order_by(Petition.id.desc()).limit(1)) == TITLE


def test_endorsed_and_taken_back(live: Live, context: BrowserContext) -> None:
    with live.given() as given:
        number = given.an_open_petition(endorsements=1_234).number
    live.enter(context, "bo")
    page, said = watched(context)
    page.goto(f"{live.url}/petitions/{number}")
    page.get_by_role("link", name="我要附議").or_(page.get_by_role("button", name="我要附議")).first.click()
    page.get_by_role("button", name="我要附議").click()
    expect(page.locator("h1")).to_contain_text("已附議")
    page.goto(f"{live.url}/petitions/{number}/endorse")
    page.get_by_role("link", name="收回附議").click()
    page.get_by_role("button", name="收回我的附議").click()
    expect(page.locator("main")).to_contain_text("已經收回你的附議")
    assert said == []


def test_by_keyboard_alone(live: Live, context: BrowserContext) -> None:
    with live.given():
        pass
    live.enter(context, "mei")
    page = context.new_page()
    page.goto(f"{live.url}/propose")
    page.get_by_label("提議名稱").focus()
    page.keyboard.type(TITLE)
    page.keyboard.press("Enter")
    expect(page.locator("#saved")).to_contain_text("已在")
    expect(page.get_by_label("提議名稱")).to_have_value(TITLE)
    page.get_by_label("訴求1").focus()
    page.keyboard.type("各校每天上午公布當餐食材的產地。")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.textContent.trim()")
    assert "刪除訴求1" in focused
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("訴求2")).to_be_focused()
    expect(page.get_by_label("訴求1")).to_have_value("各校每天上午公布當餐食材的產地。")


def test_without_javascript(live: Live, plain_context: BrowserContext) -> None:
    with live.given() as given:
        number = given.an_open_petition(by=given.cast.bo, title="校園午餐食材來源與檢驗結果即時公開").number
    live.enter(plain_context, "mei")
    page = plain_context.new_page()
    page.goto(f"{live.url}/propose")
    page.get_by_label("提議名稱").fill(TITLE)
    page.get_by_role("button", name="找相似的提議").click()
    expect(page.locator("#similar")).to_contain_text("校園午餐食材")
    page.get_by_label("和相似的提議有什麼不同").fill("我談的是公布的時間與格式。")
    page.get_by_label("主題").select_option("education")
    page.get_by_label("訴求1").fill("各校每天上午公布當餐食材的產地。")
    page.get_by_role("button", name="再加一項訴求").click()
    page.get_by_role("button", name="刪除訴求2").click()
    page.get_by_label("為什麼需要改變").fill("目前各校公開的欄位與時間都不同，家長很難比對。")
    page.get_by_label("利益與影響").fill("家長能放心；學校要花時間整理資料。")
    page.get_by_role("button", name="儲存草稿").last.click()
    expect(page.locator("#saved")).to_contain_text("已在10:00儲存草稿")
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("用名稱找機關").fill("交通")
    page.get_by_role("button", name="找", exact=True).click()
    page.locator("#found").get_by_role("button", name="交通部").click()
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="送出提議").click()
    expect(page.locator("h1")).to_have_text("已送出提議")
    page.goto(f"{live.url}/petitions/{number}/endorse")
    page.get_by_role("button", name="我要附議").click()
    expect(page.locator("h1")).to_contain_text("已附議")
    with live.platform.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 1
        assert session.scalar(select(func.count()).select_from(Endorsement)) == 1
