"""What is said of an answer as data: counts by value where enough have spoken, null where not yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.rate.queries import Said
from app.rate.scales import SCALE, Opinion

COLUMNS = ("people", "question", *(f"gave_{value}" for value in SCALE))


def counted(said: Said) -> dict[str, Any]:
    """For JSON: `ratings` by endorsers and `survey` a month later; for each question how many gave each value, and the people."""
    return {"ratings": _counted(said.ratings), "survey": _counted(said.survey)}


def lines(said: Said) -> Iterator[tuple[object, ...]]:
    """For CSV: a row for each question that is shown."""
    for kind, opinion in (("rating", said.ratings), ("survey", said.survey)):
        yield from ((kind, opinion.number, spread.question, *spread.counts) for spread in opinion.spreads)


def _counted(opinion: Opinion) -> dict[str, Any] | None:
    if not opinion.is_shown:
        return None
    return {"people": opinion.number} | {
        spread.question: {str(value): count for value, count in zip(SCALE, spread.counts, strict=True)} for spread in opinion.spreads
    }
