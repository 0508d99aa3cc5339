"""How a text was changed: what stayed, what was taken out, what was put in, read from left to right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# Characters that happen to be the same between two changes are part of the change.
ISLAND = 2


class Change(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    """A run of characters and what became of it."""

    change: Change
    text: str


def differing(before: str, after: str) -> list[Piece]:
    """The pieces that make up both texts: without NEW they are `before`, without GONE they are `after`."""
    pieces: list[Piece] = []
    gone = new = ""
    for same, left, right in _steps(before, after):
        if (same and len(left) > ISLAND) or (same and not (gone or new)):
            pieces += _change(gone, new)
            pieces.append(Piece(Change.SAME, left))
            gone = new = ""
        else:
            gone, new = gone + left, new + right
    return pieces + _change(gone, new)


def is_changed(pieces: Sequence[Piece]) -> bool:
    """Is anything gone or new?"""
    return any(piece.change is not Change.SAME for piece in pieces)


def _steps(before: str, after: str) -> Iterator[tuple[bool, str, str]]:
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield tag == "equal", before[a:b], after[c:d]


def _change(gone: str, new: str) -> list[Piece]:
    found = [Piece(Change.GONE, gone), Piece(Change.NEW, new)]
    return [piece for piece in found if piece.text]
