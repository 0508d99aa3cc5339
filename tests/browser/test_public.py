"""The public pages in Chromium: axe in both schemes and widths, both languages, no complaint of the content policy, no cookie."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import BrowserContext, Page

from app.petition.models import Petition
from tests.browser.conftest import Live, sound
from tests.cast import citizen
from tests.given import Given
from tests.web import test_public_pages as states

pytestmark = pytest.mark.browser

SHOWN: list[Callable[[Given], Petition]] = [
    states.refused,
    states.nearly_there,
    states.overdue_answer,
    states.under_study,
]


def someone_elses(given: Given, no: int) -> Given:
    """The same situations with a proposer of their own, since one person may submit only so many."""
    person = citizen(given.session, given.keys, f"proposer{no}", at=given.at, no=900 + no)
    return replace(given, cast=replace(given.cast, mei=person))


def watched(context: BrowserContext) -> tuple[Page, list[str]]:
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" and "404" not in message.text else None)
    page.on("pageerror", lambda fault: said.append(str(fault)))
    return page, said


def test_every_public_page_is_accessible_and_quiet(live: Live, context: BrowserContext) -> None:
    with live.given() as given:
        numbers = [state(someone_elses(given, no)).number for no, state in enumerate(SHOWN)]
    page, said = watched(context)
    paths = ["/", "/petitions", "/petitions?q=石虎", "/rules", "/petitions/none", *(f"/petitions/{number}" for number in numbers)]
    for path in [*paths, "/en/", f"/en/petitions/{numbers[-1]}"]:
        page.goto(live.url + path)
        sound(page)
    assert said == []
    assert context.cookies() == []


def test_search_and_filters_work_without_a_script(live: Live, plain_context: BrowserContext) -> None:
    with live.given() as given:
        number = given.an_open_petition(endorsements=3).number
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
