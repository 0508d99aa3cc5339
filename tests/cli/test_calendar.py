"""`flask calendar` as an operator types it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from app.cli.calendar import SENTENCES
from app.kernel import office_csv, office_days
from app.kernel.workdays import Workdays

TYPHOON = date(2024, 7, 24)
HOLIDAY = "西元日期,星期,是否放假,備註\n20260101,四,2,開國紀念日\n20260102,五,0,\n"


def run(app: Flask, *words: str) -> Result:
    with app.app_context():  # as the `flask` command does
        return app.test_cli_runner().invoke(args=["calendar", *words])


def test_seed_brings_the_shipped_calendar(app: Flask, session: Session) -> None:
    assert run(app, "seed").output == "Days changed: 208\n"
    assert not office_days.workdays(session).is_workday(date(2026, 1, 1))
    assert run(app, "seed").output == "Days changed: 0\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp950"])
def test_import_takes_the_official_file(app: Flask, session: Session, tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "115年.csv"
    file.write_bytes(HOLIDAY.encode(encoding))
    done = run(app, "import", str(file))
    assert (done.exit_code, done.output) == (0, "Days changed: 1\n")
    assert session.get_one(office_days.OfficeDay, date(2026, 1, 1)).source == "115年.csv"


def test_import_names_the_bad_line_and_changes_nothing(app: Flask, session: Session, tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(HOLIDAY + "20260103,六,1,\n", encoding="utf-8")
    refused = run(app, "import", str(file))
    assert refused.exit_code == 1
    assert "line 4" in refused.output
    assert office_days.workdays(session) == Workdays()


def test_a_typhoon_day_is_closed_and_reopened(app: Flask, session: Session) -> None:
    assert run(app, "close", "2024-07-24", "--note", "凱米颱風").output == "2024-07-24 is closed.\n"
    assert not office_days.workdays(session).is_workday(TYPHOON)
    assert "already" in run(app, "close", "2024-07-24", "--note", "凱米颱風").output
    assert run(app, "reopen", "2024-07-24").exit_code == 0
    assert office_days.workdays(session).is_workday(TYPHOON)
    assert "not closed by hand" in run(app, "reopen", "2024-07-24").output


def test_a_day_is_not_closed_without_a_note_or_a_date(app: Flask) -> None:
    assert run(app, "close", "2024-07-24").exit_code == 2
    assert run(app, "close", "24 July", "--note", "凱米颱風").exit_code == 2
    assert run(app, "close", "2024-07-24", "--note", " ").exit_code == 1


def test_every_refusal_of_the_calendar_has_a_sentence() -> None:
    raised = {
        code for module in (office_csv, office_days) for code in re.findall(r'"(calendar\.\w+)"', Path(module.__file__).read_text("utf-8"))
    }
    assert raised == set(SENTENCES)
