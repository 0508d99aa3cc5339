"""All that is held against one page, in one load: axe, HTML, console, origin, weight, reflow, zoom, spacing."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.face.browsing import Opened, script
from tests.face.paper import ROOT, Reader

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# In the dark the document is the same: what colours decide is asked again, the rest is not. In English the desk shows the same elements
# as in Chinese, where all rules have looked at them: what the length of words decides is asked again.
COLOURS = ["color-contrast", "link-in-text-block"]
LENGTHS = [*COLOURS, "target-size", "scrollable-region-focusable"]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
# 200 % on a screen of 1280, and WCAG's reflow (1.4.10): 400 % on it.
ZOOMED, NARROW = {"width": 640, "height": 450}, {"width": 320, "height": 640}
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }"""
SPACE = "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet] }"
FAULTS = script("faults.js")
AXE = """async (only) => {
    const found = await axe.run(document, {runOnly: only, resultTypes: ["violations"], iframes: false, preload: false});
    return found.violations.map(one => one.id + ": " + one.nodes.slice(0, 3).map(node => node.html.slice(0, 120)).join(" | "));
}"""
# Bytes packed with brotli; the desks may have more script.
HTML, FIRST_VIEW, REQUESTS = 14 * 1024, 120 * 1024, 8
STYLE, SCRIPT, STAFF_SCRIPT = 12 * 1024, 10 * 1024, 20 * 1024


def everything(opened: Opened, reader: Reader) -> list[str]:
    """Every fault of the page as it came: empty when it is sound."""
    return [*as_sent(opened, reader), *in_both_widths(opened.page), *in_little_room(opened.page)]


def in_another_language(opened: Opened, reader: Reader) -> list[str]:
    """The same of a page that was seen whole in the first language; whether its words fit is asked of the stretched language."""
    return [*as_sent(opened, reader), *in_both_widths(opened.page, again=True)]


def as_sent(opened: Opened, reader: Reader) -> list[str]:
    """The faults of what came over the wire, and of the console."""
    return [*opened.said, *of_paper(opened, reader), *of_weight(opened, reader)]


def of_paper(opened: Opened, reader: Reader) -> list[str]:
    """What html-validate says."""
    return reader.read(opened.html).faults


def of_weight(opened: Opened, reader: Reader) -> Iterator[str]:
    """What is loaded from elsewhere, and every budget that is exceeded, in bytes packed with brotli."""
    here = urlsplit(opened.page.url).netloc
    yield from (f"loads {address}" for address in opened.loaded if not address.startswith("data:") and urlsplit(address).netloc != here)
    weights = {urlsplit(address).path: _weight(address, reader) for address in opened.loaded[1:] if not address.startswith("data:")}
    page, staff = reader.read(opened.html).weight, any("/staff." in path for path in weights)
    for what, weight, most in (
        ("HTML", page, HTML),
        ("CSS", sum(weight for path, weight in weights.items() if path.endswith(".css")), STYLE),
        ("JavaScript", sum(weight for path, weight in weights.items() if path.endswith(".mjs")), STAFF_SCRIPT if staff else SCRIPT),
        ("the first view", page + sum(weights.values()), FIRST_VIEW),
    ):
        if weight > most:
            yield f"{what} weighs {weight} bytes, more than {most}"
    if len(opened.loaded) > REQUESTS:
        yield f"{len(opened.loaded)} requests, more than {REQUESTS}: {opened.loaded}"


def _weight(address: str, reader: Reader) -> int:
    file = ROOT / urlsplit(address).path.lstrip("/")
    if not file.is_file():
        return 0
    return file.stat().st_size if file.suffix in (".woff2", ".png") else reader.weight_of_file(file)


def of_axe(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe says of the page as it is shown now; of all rules, or of some."""
    found: list[str] = page.evaluate(AXE, {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS})
    return found


def of_fit(page: Page) -> list[str]:
    """What is cut off or makes the page scroll sideways."""
    found: list[str] = page.evaluate(FAULTS)
    return found


def in_both_widths(page: Page, *, again: bool = False) -> Iterator[str]:
    """The phone and the desk, by day and by night."""
    for size, scheme, rules in (
        (DESK, "dark", COLOURS),
        (DESK, "light", LENGTHS if again else None),
        (PHONE, "light", None),
        (PHONE, "dark", COLOURS),
    ):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        yield from (f"{size['width']} {scheme}: {fault}" for fault in of_axe(page, rules))
        if scheme == "light" and not again:
            yield from (f"{size['width']}: {fault}" for fault in of_fit(page))


def in_little_room(page: Page) -> Iterator[str]:
    """Zoom to 200 %, reflow at 320 pixels, and WCAG's text spacing (1.4.12)."""
    for size in (ZOOMED, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        yield from (f"{size['width']}: {fault}" for fault in of_fit(page))
    page.evaluate(SPACE, SPACED)
    yield from (f"320 spaced: {fault}" for fault in of_fit(page))


def stretched(page: Page) -> Iterator[str]:
    """The widths at which longer texts must still fit, the last one with text spacing."""
    for size in (DESK, PHONE, ZOOMED, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        yield from (f"{size['width']} stretched: {fault}" for fault in of_fit(page))
    page.evaluate(SPACE, SPACED)
    yield from (f"320 stretched and spaced: {fault}" for fault in of_fit(page))
