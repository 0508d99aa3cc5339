"""What is shared, as people see it: the poster on paper, the card on another site, the buttons that pass a petition on."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import BrowserContext, Page
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from app.petition.policy import Policy
from app.web.public.sharing.oembed import height_of
from tests.browser.conftest import Live
from tests.given import Given

pytestmark = pytest.mark.browser

LONGEST = Policy()
TITLE = "請主管機關修正《道路交通安全規則》，讓機車在多車道路口依號誌直接左轉，" * 2
DEMAND = "公布每一處路口採取兩段式左轉的理由，無法說明理由的應恢復直接左轉；" * 8
IFRAME = '<iframe title="Petition" src="{}" width="{}" height="{}"></iframe>'
FRAME = f'<!DOCTYPE html><html lang="en"><title>News</title><main><h1>News</h1>{IFRAME}</main></html>'


def wordy(given: Given) -> str:
    demands = tuple(f"{no}{DEMAND}"[: LONGEST.demand_max] for no in range(LONGEST.demands_max))
    return given.an_open_petition(endorsements=4_863, title=TITLE[: LONGEST.title_max], demands=demands).number


@contextmanager
def another_site(page: str) -> Iterator[str]:
    """A site of its own, isolated as strictly as sites can be."""
    isolated = {"Cross-Origin-Embedder-Policy": "require-corp", "Cross-Origin-Opener-Policy": "same-origin"}
    server = make_server("127.0.0.1", 0, Response(page, mimetype="text/html", headers=isolated), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()


def sheets(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(prefer_css_page_size=True)))


def test_a_poster_is_one_sheet_however_much_is_said(live: Live, context: BrowserContext) -> None:
    with live.given() as given:
        much, little = wordy(given), given.an_open_petition(by=given.cast.bo, title="公園飲水機水質檢驗數據每週上網公開").number
    page = context.new_page()
    for path in (f"/petitions/{much}/poster", f"/en/petitions/{little}/poster"):
        page.goto(live.url + path)
        assert sheets(page) == 1
        assert page.locator(".poster svg.qr").is_visible()
        page.emulate_media(media="print")
        assert page.evaluate("document.querySelector('.poster-foot').getBoundingClientRect().bottom <= 297 / 25.4 * 96")
        page.emulate_media(media="screen")
    page.goto(f"{live.url}/petitions/{little}")
    assert sheets(page) > 1, "the control: a page that is not a poster takes more"


def test_a_card_stands_on_another_site_and_nothing_else_does(live: Live, context: BrowserContext) -> None:
    with live.given() as given:
        number = wordy(given)
    page = context.new_page()
    page.goto(f"{live.url}/petitions/{number}/embed")
    for tongue, width, height in (("", 600, height_of(600)), ("/en", 300, height_of(300))):
        with another_site(FRAME.format(f"{live.url}{tongue}/petitions/{number}/embed", width, height)) as site:
            page.set_viewport_size({"width": 700, "height": 600})
            page.goto(site)
            card = page.frame_locator("iframe")
            card.get_by_role("heading", level=1).wait_for()
            assert card.get_by_role("progressbar").is_visible()
            root = card.locator("html")
            assert root.evaluate("e => e.scrollWidth <= innerWidth && e.scrollHeight <= innerHeight + 1"), (tongue, width)
            link = card.get_by_role("heading", level=1).get_by_role("link")
            assert link.get_attribute("href") == f"http://localhost{tongue}/petitions/{number}?via=embed"
    with another_site(FRAME.format(f"{live.url}/petitions/{number}", 600, 400)) as site:
        page.goto(site)
        page.wait_for_timeout(500)
        assert page.frame_locator("iframe").get_by_role("heading", level=1).count() == 0


def test_a_petition_is_copied_and_handed_on(live: Live, context: BrowserContext) -> None:
    with live.given() as given:
        number = given.an_open_petition(endorsements=12).number
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live.url)
    context.add_init_script("navigator.share = async (what) => { window.handed = what }")
    page = context.new_page()
    page.goto(f"{live.url}/petitions/{number}")
    section = page.locator("section:has(> #share)")
    section.get_by_role("button", name="複製連結").click()
    assert page.evaluate("navigator.clipboard.readText()") == f"http://localhost/petitions/{number}?via=link"
    section.get_by_role("button", name="用手機分享").click()
    assert page.evaluate("window.handed.url") == f"http://localhost/petitions/{number}?via=link"
    section.get_by_text("放到你的網站上").click()
    section.get_by_role("button", name="複製程式碼").click()
    assert page.evaluate("navigator.clipboard.readText()").startswith(f'<iframe src="http://localhost/petitions/{number}/embed"')
