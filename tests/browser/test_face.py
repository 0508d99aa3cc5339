"""How pages look where somebody wants it otherwise: a theme of their own, paper, forced colours, less motion, a sticky bar."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import SIZES, Live

pytestmark = pytest.mark.browser

PAPER = "getComputedStyle(document.body).backgroundColor"
DARK, LIGHT = "rgb(22, 17, 25)", "rgb(250, 247, 244)"


def style(page: Page, selector: str, name: str) -> str:
    found = page.locator(selector).first.evaluate(f"element => getComputedStyle(element).getPropertyValue('{name}')")
    return str(found)


def choose(page: Page, theme: str) -> None:
    """Press it and wait for its colours."""
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("button", name=theme).click()


def test_a_theme_is_chosen_without_a_script_and_kept(live: Live, plain_context: BrowserContext) -> None:
    page = plain_context.new_page()
    page.emulate_media(color_scheme="light")
    page.goto(f"{live.url}/petitions?stage=endorsing")
    choose(page, "深色")
    assert page.url == f"{live.url}/petitions?stage=endorsing"
    assert style(page, "body", "background-color") == DARK
    assert style(page, "html", "color-scheme") == "dark"
    assert style(page, "#q", "color-scheme") == "dark"
    page.goto(f"{live.url}/en/rules")
    assert style(page, "body", "background-color") == DARK
    assert [cookie["path"] for cookie in plain_context.cookies()] == ["/theme.css"]
    page.emulate_media(color_scheme="dark")
    choose(page, "Light")
    assert style(page, "body", "background-color") == LIGHT
    choose(page, "System")
    assert style(page, "body", "background-color") == DARK
    assert plain_context.cookies() == []


def test_nothing_is_drawn_before_the_theme_is_known(live: Live, context: BrowserContext) -> None:
    """The sheet stands in the head and blocks drawing: the first paint has the colours chosen."""
    page = context.new_page()
    page.goto(f"{live.url}/rules")
    choose(page, "深色")
    blocking = page.evaluate("performance.getEntriesByType('resource').find(e => e.name.endsWith('/theme.css')).renderBlockingStatus")
    assert blocking == "blocking"


def test_desks_have_the_switch_and_one_order_of_styles(live: Live, context: BrowserContext) -> None:
    with live.given() as given:
        given.a_petition_in_review()
    live.enter(context, "lin")
    page = context.new_page()
    page.set_viewport_size(SIZES["desk"])
    page.goto(f"{live.url}/moderate")
    sheets = page.evaluate("[...document.styleSheets].map(s => new URL(s.href).pathname)")
    assert sheets == ["/static/app.css", "/static/staff.css", "/theme.css"]
    assert style(page, ".work", "display") == "grid"
    assert page.evaluate("performance.getEntriesByType('resource').length") <= 7
    choose(page, "深色")
    assert page.evaluate(PAPER) == DARK


def test_paper_is_light_and_keeps_what_can_be_read(live: Live, context: BrowserContext) -> None:
    with live.given() as given:
        number = given.an_open_petition(endorsements=137).number
    page = context.new_page()
    page.goto(f"{live.url}/petitions/{number}")
    choose(page, "深色")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(PAPER) == "rgb(255, 255, 255)"
    for gone in (".idstrip", ".site-foot", ".mbar", ".crumbs", "main .btn", ".menu"):
        assert page.locator(gone).first.is_hidden(), gone
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("details.data table").first).to_be_visible()
    for kept in (".ring", ".chart .l", ".stages"):
        expect(page.locator(kept).first).to_be_visible()


def test_forced_colours_keep_states_apart(live: Live, context: BrowserContext) -> None:
    with live.given() as given:
        number = given.an_open_petition(endorsements=137).number
    page = context.new_page()
    page.emulate_media(forced_colors="active")
    page.set_viewport_size(SIZES["desk"])
    page.goto(f"{live.url}/petitions/{number}")
    here, elsewhere = style(page, ".nav [aria-current]", "background-color"), style(page, ".nav a:not([aria-current])", "background-color")
    assert here != elsewhere
    assert style(page, ".tag", "border-top-style") == "solid"
    assert style(page, "progress", "color") != style(page, "progress", "background-color")
    assert style(page, ".ring .on", "stroke") != style(page, ".ring .off", "stroke")


def test_less_motion_means_none(live: Live, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(live.url)
    assert style(page, ".btn", "transition-duration") == "0s"
    page.emulate_media(reduced_motion="no-preference")
    assert style(page, ".btn", "transition-duration") != "0s"


def test_the_bar_never_covers_what_has_the_focus(live: Live, context: BrowserContext) -> None:
    with live.given() as given:
        number = given.an_open_petition(endorsements=137).number
    page = context.new_page()
    page.goto(f"{live.url}/petitions/{number}")
    covered = []
    for _ in range(60):
        page.keyboard.press("Tab")
        hidden = page.evaluate(
            """() => {
            const bar = document.querySelector('.mbar').getBoundingClientRect(), one = document.activeElement;
            if (one === document.body || one.closest('.mbar')) return null;
            const box = one.getBoundingClientRect();
            return box.height && box.top >= bar.top - 4 && box.bottom <= bar.bottom ? one.outerHTML.slice(0, 80) : null;
        }"""
        )
        covered += [hidden] if hidden else []
    assert covered == []
