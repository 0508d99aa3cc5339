"""The controls: a sound page that is spoiled on its way to the browser must be complained of, once for each kind of fault."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Route

from tests.face.browsing import Opened
from tests.face.conftest import Face
from tests.face.looking import everything
from tests.face.state import State

pytestmark = pytest.mark.browser

PAGE = State("control", "/signed-out")
NOISE = "".join(chr(random.Random(no).randrange(0x4E00, 0x9FA5)) for no in range(9_000))
SPOILT = {
    "an image without words": ('<img src="/static/logo.svg">', "image-alt"),
    "an element under the wrong one": ("<p>前<span><div>後</div></span></p>", "element-permitted-content"),
    "a script inside the page": ("<script>1</script>", "Content Security Policy"),
    "a file that is missing": ('<img src="/static/none.svg" alt="">', "404"),
    "another site": ('<img src="http://127.0.0.1:9/x.png" alt="">', "loads http://127.0.0.1:9/x.png"),
    "a page too heavy": (f"<p>{NOISE}</p>", "HTML weighs"),
    "too many files": ("".join(f'<img src="/static/logo.svg?{no}" alt="">' for no in range(9)), "requests, more than 8"),
    "a word wider than a phone": ('<p><button type="button" class="btn nowrap">' + "附議" * 40 + "</button></p>", "scrolls sideways"),
}


@contextmanager
def spoilt(face: Face, more: str, *, lenient: bool) -> Iterator[Opened]:
    """The page with `more` in it, under its own content policy or, `lenient`, under none."""
    page = face.open(PAGE).page

    def spoil(route: Route) -> None:
        answer = route.fetch()
        headers = {name: value for name, value in answer.headers.items() if name not in ("content-encoding", "content-length")}
        if lenient:
            headers.pop("content-security-policy")
        route.fulfill(status=answer.status, headers=headers, body=answer.text().replace("</main>", f"{more}</main>"))

    page.route("**/signed-out", spoil)
    try:
        yield face.open(PAGE)
    finally:
        page.unroute("**/signed-out")


def test_the_page_itself_is_sound(face: Face) -> None:
    assert everything(face.open(PAGE), face.paper) == []


@pytest.mark.parametrize("what", SPOILT)
def test_a_fault_is_found(face: Face, what: str) -> None:
    more, complaint = SPOILT[what]
    with spoilt(face, more, lenient=what == "another site") as opened:
        faults = everything(opened, face.paper)
    assert any(complaint in fault for fault in faults), faults


def test_colours_of_the_night_are_looked_at(face: Face) -> None:
    """Pale in the dark only: by day the same words are read well."""
    opened = face.open(PAGE)
    pale = "document.querySelector('main p').animate([{color: 'light-dark(#211a23, #3a333d)'}], {fill: 'forwards', duration: 0})"
    opened.page.evaluate(pale)
    faults = everything(opened, face.paper)
    assert [fault for fault in faults if "color-contrast" in fault and "dark" in fault]
    assert [fault for fault in faults if "light" in fault] == []


def test_longer_words_are_longer(face: Face) -> None:
    state = State("control-stretched", "/help")
    short = face.open(state, prefix="/en").page.locator("main").inner_text()
    face.texts(state).on = True
    try:
        long = face.open(state, prefix="/en").page.locator("main").inner_text()
    finally:
        face.texts(state).on = False
    assert 1.6 < len(long) / len(short) < 2
