"""The government office calendar as the platform keeps it: only the days that differ from Monday to Friday (rule 4).

`office_calendar.csv` beside this file ships those days of 2015 to 2027 in the official form. All are the announcements of
the Directorate-General of Personnel Administration (DGPA, 行政院人事行政總處); nothing in it is projected.

- 2015, 2016: its calendars for 民國104 and 105, from secondary sources, its make-up days checked one by one.
- 2017 to 2024, 2026: equal on every day to the files it published as open data.
- 2025: its revised edition, with the days that 紀念日及節日實施條例 added: 09-28, 10-25 and 12-25.
- 2027: its announcement of 2026, read from a copy, not from the file itself.

May 1 before 2026 is a workday: workers rested, offices did not. Typhoon days are decided by county and are not in it;
`close` adds one by hand. A due date already stored on a petition does not move with the calendar.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import Text, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel import office_csv
from app.kernel.db import Base
from app.kernel.errors import Conflict, Invalid, NotFound, Problem
from app.kernel.office_csv import OfficialDay
from app.kernel.workdays import Workdays

SHIPPED = Path(__file__).with_name("office_calendar.csv")
SHIPPED_SOURCE = "行政院人事行政總處辦公日曆表，2015–2027"
BY_HAND = "by hand"
NOTE_MAX = 200


class OfficeDay(Base):
    """A local day on which offices do not do what its weekday says, and who says so."""

    __tablename__ = "office_day"
    day: Mapped[date] = mapped_column(primary_key=True)
    is_workday: Mapped[bool]
    note: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text)


def workdays(session: Session) -> Workdays:
    """The calendar as it stands, in one query."""
    return Workdays(dict(session.execute(select(OfficeDay.day, OfficeDay.is_workday)).all()))


def differing(session: Session, year: int) -> list[OfficeDay]:
    """The days of a year on which offices do not do what the weekday says, in order."""
    rows = select(OfficeDay).where(OfficeDay.day.between(date(year, 1, 1), date(year, 12, 31)))
    return list(session.scalars(rows.order_by(OfficeDay.day)))


def years(session: Session) -> list[int]:
    """The years of which anything is known, in order."""
    return sorted({day.year for day in session.scalars(select(OfficeDay.day))})


def import_csv(session: Session, text: str, *, source: str) -> int:
    """Take over what an official file says of its days and return how many changed.

    The file may be a whole year or a part of one. Days closed by hand stay closed. Raises Invalid, naming the line.
    """
    return take_over(session, office_csv.read(text), source)


def changes(session: Session, days: list[OfficialDay]) -> list[OfficialDay]:
    """Those of the days that would no longer be what they are now; days closed by hand stay as they are."""
    known, by_hand = workdays(session), closed_by_hand(session)
    return [official for official in days if official.day not in by_hand and known.is_workday(official.day) != official.is_workday]


def seed(session: Session) -> int:
    """Take over the shipped calendar for every year of which nothing was imported. Returns how many days changed."""
    imported = {day.year for day in session.scalars(select(OfficeDay.day).where(OfficeDay.source != BY_HAND))}
    shipped = office_csv.read(office_csv.decode(SHIPPED.read_bytes()))
    return take_over(session, [official for official in shipped if official.day.year not in imported], SHIPPED_SOURCE)


def close(session: Session, day: date, *, note: str) -> None:
    """Close the offices on a workday, for a typhoon. Raises Invalid without a note, Conflict if they rest already."""
    if not 0 < len(note.strip()) <= NOTE_MAX:
        raise Invalid([Problem("note", "calendar.note", {"max": NOTE_MAX})])
    if not workdays(session).is_workday(day):
        raise Conflict("calendar.rests_already", day=day)
    put(session, day, is_workday=False, note=note.strip(), source=BY_HAND)


def reopen(session: Session, day: date) -> None:
    """Undo `close`: the day follows its weekday again, or the next import. Raises NotFound if it was not closed by hand."""
    if day not in closed_by_hand(session):
        raise NotFound("calendar.not_closed", day=day)
    session.execute(delete(OfficeDay).where(OfficeDay.day == day))


def take_over(session: Session, days: list[OfficialDay], source: str) -> int:
    by_hand, changed = closed_by_hand(session), len(changes(session, days))
    days = [official for official in days if official.day not in by_hand]
    session.execute(delete(OfficeDay).where(OfficeDay.day.in_([official.day for official in days])))
    for official in days:
        if official.differs:
            put(session, official.day, is_workday=official.is_workday, note=official.note, source=source)
    return changed


def closed_by_hand(session: Session) -> set[date]:
    return set(session.scalars(select(OfficeDay.day).where(OfficeDay.source == BY_HAND)))


def put(session: Session, day: date, *, is_workday: bool, note: str, source: str) -> None:
    values = {"is_workday": is_workday, "note": note, "source": source}
    row = insert(OfficeDay).values(day=day, **values)
    session.execute(row.on_conflict_do_update(index_elements=[OfficeDay.day], set_=values))
