"""The office calendar: the published form, what is shipped, and what the database keeps."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event, func, select
from sqlalchemy.orm import Session

from app.kernel import office_csv, office_days
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.office_csv import HEADER, WEEKDAYS, OfficialDay
from app.kernel.office_days import BY_HAND, SHIPPED, OfficeDay
from app.kernel.workdays import Workdays

HEADING = ",".join(HEADER) + "\n"
SHIPPED_DAYS = office_csv.read(office_csv.decode(SHIPPED.read_bytes()))
OFFICE = Workdays({official.day: official.is_workday for official in SHIPPED_DAYS})

MAKE_UP_DAYS = {
    2016: ["01-30", "06-04", "09-10"],
    2017: ["02-18", "06-03", "09-30"],
    2018: ["03-31", "12-22"],
    2019: ["01-19", "02-23", "10-05"],
    2020: ["02-15", "06-20", "09-26"],
    2021: ["02-20", "09-11"],
    2022: ["01-22"],
    2023: ["01-07", "02-04", "02-18", "03-25", "06-17", "09-23"],
    2024: ["02-17"],
    2025: ["02-08"],
}


def days_of(year: int) -> Iterator[date]:
    first = date(year, 1, 1)
    return (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))


def published(days: Iterable[OfficialDay]) -> str:
    """The days in the form in which the government publishes them."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADER)
    for official in days:
        writer.writerow([f"{official.day:%Y%m%d}", WEEKDAYS[official.day.weekday()], "0" if official.is_workday else "2", official.note])
    return file.getvalue()


def whole_year(year: int, office: Workdays = OFFICE, note: str = "") -> str:
    return published(OfficialDay(day, office.is_workday(day), note) for day in days_of(year))


# What is shipped


def test_shipped_make_up_days_are_these_and_no_others() -> None:
    made_up = {
        year: [f"{day:%m-%d}" for day in days_of(year) if day.weekday() > 4 and OFFICE.is_workday(day)] for year in range(2015, 2028)
    }
    assert {year: days for year, days in made_up.items() if days} == MAKE_UP_DAYS
    assert {official.note for official in SHIPPED_DAYS if official.is_workday} == {"補行上班"}


@pytest.mark.parametrize(
    ("year", "rests", "source"),
    [
        (2015, 116, "院授人培字第1030037902號函: 115; and 01-02 by 院授人培字第10300503332號函"),
        (2017, 116, "行政院核定106年日曆表"),
        (2021, 116, "院授人培字第1090034163號函"),
        (2023, 116, "行政院核定112年日曆表"),
        (2024, 115, "行政院核定113年日曆表"),
        (2025, 118, "院授人培字第11430248311號函: 115, revised to 118"),
        (2026, 120, "行政院核定115年日曆表, 2025-06-13"),
    ],
)
def test_shipped_days_of_rest_add_up_to_the_announced_total(year: int, rests: int, source: str) -> None:
    assert sum(not OFFICE.is_workday(day) for day in days_of(year)) == rests, source


@pytest.mark.parametrize(
    ("day", "works", "why"),
    [
        ("2015-01-02", False, "made up on 2014-12-27"),
        ("2015-02-23", False, "春節 on a Saturday"),
        ("2016-02-12", False, "made up on 2016-01-30"),
        ("2016-04-05", False, "兒童節 and 民族掃墓節 on the same day"),
        ("2020-01-23", False, "小年夜"),
        ("2020-01-30", True, "after 春節"),
        ("2021-12-31", False, "for 2022-01-01, a Saturday"),
        ("2023-01-27", False, "made up on 2023-02-04"),
        ("2024-05-01", True, "offices work on May 1"),
        ("2024-07-24", True, "a typhoon day, decided by county"),
        ("2025-01-27", False, "小年夜"),
        ("2025-05-01", True, "offices work on May 1"),
        ("2025-09-29", False, "孔子誕辰紀念日 on a Sunday"),
        ("2025-10-24", False, "臺灣光復暨金門古寧頭大捷紀念日 on a Saturday"),
        ("2025-12-25", False, "行憲紀念日"),
        ("2024-12-25", True, "before the act of 2025"),
        ("2026-02-16", False, "農曆除夕"),
        ("2026-02-20", False, "小年夜 on a Sunday"),
        ("2026-05-01", False, "勞動節, for all"),
        ("2026-10-26", False, "10-25 on a Sunday"),
        ("2027-02-04", False, "小年夜"),
        ("2027-04-30", False, "勞動節 on a Saturday"),
        ("2027-12-31", False, "for 2028-01-01, a Saturday"),
    ],
)
def test_shipped_day(day: str, works: bool, why: str) -> None:
    assert OFFICE.is_workday(date.fromisoformat(day)) is works, why


def test_shipped_file_holds_only_what_differs_from_the_week() -> None:
    assert all(official.differs for official in SHIPPED_DAYS)
    assert {official.day.year for official in SHIPPED_DAYS} == set(range(2015, 2028))


# The published form


@given(st.dictionaries(st.sampled_from(list(days_of(2026))), st.booleans()), st.sampled_from(["utf-8", "utf-8-sig", "cp950"]))
@settings(deadline=None, max_examples=30)
def test_a_published_year_reads_back_as_it_was(differing: dict[date, bool], encoding: str) -> None:
    office = Workdays(differing)
    read = office_csv.read(office_csv.decode(whole_year(2026, office, note="開國紀念日").encode(encoding)))
    assert [official.day for official in read] == list(days_of(2026))
    assert all(official.is_workday == office.is_workday(official.day) for official in read)
    assert {official.note for official in read} == {"開國紀念日"}


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "calendar.header", 1),
        ("日期,假日\n20260101,2\n", "calendar.header", 1),
        ("<!DOCTYPE html>\n", "calendar.header", 1),
        (HEADING, "calendar.empty", 1),
        (HEADING + "20260101,四,2,開國紀念日\n20260230,一,0,\n", "calendar.day", 3),
        (HEADING + "2026011,四,2,\n", "calendar.day", 2),
        (HEADING + "20260101,四,1,\n", "calendar.row", 2),
        (HEADING + "20260101,四\n", "calendar.row", 2),
        (HEADING + "20260101,五,2,\n", "calendar.weekday", 2),
        (HEADING + "20260101,四,2,\n\n20260102,五,0,\n20260101,四,0,\n", "calendar.twice", 5),
    ],
)
def test_a_bad_row_is_named_by_its_line(text: str, code: str, line: int) -> None:
    with pytest.raises(Invalid) as refused:
        office_csv.read(text)
    assert [(problem.code, problem.facts) for problem in refused.value.problems] == [(code, {"line": line})]


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(Invalid):
        office_csv.decode(b"\xff\xff\xff")


# What the database keeps


def test_seeding_brings_the_shipped_calendar_once(session: Session) -> None:
    assert office_days.seed(session) == len(SHIPPED_DAYS)
    assert office_days.workdays(session) == OFFICE
    assert office_days.seed(session) == 0


def test_seeding_leaves_imported_years_alone_and_brings_the_others(session: Session) -> None:
    office_days.import_csv(session, whole_year(2026, Workdays({date(2026, 3, 2): False})), source="115年")
    office_days.seed(session)
    stored = office_days.workdays(session)
    assert [day for day in days_of(2026) if stored.is_workday(day) != Workdays().is_workday(day)] == [date(2026, 3, 2)]
    assert all(stored.is_workday(day) == OFFICE.is_workday(day) for day in [*days_of(2015), *days_of(2027)])


def test_seeding_is_not_hindered_by_a_day_closed_by_hand(session: Session) -> None:
    office_days.close(session, date(2026, 7, 10), note="颱風")
    assert office_days.seed(session) == len(SHIPPED_DAYS)
    assert not office_days.workdays(session).is_workday(date(2026, 7, 10))


def test_the_calendar_loads_in_one_query(session: Session, connection: Connection) -> None:
    office_days.seed(session)
    statements: list[str] = []
    event.listen(connection, "before_cursor_execute", lambda *args: statements.append(args[2]))
    office_days.workdays(session)
    assert len([statement for statement in statements if statement.startswith("SELECT")]) == 1


def test_importing_a_whole_year_twice_changes_nothing_the_second_time(session: Session) -> None:
    assert office_days.import_csv(session, whole_year(2026), source="115年") == sum(official.day.year == 2026 for official in SHIPPED_DAYS)
    assert office_days.import_csv(session, whole_year(2026), source="115年") == 0
    stored = office_days.workdays(session)
    assert all(stored.is_workday(day) == OFFICE.is_workday(day) for day in days_of(2026))
    assert session.scalar(select(func.count()).select_from(OfficeDay)) == len(stored.differing)


def test_a_revised_edition_replaces_what_was_imported(session: Session) -> None:
    added = [date(2025, 9, 29), date(2025, 10, 24), date(2025, 12, 25)]
    first = Workdays({day: works for day, works in OFFICE.differing.items() if day not in added})
    office_days.import_csv(session, whole_year(2025, first), source="114年")
    assert office_days.import_csv(session, whole_year(2025), source="114年修正版") == 3
    assert office_days.import_csv(session, whole_year(2025, first), source="114年") == 3
    assert office_days.workdays(session).is_workday(date(2025, 12, 25))


def test_a_bad_file_changes_nothing(session: Session) -> None:
    office_days.seed(session)
    with pytest.raises(Invalid):
        office_days.import_csv(session, whole_year(2026, Workdays()) + "20270101,五,9,\n", source="115年")
    assert office_days.workdays(session) == OFFICE


def test_a_typhoon_day_stays_closed_through_an_import(session: Session) -> None:
    office_days.import_csv(session, whole_year(2024), source="113年")
    office_days.close(session, date(2024, 7, 24), note=" 凱米颱風 ")
    office_days.import_csv(session, whole_year(2024), source="113年")
    row = session.get_one(OfficeDay, date(2024, 7, 24))
    assert (row.is_workday, row.note, row.source) == (False, "凱米颱風", BY_HAND)
    assert office_days.workdays(session).after(date(2024, 7, 23), 1) == date(2024, 7, 25)


def test_a_day_closed_by_mistake_opens_again(session: Session) -> None:
    office_days.close(session, date(2024, 7, 23), note="凱米颱風")
    office_days.reopen(session, date(2024, 7, 23))
    assert office_days.workdays(session) == Workdays()
    with pytest.raises(NotFound):
        office_days.reopen(session, date(2024, 7, 23))


def test_an_official_holiday_cannot_be_reopened_by_hand(session: Session) -> None:
    office_days.seed(session)
    with pytest.raises(NotFound):
        office_days.reopen(session, date(2026, 1, 1))


def test_closing_needs_a_note_and_a_workday(session: Session) -> None:
    office_days.seed(session)
    with pytest.raises(Invalid):
        office_days.close(session, date(2026, 7, 10), note=" ")
    with pytest.raises(Conflict):
        office_days.close(session, date(2026, 7, 11), note="颱風")  # a Saturday
    office_days.close(session, date(2025, 2, 8), note="颱風")  # a make-up Saturday
    with pytest.raises(Conflict):
        office_days.close(session, date(2025, 2, 8), note="颱風")
