"""An export in Chromium: its progress moves by itself, with a script by fragments and without one by the page, and its file arrives."""

from __future__ import annotations

import zipfile

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.errands import actions
from app.errands.work import go_on
from tests.browser.conftest import Live
from tests.browser.test_citizen import watched

pytestmark = pytest.mark.browser


def portions(live: Live, count: int) -> None:
    for _ in range(count):
        with live.platform.sessions.begin() as session:
            errand = actions.take(session)
            if errand is not None:
                go_on(session, live.platform.keys, errand, tell=lambda done, total: None, at=live.clock.at)


def ask(page: Page, live: Live) -> None:
    page.goto(f"{live.url}/account")
    page.get_by_role("link", name="匯出我的資料").click()
    page.get_by_role("button", name="匯出我的資料").click()
    expect(page.locator("#errand")).to_contain_text("還沒開始")


def test_progress_moves_by_itself_and_the_file_arrives(live: Live, context: BrowserContext) -> None:
    with live.given():
        pass
    live.enter(context, "mei")
    page, said = watched(context)
    ask(page, live)
    page.evaluate("window.sameDocument = true")
    portions(live, 2)
    expect(page.locator("#errand progress")).to_have_attribute("value", "2")
    page.get_by_role("link", name="匯出與匯入").first.focus()
    portions(live, 20)
    expect(page.get_by_role("status")).to_contain_text("檔案做好了")
    assert page.evaluate("window.sameDocument") and page.evaluate("document.activeElement.tagName") == "A"
    with page.expect_download() as arriving:
        page.get_by_role("link", name="下載").click()
    with zipfile.ZipFile(arriving.value.path()) as archive:
        assert "account.json" in archive.namelist()
    assert said == []


def test_progress_moves_without_javascript(live: Live, plain_context: BrowserContext) -> None:
    with live.given():
        pass
    live.enter(plain_context, "mei")
    page = plain_context.new_page()
    ask(page, live)
    portions(live, 30)
    expect(page.locator("#errand")).to_contain_text("檔案做好了", timeout=10_000)
