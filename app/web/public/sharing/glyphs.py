"""What the pictures' font can draw. It holds Big5 and Latin; the rest of the world's characters is replaced before it is drawn.

`scripts/font` writes the font and, beside it, the list of its glyphs.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

FONT = Path(__file__).with_name("picture-tc.otf")
# The printers' mark for a sort that is missing.
MISSING = "〓"


@cache
def glyphs() -> frozenset[str]:
    return frozenset(FONT.with_suffix(".txt").read_text("utf-8"))


def drawable(text: str) -> str:
    """The text in glyphs that the font has: a compatible form where there is one, 〓 for other letters; pictographs and marks go."""
    return " ".join("".join(map(_drawn, unicodedata.normalize("NFC", text))).split())


def _drawn(character: str) -> str:
    if character in glyphs() or character.isspace():
        return character
    compatible = unicodedata.normalize("NFKC", character)
    if glyphs().issuperset(compatible):
        return compatible
    return MISSING if unicodedata.category(character)[0] in "LN" else ""
