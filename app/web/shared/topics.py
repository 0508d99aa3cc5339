"""The topics in the reader's language, read once in a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import g

from app.petition import topics
from app.web.shared import filters
from app.web.shared.session import db


@dataclass(frozen=True)
class Named:
    """A topic and its name; a retired one is only shown, never offered."""

    code: str
    name: str
    is_retired: bool


def topic_word(code: str) -> str:
    """The name of a topic; a code that there is none of is shown as it is."""
    found = _listed().get(code)
    return found.name if found else code


def known(code: str) -> bool:
    return code in _listed()


def offered() -> Sequence[Named]:
    """What may be chosen, in the published order."""
    return [topic for topic in _listed().values() if not topic.is_retired]


def _listed() -> Mapping[str, Named]:
    if "topics" not in g:
        english = filters.in_english()
        rows = topics.every(db())
        g.topics = {row.code: Named(row.code, row.name_en if english else row.name_zh, row.retired_at is not None) for row in rows}
    listed: Mapping[str, Named] = g.topics
    return listed
