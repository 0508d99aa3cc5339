"""The display face is a small cut of a large font: it holds digits and the fixed headings in Chinese, and no user's text.

English headings are set in a serif that the reader's machine has.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from markupsafe import Markup, escape

GLYPHS = Path(__file__).resolve().parents[3] / "static/display-tc.txt"


@cache
def glyphs() -> frozenset[str]:
    return frozenset(GLYPHS.read_text("utf-8"))


def display(text: object) -> Markup:
    """A fixed heading in the display face; with a glyph it lacks, in the plain one rather than in two. `scripts/font` adds glyphs."""
    words = str(text)
    if not words.isascii() and not glyphs().issuperset(words):
        return escape(words)
    return Markup('<span class="serif">{}</span>').format(words)
