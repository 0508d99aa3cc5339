"""The two forms of one letter. A template says what there is (a paragraph, facts, a quotation, a link); a medium says how it looks.

Mail programs drop style sheets, so the HTML carries its styles on the elements; the colours are the platform's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

from markupsafe import Markup

INK, SOFT, LINE, PAPER, BRAND, TINT = "#211a23", "#51475a", "#e3dad6", "#faf7f4", "#6f1f4b", "#f8eef3"
FONT = "system-ui,-apple-system,'PingFang TC','Microsoft JhengHei',sans-serif"


class Medium(Protocol):
    """Each returns a piece of the body that stands by itself."""

    def say(self, words: str) -> str: ...
    def facts(self, pairs: Iterable[tuple[str, str]]) -> str: ...
    def items(self, lines: Iterable[str]) -> str: ...
    def quote(self, words: str) -> str: ...
    def link(self, label: str, url: str) -> str: ...
    def group(self, title: str, links: Iterable[tuple[str, str]], aside: tuple[str, str]) -> str: ...
    def code(self, digits: str) -> str: ...
    def page(self, body: str, *, language: str, subject: str, name: str, origin: str, foot: Iterable[tuple[str, str]]) -> str:
        """The whole letter; `foot` is small print, each line with a link or an empty string."""


class Text:
    def __init__(self, colon: str) -> None:
        self._colon = colon

    def say(self, words: str) -> str:
        return f"{words}\n\n"

    def facts(self, pairs: Iterable[tuple[str, str]]) -> str:
        return "".join(f"{label}{self._colon}{value}\n" for label, value in pairs) + "\n"

    def items(self, lines: Iterable[str]) -> str:
        return "".join(f"- {line}\n" for line in lines) + "\n"

    def quote(self, words: str) -> str:
        return "".join(f"> {line}".rstrip() + "\n" for line in words.splitlines()) + "\n"

    def link(self, label: str, url: str) -> str:
        return f"{label}\n{url}\n\n"

    def group(self, title: str, links: Iterable[tuple[str, str]], aside: tuple[str, str]) -> str:
        """What people wrote as a title, lines that lead somewhere, and one more in small print."""
        lines = "".join(f"- {words}\n  {url}\n" for words, url in links)
        return f"{title}\n{lines}  {aside[0]}\n  {aside[1]}\n\n"

    def code(self, digits: str) -> str:
        return f"    {digits}\n\n"

    def page(self, body: str, *, language: str, subject: str, name: str, origin: str, foot: Iterable[tuple[str, str]]) -> str:
        small = "".join(f"{words}\n{url}\n" if url else f"{words}\n" for words, url in foot)
        pieces = re.sub(r"\n{3,}", "\n\n", body.strip())
        return f"{pieces}\n\n-- \n{name} {origin}\n{small}"


class Html:
    def say(self, words: str) -> str:
        return Markup('<p style="margin:0 0 16px">{}</p>\n').format(Markup("<br>\n").join(words.splitlines()))

    def facts(self, pairs: Iterable[tuple[str, str]]) -> str:
        label = Markup('<dt style="margin:0;color:{};font-size:15px">{}</dt>')
        value = Markup('<dd style="margin:0 0 8px;font-weight:700">{}</dd>')
        rows = Markup("").join(label.format(SOFT, name) + value.format(words) for name, words in pairs)
        box = '<dl style="margin:0 0 16px;padding:12px 16px 4px;background:{};border-radius:12px">{}</dl>\n'
        return Markup(box).format(PAPER, rows)

    def items(self, lines: Iterable[str]) -> str:
        rows = Markup("").join(Markup('<li style="margin:0 0 4px">{}</li>').format(line) for line in lines)
        return Markup('<ul style="margin:0 0 16px;padding:0 0 0 24px">{}</ul>\n').format(rows)

    def quote(self, words: str) -> str:
        lines = Markup("<br>\n").join(words.splitlines())
        style = '<blockquote lang="zh-Hant-TW" style="margin:0 0 16px;padding:4px 0 4px 16px;border-left:4px solid {}">{}</blockquote>\n'
        return Markup(style).format(BRAND, lines)

    def link(self, label: str, url: str) -> str:
        style = (
            "display:inline-block;padding:12px 24px;border-radius:999px;background:{};color:#ffffff;text-decoration:none;font-weight:700"
        )
        button = Markup('<p style="margin:24px 0"><a href="{}" style="' + style + '">{}</a></p>\n')
        return button.format(url, BRAND, label)

    def group(self, title: str, links: Iterable[tuple[str, str]], aside: tuple[str, str]) -> str:
        line = Markup('<li style="margin:0 0 4px"><a href="{}" style="color:{}">{}</a></li>')
        lines = Markup("").join(line.format(url, BRAND, words) for words, url in links)
        head = Markup('<h2 lang="zh-Hant-TW" style="margin:24px 0 4px;font-size:17px">{}</h2>\n').format(title)
        box = Markup('<ul style="margin:0 0 4px;padding:0 0 0 24px">{}</ul>\n').format(lines)
        small = Markup('<p style="margin:0 0 16px;font-size:14px"><a href="{}" style="color:{}">{}</a></p>\n')
        return head + box + small.format(aside[1], SOFT, aside[0])

    def code(self, digits: str) -> str:
        style = "margin:0 0 16px;padding:12px 16px;background:{};border-radius:12px;font-size:32px;font-weight:700;letter-spacing:4px"
        return Markup('<p style="' + style + '">{}</p>\n').format(TINT, digits)

    def page(self, body: str, *, language: str, subject: str, name: str, origin: str, foot: Iterable[tuple[str, str]]) -> str:
        linked = Markup('<a href="{}" style="color:{}">{}</a>')
        lines = Markup("<br>\n").join(linked.format(url, BRAND, words) if url else words for words, url in foot)
        return PAGE.format(
            language=language, subject=subject, name=name, origin=origin, body=Markup(body), foot=lines,
            ink=INK, soft=SOFT, line=LINE, paper=PAPER, brand=BRAND, font=FONT,
        )  # fmt: skip


PAGE = Markup("""\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light">
<title>{subject}</title>
</head>
<body style="margin:0;padding:24px 12px;background:{paper};color:{ink};font:17px/1.75 {font}">
<div style="max-width:600px;margin:0 auto;background:#ffffff;border:1px solid {line};border-top:4px solid {brand};border-radius:12px">
<div style="padding:20px 24px 0">
<a href="{origin}" style="color:{brand};font-weight:700;font-size:19px;text-decoration:none">{name}</a>
</div>
<div style="padding:16px 24px 8px">
{body}</div>
<div style="padding:12px 24px 20px;border-top:1px solid {line};color:{soft};font-size:14px">
{foot}
</div>
</div>
</body>
</html>
""")
