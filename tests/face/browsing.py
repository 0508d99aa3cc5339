"""Opening the states of the table in Chromium, as whoever they are for, and hearing what the page complains of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Response

from tests.face import visitors
from tests.face.state import Fields, State
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
    """One tab of one browser before one world. Whoever asks, it is the same tab with other cookies: a new one would cost a second."""

    def __init__(self, chromium: Browser, world: World, *, scripts: Sequence[str] = ()) -> None:
        self._world = world
        self._context = chromium.new_context(reduced_motion="reduce", locale="zh-TW")
        for text in scripts:
            self._context.add_init_script(text)
        self._cookies: dict[str, str | None] = {}
        self._loaded: list[str] = []
        self._said: list[str] = []
        self.tab = self._listened()

    def open(self, state: State, *, prefix: str = "") -> Opened:
        """Open a state in the language of `prefix`. Its answer's status must be the one the table says."""
        self._enter(state.who)
        self._forget()
        answer = self.tab.goto(self._address(state.path, prefix), wait_until="load")
        if state.sends is not None:
            answer = self._send(state, prefix, state.sends)
        assert answer is not None
        assert answer.status == state.status, f"{answer.url} answered {answer.status}, not {state.status}"
        if state.status < 400 and state.sends is None:
            assert urlsplit(self.tab.url).path == urlsplit(self._address(state.path, prefix)).path, f"{state.name} leads to {self.tab.url}"
        expected = "" if state.status < 400 else f"status of {state.status}"
        said = [words for words in self._said if not expected or expected not in words]
        return Opened(self.tab, answer, answer.text(), self._loaded.copy(), said)

    def elsewhere(self, address: str) -> Page:
        """A page that is not the platform's to serve."""
        self.tab.goto(address)
        return self.tab

    def close(self) -> None:
        self._context.close()

    def _send(self, state: State, prefix: str, sends: Fields) -> Response:
        fields = {name: value if isinstance(value, str) else value(self.tab) for name, value in sends.items()}
        self._forget()
        with self.tab.expect_navigation(wait_until="load") as moved:
            self.tab.evaluate(SEND, [self._address(state.to or state.path, prefix), fields])
        return moved.value

    def _forget(self) -> None:
        self._loaded.clear()
        self._said.clear()

    def _address(self, path: str, prefix: str) -> str:
        return self._world.url + prefix + path.format_map(self._world.places)

    def _enter(self, who: str) -> None:
        """Hold the cookie of `who`; whoever is in the middle of something comes anew each time."""
        if who not in self._cookies or who in visitors.VISITORS:
            cookie = visitors.of(self._world, who).client.get_cookie("gongyi")
            self._cookies[who] = None if cookie is None else cookie.value
        value = self._cookies[who]
        self._context.clear_cookies()
        if value is not None:
            self._context.add_cookies([{"name": "gongyi", "value": value, "url": self._world.url, "httpOnly": True}])

    def _listened(self) -> Page:
        page = self._context.new_page()
        # Public pages may be kept for seconds: what a test asks for must be made now, and every request must be seen.
        protocol = self._context.new_cdp_session(page)
        protocol.send("Network.enable")
        protocol.send("Network.setCacheDisabled", {"cacheDisabled": True})
        page.on("request", lambda request: self._loaded.append(request.url))
        page.on("console", lambda message: self._said.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda fault: self._said.append(str(fault)))
        return page


def script(name: str) -> str:
    """A function of a page, from a file beside this one."""
    return (Path(__file__).parent / name).read_text(encoding="utf-8")
