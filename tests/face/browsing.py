"""Opening the states of the table in Chromium, as whoever they are for, and hearing what the page complains of."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Request, Response

from tests.face import visitors
from tests.face.state import State
from tests.face.world import World

ENGLISH = "/en"
# Post a form of the page's own token and the given fields, whatever forms the page itself has.
SEND = """([to, fields]) => {
    const form = document.createElement("form");
    const token = document.querySelector("[name=csrf_token]")?.value ?? "";
    form.method = "post"; form.action = to;
    for (const [name, value] of Object.entries({csrf_token: token, ...fields})) {
        const field = document.createElement("textarea");
        field.name = name; field.value = value; form.append(field);
    }
    document.body.append(form);
    form.submit();
}"""


@dataclass
class Opened:
    """A page of the table as it came: its answer, every address it loaded, and what its console said."""

    page: Page
    answer: Response
    html: str
    loaded: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


class Reader:
    """One browser before one world, with a tab for everybody who asks."""

    def __init__(self, chromium: Browser, world: World) -> None:
        self._chromium, self._world = chromium, world
        self._tabs: dict[str, Page] = {}
        self._loaded: list[str] = []
        self._said: list[str] = []

    def open(self, state: State, *, prefix: str = "") -> Opened:
        """Open a state in the language of `prefix`. Its answer's status must be the one the table says."""
        tab = self._tab(state.who)
        self._loaded.clear()
        self._said.clear()
        answer = tab.goto(self._address(state.path, prefix), wait_until="load")
        if state.sends is not None:
            fields = {name: value if isinstance(value, str) else value(tab) for name, value in state.sends.items()}
            self._loaded.clear()
            self._said.clear()
            with tab.expect_navigation(wait_until="load") as moved:
                tab.evaluate(SEND, [self._address(state.to or state.path, prefix), fields])
            answer = moved.value
        assert answer is not None
        assert answer.status == state.status, f"{answer.url} answered {answer.status}, not {state.status}"
        if state.status < 400 and state.sends is None:
            assert urlsplit(tab.url).path == urlsplit(self._address(state.path, prefix)).path, f"{state.name} leads to {tab.url}"
        expected = "" if state.status < 400 else f"status of {state.status}"
        said = [words for words in self._said if not expected or expected not in words]
        return Opened(tab, answer, answer.text(), self._loaded.copy(), said)

    def elsewhere(self, address: str) -> Page:
        """A page that is not the platform's to serve."""
        tab = self._tab(visitors.NOBODY)
        tab.goto(address)
        return tab

    def close(self) -> None:
        for tab in self._tabs.values():
            tab.context.close()
        self._tabs.clear()

    def _address(self, path: str, prefix: str) -> str:
        return self._world.url + prefix + path.format_map(self._world.places)

    def _tab(self, who: str) -> Page:
        """The tab of a member of the cast is kept; whoever is in the middle of something comes anew."""
        if who not in self._tabs or who in visitors.VISITORS:
            if who in self._tabs:
                self._tabs.pop(who).context.close()
            self._tabs[who] = self._listened(self._entered(who))
        return self._tabs[who]

    def _entered(self, who: str) -> BrowserContext:
        context = self._chromium.new_context(reduced_motion="reduce", locale="zh-TW")
        cookie = visitors.of(self._world, who).client.get_cookie("gongyi")
        if cookie is not None:
            context.add_cookies([{"name": "gongyi", "value": cookie.value, "url": self._world.url, "httpOnly": True}])
        return context

    def _listened(self, context: BrowserContext) -> Page:
        page = context.new_page()
        # Public pages may be kept for seconds: what a test asks for must be made now, and every request must be seen.
        protocol = context.new_cdp_session(page)
        protocol.send("Network.enable")
        protocol.send("Network.setCacheDisabled", {"cacheDisabled": True})
        page.on("request", lambda request: self._loaded.append(_address_of(request)))
        page.on("console", lambda message: self._said.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda fault: self._said.append(str(fault)))
        return page


def _address_of(request: Request) -> str:
    return request.url


def script(name: str) -> str:
    """A function of a page, from a file beside this one."""
    return (Path(__file__).parent / name).read_text(encoding="utf-8")
