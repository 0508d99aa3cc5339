"""Where a visitor came from goes along when they endorse, as a kind; without a script only what the link itself says."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page

from app.endorse.counties import County
from tests.browser.conftest import Live

pytestmark = pytest.mark.browser

CAME = {
    "https://www.google.com/": "search",
    "https://mail.google.com/mail": "mail",
    "https://liff.line.me/": "line",
    "https://l.facebook.com/l.php": "facebook",
    "https://l.threads.net/": "threads",
    "https://t.co/abc": "social",
    "https://www.ptt.cc/bbs": "social",
    "https://news.example.org/politics/1": "site",
}


def told(page: Page) -> list[str]:
    """What the form and the link of the phone's bar would say."""
    hidden = page.locator("form[data-via] input[name=via]")
    return [
        *(str(field.input_value()) for field in hidden.all()),
        (page.locator("a[data-via]").get_attribute("href") or "").partition("=")[2],
    ]


def test_the_kind_of_the_referrer_goes_along(live: Live, context: BrowserContext) -> None:
    with live.given() as given:
        number = given.an_open_petition(endorsements=3).number
    page = context.new_page()
    for referrer, kind in CAME.items():
        page.goto(f"{live.url}/petitions/{number}", referer=referrer)
        assert told(page) == [kind, kind], referrer
    page.goto(f"{live.url}/petitions/{number}")
    assert told(page) == [""]
    page.goto(f"{live.url}/petitions/{number}?via=qr", referer="https://www.google.com/")
    assert told(page) == ["qr", "qr"], "the link knows better"
    page.goto(f"{live.url}/petitions?stage=endorsing")
    page.locator(f"a[href$='/petitions/{number}']").first.click()
    assert told(page) == ["list", "list"]
    assert context.cookies() == []


def test_without_a_script_the_link_alone_says_it(live: Live, plain_context: BrowserContext) -> None:
    with live.given() as given:
        number = given.an_open_petition(endorsements=3).number
    page = plain_context.new_page()
    page.goto(f"{live.url}/petitions/{number}?via=poster")
    page.locator("form[data-via] button").click()
    assert "/sign-in" in page.url
    page.goto(f"{live.url}/petitions/{number}", referer="https://www.google.com/")
    assert told(page) == [""]


def test_the_map_without_a_script(live: Live, plain_context: BrowserContext) -> None:
    with live.given() as given:
        petition = given.an_open_petition(endorsements=90)
        given.declared(petition, {County.TAIPEI: 40})
        number = petition.number
    page = plain_context.new_page()
    page.goto(f"{live.url}/petitions/{number}")
    figure = page.locator("figure.map")
    assert figure.get_by_role("img").get_attribute("aria-label")
    figure.locator("summary").click()
    assert figure.get_by_role("row").count() == 3
