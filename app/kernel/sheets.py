"""Tables as CSV that every spreadsheet opens and none takes for a program; the same values as JSON has them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import Enum
from io import StringIO

from app.kernel.workdays import TAIPEI

MARK = "\ufeff"
"""Begins a CSV file: without it, spreadsheets read UTF-8 as something else."""
# What a spreadsheet takes for a formula, full-width forms too: such a cell is text after an apostrophe.
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


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
