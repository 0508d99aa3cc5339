"""What every page must have, read from its markup."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

UNLABELLED = {"hidden", "submit", "button"}


class Page(HTMLParser):
    """A page's headings, ids, labels and controls."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.language = ""
        self.headings: list[int] = []
        self.ids: Counter[str] = Counter()
        self.pointed: set[str] = set()
        self.controls: list[dict[str, str | None]] = []
        self.inline: list[str] = []
        self._in_label = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "html":
            self.language = found.get("lang") or ""
        if tag in {"h1", "h2", "h3", "h4"}:
            self.headings.append(int(tag[1]))
        if found.get("id"):
            self.ids[str(found["id"])] += 1
        if tag == "label":
            self._in_label += 1
            self.pointed.add(found.get("for") or "")
        if tag in {"input", "select", "textarea"} and found.get("type") not in UNLABELLED:
            self.controls.append({**found, "in_label": "yes" if self._in_label else None})
        if "style" in found or any(name.startswith("on") for name in found) or tag == "style" or (tag == "script" and "src" not in found):
            self.inline.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._in_label -= 1


def check(text: str) -> Page:
    """Assert one h1, no skipped level, a language, unique ids, labelled controls, and nothing inline."""
    page = Page(text)
    assert page.language in {"zh-Hant-TW", "en"}
    assert page.headings.count(1) == 1, page.headings
    skipped = [(a, b) for a, b in zip(page.headings, page.headings[1:], strict=False) if b > a + 1]
    assert not skipped, page.headings
    assert [id for id, times in page.ids.items() if times > 1] == []
    unnamed = [c for c in page.controls if not c["in_label"] and c.get("id") not in page.pointed and not c.get("aria-label")]
    assert unnamed == []
    assert page.inline == []
    return page


class Words(HTMLParser):
    """The text of a page, without what is marked as Chinese and without the switch to it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self._chinese: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        # A title cannot hold markup: what people wrote stands in it unmarked.
        if self._chinese or tag == "title" or dict(attrs).get("lang") == "zh-Hant-TW":
            self._chinese.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._chinese and tag not in VOID:
            self._chinese.pop()

    def handle_data(self, data: str) -> None:
        if not self._chinese and data.strip():
            self.words.append(data.strip())


VOID = {"input", "meta", "link", "br", "hr", "img"}


def untranslated(text: str) -> list[str]:
    """Chinese in an English page that is not marked as such."""
    return [words for words in Words(text).words if any("一" <= character <= "鿿" for character in words)]
