"""The public pages in Chromium: found and read without a script."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.conftest import Live

pytestmark = pytest.mark.browser


def test_search_and_filters_work_without_a_script(live: Live, plain_context: BrowserContext) -> None:
    with live.given() as given:
        number = given.an_open_petition(endorsements=30).number
    page = plain_context.new_page()
    page.goto(live.url)
    page.get_by_label("搜尋提議").fill("報稅")
    page.get_by_role("button", name="搜尋").click()
    page.get_by_label("階段").select_option("endorsing")
    page.get_by_role("button", name="搜尋").click()
    assert page.get_by_role("status").inner_text() == "1件提議"
    page.get_by_role("link", name="報稅軟體應支援各種作業系統並重新設計操作流程").click()
    assert page.url == f"{live.url}/petitions/{number}"
    page.get_by_text("用表格看數字").click()
    assert page.get_by_role("table").is_visible()
    page.get_by_role("link", name="English").click()
    assert page.url == f"{live.url}/en/petitions/{number}"
