"""What an export is given for a portion and what it gives back; its texts as CSV and JSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from io import StringIO
from typing import Any

from sqlalchemy.orm import Session

from app.kernel.secrets import Keyring
from app.kernel.workdays import TAIPEI

MARK = "\ufeff"
"""Begins a CSV file: without it, spreadsheets read UTF-8 as something else."""
# What a spreadsheet takes for a formula, full-width forms too: such a cell is text after an apostrophe.
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


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


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, begins: bool) -> str:
    """Rows of a CSV file (RFC 4180), with its mark and header where it begins."""
    written = StringIO()
    writer = csv.writer(written)
    if begins:
        written.write(MARK)
        writer.writerow(columns)
    writer.writerows([[cell(value) for value in row] for row in rows])
    return written.getvalue()


def cell(value: object) -> str | int | float:
    """A value as a cell that no spreadsheet will take for a formula; moments in Taipei's time."""
    plain = plainly(value)
    if plain is None:
        return ""
    if isinstance(plain, bool | int | float):
        return plain
    written = str(plain)
    return f"'{written}" if written.lstrip(" \u3000").startswith(FORMULAS) else written


def plainly(value: object) -> object:
    """A value as JSON has it: moments ISO 8601 with Taipei's offset."""
    if isinstance(value, datetime):
        return value.astimezone(TAIPEI).isoformat(timespec="seconds")
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if hasattr(value, "isoformat") else value


def document(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=plainly)


def array(values: Iterable[dict[str, Any]], *, begins: bool, ends: bool) -> str:
    """A stretch of one JSON array whose values follow each other over several portions."""
    lines = [json.dumps(value, ensure_ascii=False, default=plainly) for value in values]
    head = "[\n" if begins else (",\n" if lines else "")
    return head + ",\n".join(lines) + ("\n]\n" if ends else "")
