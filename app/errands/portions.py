"""What an export is given for a portion and what it gives back; its texts as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.kernel.secrets import Keyring
from app.kernel.sheets import plainly


@dataclass(frozen=True)
class Asked:
    """Go on after `last`, of which `done` units are done."""

    session: Session
    keys: Keyring
    person_id: int
    last: int
    done: int
    at: datetime


@dataclass(frozen=True)
class Portion:
    """Pieces of the file as (member, text), appended in order; how many units they were, and where the next portion begins."""

    pieces: Sequence[tuple[str, str]]
    done: int
    last: int
    is_last: bool


def document(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=plainly)


def array(values: Iterable[dict[str, Any]], *, begins: bool, ends: bool) -> str:
    """A stretch of one JSON array whose values follow each other over several portions."""
    lines = [json.dumps(value, ensure_ascii=False, default=plainly) for value in values]
    head = "[\n" if begins else (",\n" if lines else "")
    return head + ",\n".join(lines) + ("\n]\n" if ends else "")
