"""The scale from 1 to 5, and how a question's answers are counted over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.kernel.errors import Problem

SCALE = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Spread:
    """How many gave each value of the scale to one question, from 1 up."""

    question: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def mean(self) -> float | None:
        """To one decimal place; None where nobody answered."""
        return round(sum(value * count for value, count in zip(SCALE, self.counts, strict=True)) / self.total, 1) if self.total else None


@dataclass(frozen=True)
class Opinion:
    """What so many people said; `spreads` are empty while they are too few to be shown."""

    number: int
    spreads: tuple[Spread, ...]

    @property
    def is_shown(self) -> bool:
        return bool(self.spreads)


def opinion(questions: Sequence[str], rows: Sequence[Sequence[int]], *, least: int) -> Opinion:
    """`rows` are one for each value given: its number of the question (from 0), the value, how many; shown from `least` people on."""
    counts = [[0] * len(SCALE) for _ in questions]
    for question, value, count in rows:
        counts[question][value - 1] += count
    number = sum(counts[0])
    spreads = tuple(Spread(name, tuple(row)) for name, row in zip(questions, counts, strict=True))
    return Opinion(number, spreads if number >= least else ())


def summed(opinions: Sequence[Opinion], questions: Sequence[str]) -> Opinion:
    """Those that are shown, added up: what is too small to show cannot be worked out from the sum."""
    seen = [one for one in opinions if one.is_shown]
    if not seen:
        return Opinion(0, ())
    columns = [zip(*(one.spreads[no].counts for one in seen), strict=True) for no in range(len(questions))]
    spreads = tuple(Spread(name, tuple(map(sum, column))) for name, column in zip(questions, columns, strict=True))
    return Opinion(sum(one.number for one in seen), spreads)


def problems(questions: Sequence[str], given: Mapping[str, int | None]) -> list[Problem]:
    """A fault for every question without a value of the scale."""
    return [Problem(name, "rating.missing") for name in questions if given.get(name) not in SCALE]
