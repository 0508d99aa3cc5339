"""The official office calendar as published each year: 西元日期,星期,是否放假,備註.

One row a day; 是否放假 is 0 (offices work) or 2 (they rest).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime

from app.kernel.errors import Invalid, Problem
from app.kernel.workdays import is_weekday

HEADER = ("西元日期", "星期", "是否放假", "備註")
WEEKDAYS = "一二三四五六日"
WORKS = {"0": True, "2": False}
FAULTS_SHOWN = 20


@dataclass(frozen=True)
class OfficialDay:
    """One row of the official calendar."""

    day: date
    is_workday: bool
    note: str

    @property
    def differs(self) -> bool:
        """Whether the day is not what its weekday says."""
        return self.is_workday != is_weekday(self.day)


def decode(content: bytes) -> str:
    """The text of a published file: UTF-8 with or without a mark, or else Big5. Raises Invalid."""
    for encoding in ("utf-8-sig", "cp950"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise fault("calendar.encoding", line=1)


def read(text: str) -> list[OfficialDay]:
    """Every day of a published file, in its order; blank lines are skipped. Raises Invalid, naming every line at fault."""
    rows = csv.reader(text.removeprefix("\ufeff").splitlines())
    heading = tuple(cell.strip() for cell in next(rows, []))
    if heading[: len(HEADER)] != HEADER:
        raise fault("calendar.header", line=1)
    days: dict[date, OfficialDay] = {}
    faults: list[Problem] = []
    for line, row in enumerate(rows, start=2):
        cells = [cell.strip() for cell in row]
        try:
            if any(cells):
                take(days, official_day(cells, line), line)
        except Invalid as refused:
            faults += refused.problems
    if faults:
        raise Invalid(faults[:FAULTS_SHOWN])
    if not days:
        raise fault("calendar.empty", line=1)
    return list(days.values())


def take(days: dict[date, OfficialDay], official: OfficialDay, line: int) -> None:
    if official.day in days:
        raise fault("calendar.twice", line=line)
    days[official.day] = official


def official_day(cells: list[str], line: int) -> OfficialDay:
    if len(cells) < 3 or cells[2] not in WORKS:
        raise fault("calendar.row", line=line)
    day = day_from(cells[0], line)
    if cells[1].removeprefix("星期") != letter(day):
        raise fault("calendar.weekday", line=line)
    return OfficialDay(day, WORKS[cells[2]], cells[3] if len(cells) > 3 else "")


def day_from(written: str, line: int) -> date:
    try:
        if len(written) != 8:  # strptime would read 2026011 as January 1
            raise ValueError(written)
        return datetime.strptime(written, "%Y%m%d").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        raise fault("calendar.day", line=line) from None


def letter(day: date) -> str:
    return WEEKDAYS[day.weekday()]


def fault(code: str, *, line: int) -> Invalid:
    return Invalid([Problem("file", code, {"line": line})])
