"""Lines of Chinese: no line begins with ，。」 or ends with 「, Latin words stay whole, and the lines come out about equally long."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

NEVER_FIRST = frozenset("，。、；：？！）」』】》〉〕｝…‥—－～％・々ー,.;:?!)]}%’”")
NEVER_LAST = frozenset("（「『【《〈〔｛([{‘“＄＃$#")
PIECE = re.compile(r"[!-~\u00a1-\u024f]+|\s+|.", re.S)
ELLIPSIS = "…"

Measure = Callable[[str], float]


def wrap(text: str, measure: Measure, *, width: int, most: int) -> tuple[str, ...] | None:
    """The text in at most so many lines of at most this width; None where it does not fit. `measure` gives the width of a text."""
    pieces = _pieces(text, measure, width)
    lines = _fill(pieces, measure, width)
    if len(lines) > most:
        return None
    return tuple(_fill(pieces, measure, _narrowest(pieces, measure, width, len(lines))))


def cut(text: str, measure: Measure, *, width: int, most: int) -> tuple[str, ...]:
    """As many lines as there may be, the last one ending with an ellipsis if anything had to go."""
    lines = _fill(_pieces(text, measure, width), measure, width)
    if len(lines) <= most:
        return tuple(lines)
    last = lines[most - 1]
    while last and (measure(last + ELLIPSIS) > width or last[-1] in NEVER_FIRST | NEVER_LAST):
        last = last[:-1]
    return (*lines[: most - 1], last + ELLIPSIS)


def _pieces(text: str, measure: Measure, width: int) -> list[str]:
    """What must not be parted: words, and characters with the marks that cling to them. What is wider than a line is parted after all."""
    parts = PIECE.findall(text.strip())
    glued = parts[:1]
    for before, part in pairwise(parts):
        if part[0] in NEVER_FIRST or before[-1] in NEVER_LAST:
            glued[-1] += part
        else:
            glued.append(part)
    return [piece for part in glued for piece in ([part] if measure(part) <= width else part)]


def _narrowest(pieces: Sequence[str], measure: Measure, width: int, rows: int) -> int:
    """The least width that needs no more lines, so that none is left nearly empty."""
    low, high = max(1, int(max(map(measure, pieces), default=0))), width
    while low < high:
        middle = (low + high) // 2
        if len(_fill(pieces, measure, middle)) <= rows:
            high = middle
        else:
            low = middle + 1
    return high


def _fill(pieces: Sequence[str], measure: Measure, width: int) -> list[str]:
    lines, line = [], ""
    for piece in pieces:
        if line and measure((line + piece).rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line = (line + piece).lstrip()
    return [*lines, line.rstrip()] if line else lines
