"""Chinese without spaces made searchable: single characters and bigrams, so that two-character words are found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

RUN = re.compile(r"[一-鿿㐀-䶿豈-﫿]+|[a-z0-9]+")
# What a tsvector can hold: positions below 16,384, at most 255 of them a word.
LAST_POSITION = 16_000
MOST_POSITIONS = 255


def fold(text: str) -> str:
    """One spelling for what reads the same: NFKC, lower case, 台 as 臺."""
    return unicodedata.normalize("NFKC", text).lower().replace("台", "臺")


def runs(text: str) -> list[str]:
    """Unbroken stretches of Chinese, or of Latin letters and digits."""
    return RUN.findall(fold(text))


def bigrams(text: str) -> list[str]:
    """Overlapping pairs of characters, in order; a lone character and a Latin word stand for themselves."""
    return [gram for run in runs(text) for gram in _grams(run)]


def vector(*weighted: tuple[str, str]) -> str:
    """A tsvector literal of (text, weight) pairs, weight A to D; runs stand apart, so that no phrase crosses a comma."""
    places: dict[str, list[str]] = {}
    position = 1
    for text, weight in weighted:
        for run in runs(text):
            for word, offset in _indexed(run):
                at = places.setdefault(word, [])
                if position + offset < LAST_POSITION and len(at) < MOST_POSITIONS:
                    at.append(f"{position + offset}{weight}")
            position += len(run) + 1
    return " ".join(f"'{word}':{','.join(at)}" if at else f"'{word}'" for word, at in places.items())


def phrase(text: str) -> str:
    """A tsquery for texts that hold every run of `text` as it stands; empty when there is nothing to ask for."""
    return " & ".join(f"({' <-> '.join(_quoted(_grams(run)))})" for run in runs(text))


def two_of(grams: Iterable[str]) -> str:
    """A tsquery for texts that hold at least two of these bigrams, or the only one; empty for none."""
    quoted = _quoted(dict.fromkeys(grams))
    return " | ".join(_two_of(quoted) if len(quoted) > 1 else quoted)


def _two_of(quoted: list[str]) -> Iterator[str]:
    """One of the one half and one of the other, or two of either: far fewer terms than there are pairs, and the database walks each."""
    if len(quoted) < 2:
        return
    half = len(quoted) // 2
    first, second = quoted[:half], quoted[half:]
    yield f"({' | '.join(first)}) & ({' | '.join(second)})"
    yield from _two_of(first)
    yield from _two_of(second)


def _quoted(grams: Iterable[str]) -> list[str]:
    return [f"'{gram}'" for gram in grams]


def is_chinese(run: str) -> bool:
    """Is this run of Chinese, not of Latin letters and digits?"""
    return run[0] > "z"


def _grams(run: str) -> Iterator[str]:
    if not is_chinese(run) or len(run) == 1:
        yield run
    else:
        yield from (run[i : i + 2] for i in range(len(run) - 1))


def _indexed(run: str) -> Iterator[tuple[str, int]]:
    if not is_chinese(run):
        yield run, 0
        return
    for i, character in enumerate(run):
        yield character, i
        if i + 1 < len(run):
            yield run[i : i + 2], i
