"""A proposer in Chromium: their pages, dated updates by keyboard and without JavaScript, and drafts that nothing can lose."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import func, select

from app.endorse.counties import County
from app.endorse.models import EndorsementCounty, EndorsementSource
from app.endorse.sources import Source
from app.propose.models import Draft, PetitionUpdate
from app.respond import actions as respond
from tests.browser.conftest import Live
from tests.browser.test_citizen import TITLE, watched
from tests.given import Given
from tests.web.visits import Visit

pytestmark = pytest.mark.browser

MORE = "離島交通船與公車月票整合成單一票證"


def a_lively_petition(given: Given) -> str:
    """Established, with endorsers from here and there, and a message that waits."""
    petition = given.an_established_petition(days=30, threshold_days_ago=6)
    sources = {Source.LINE: 1870, Source.FACEBOOK: 940, Source.QR: 210, Source.POSTER: 4}
    counties = {County.TAIPEI: 1420, County.NEW_TAIPEI: 990, County.KAOHSIUNG: 610, County.LIENCHIANG: 3}
    given.session.add_all(EndorsementSource(petition_id=petition.id, source=kind, endorsed=count) for kind, count in sources.items())
    given.session.add_all(EndorsementCounty(petition_id=petition.id, county=county, endorsed=count) for county, count in counties.items())
    at = given.at - timedelta(days=4)
    respond.plan(given.session, petition, by=given.cast.wu, agency=given.cast.finance, text="先盤點系統，再邀請民眾試用。", at=at)
    respond.contact(given.session, petition, by=given.cast.wu, agency=given.cast.finance, text="想請教你使用的作業系統版本。", at=at)
    return petition.number


def test_my_pages_and_a_dated_update(live: Live, context: BrowserContext) -> None:
    with live.given() as given:
        number = a_lively_petition(given)
    live.enter(context, "mei")
    page, said = watched(context)
    page.goto(f"{live.url}/me/{number}")
    page.get_by_label("可以做的事").get_by_role("link", name="寫一則近況").focus()
    page.keyboard.press("Enter")
    page.get_by_label("標題").focus()
    page.keyboard.type("部裡約了第一次會議")
    page.keyboard.press("Tab")
    page.keyboard.type("詢問請打零九一二三四五六七八。")
    expect(page.locator("#text-c")).to_have_text("15／1,000字")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".summary")).to_be_focused()
    page.get_by_label("我看過了").check()
    page.get_by_role("button", name="發布近況").click()
    expect(page.get_by_text("近況已經公開")).to_be_visible()
    page.goto(f"{live.url}/petitions/{number}")
    expect(page.locator("#updates")).to_be_visible()
    assert said == []


def test_an_update_without_javascript(live: Live, plain_context: BrowserContext) -> None:
    with live.given() as given:
        number = given.an_open_petition().number
    live.enter(plain_context, "mei")
    page = plain_context.new_page()
    page.goto(f"{live.url}/me/{number}")
    page.get_by_label("可以做的事").get_by_role("link", name="寫一則近況").click()
    page.get_by_label("標題").fill("部裡約了第一次會議")
    page.get_by_label("近況").fill("下週三開會。")
    page.get_by_role("button", name="發布近況").click()
    expect(page.locator("#updates")).to_be_visible()
    with live.platform.sessions() as session:
        assert session.scalar(select(func.count()).select_from(PetitionUpdate)) == 1


def test_a_short_form_asks_before_it_is_left(live: Live, context: BrowserContext) -> None:
    with live.given() as given:
        number = a_lively_petition(given)
    live.enter(context, "mei")
    page = context.new_page()
    page.goto(f"{live.url}/me/{number}/update")
    page.get_by_label("近況", exact=True).click()
    page.keyboard.type("還沒寫完的一段近況")
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    expect(page.get_by_label("近況", exact=True)).to_have_value("還沒寫完的一段近況")
    page.get_by_role("button", name="發布近況").click()
    expect(page.locator(".summary")).to_be_focused()


def _write(page: Page, address: str, title: str) -> None:
    page.goto(address)
    page.get_by_label("提議名稱").fill(title)


def test_two_tabs_on_one_draft(live: Live, context: BrowserContext) -> None:
    with live.given():
        pass
    live.enter(context, "mei")
    first, second = context.new_page(), context.new_page()
    first.goto(f"{live.url}/propose")
    address = first.url
    second.goto(address)
    first.get_by_label("提議名稱").fill(TITLE)
    expect(first.locator("#saved")).to_contain_text("已在")
    second.get_by_label("提議名稱").fill("另一個分頁寫的名稱也要留著")
    expect(second.locator("#saved")).to_contain_text("別處存過這份草稿")
    second.get_by_role("button", name="儲存草稿").last.click()
    expect(second.locator(".notice--warn")).to_be_focused()
    expect(second.get_by_label("提議名稱")).to_have_value("另一個分頁寫的名稱也要留著")
    second.get_by_text("看另一邊存了什麼").click()
    expect(second.get_by_text(TITLE, exact=True)).to_be_visible()
    second.get_by_role("button", name="儲存草稿").last.click()
    expect(second.locator(".notice--warn")).to_have_count(0)
    with live.platform.sessions() as session:
        (draft,) = session.scalars(select(Draft))
    assert draft.content["title"] == "另一個分頁寫的名稱也要留著"


def test_a_closed_tab_an_ended_session_and_a_double_click(live: Live, context: BrowserContext) -> None:
    with live.given():
        pass
    live.enter(context, "mei")
    page = context.new_page()
    _write(page, f"{live.url}/propose", TITLE)
    page.get_by_label("訴求1").fill("請打０９１２－３４５－６７８詢問。")
    expect(page.locator("#demands-0-p")).to_contain_text("好像有手機門號")
    page.get_by_label("為什麼需要改變").fill("剛打完就關掉分頁。")
    page.close(run_before_unload=True)
    page = context.new_page()
    page.goto(f"{live.url}/propose")
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_label("為什麼需要改變")).to_have_value("剛打完就關掉分頁。")
    address = page.url

    context.clear_cookies(name="gongyi")
    page.get_by_label("利益與影響").fill("登出之後打的字也要留著。")
    expect(page.locator("#saved")).to_contain_text("還沒有儲存")
    page.get_by_role("button", name="儲存草稿").last.click()
    expect(page).to_have_url(f"{live.url}/sign-in")
    page.locator("input[name=address]").fill("mei@example.org")
    page.keyboard.press("Enter")
    expect(page.locator("input[name=code]")).to_have_attribute("autocomplete", "one-time-code")
    page.locator("input[name=code]").fill(Visit(live.app).code("mei@example.org"))
    page.keyboard.press("Enter")
    page.get_by_role("button", name="送出剛才的內容").click()
    expect(page).to_have_url(address)
    expect(page.get_by_label("利益與影響")).to_have_value("登出之後打的字也要留著。")
    expect(page.get_by_label("為什麼需要改變")).to_have_value("剛打完就關掉分頁。")

    _write(page, address, TITLE)
    page.get_by_label("訴求1").fill("各校每天上午公布當餐食材的產地與供應商。")
    page.get_by_role("button", name="再加一項訴求").dblclick()
    expect(page.get_by_label("訴求2")).to_be_visible()
    with live.platform.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 1


def test_a_form_that_is_too_large_is_still_there_on_going_back(live: Live, context: BrowserContext) -> None:
    with live.given():
        pass
    live.enter(context, "mei")
    page = context.new_page()
    page.goto(f"{live.url}/propose")
    page.get_by_label("提議名稱").fill(TITLE)
    expect(page.locator("#saved")).to_contain_text("已在")
    page.get_by_label("為什麼需要改變").fill("很長的理由" * 40_000)
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("內容太長")
    page.go_back()
    expect(page.get_by_label("提議名稱")).to_have_value(TITLE)
