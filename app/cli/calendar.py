"""`flask calendar`: the government office calendar, by which workdays are counted (rule 4)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from app.cli.context import changing
from app.kernel import office_csv, office_days

SENTENCES = {
    "calendar.encoding": "line {line}: this is neither UTF-8 nor Big5; nothing was imported",
    "calendar.header": "line {line}: expected 西元日期,星期,是否放假,備註; nothing was imported",
    "calendar.empty": "the file has no day in it; nothing was imported",
    "calendar.row": "line {line}: expected four columns, 是否放假 being 0 or 2",
    "calendar.day": "line {line}: expected a date such as 20260101",
    "calendar.weekday": "line {line}: the weekday does not fit the date",
    "calendar.twice": "line {line}: this date stands twice in the file",
    "calendar.note": "--note must say why, in at most {max} characters",
    "calendar.rests_already": "offices rest on {day} already",
    "calendar.not_closed": "{day} was not closed by hand",
}
DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def calendar() -> None:
    """The office calendar: holidays, make-up workdays, typhoon days. Due dates already set do not move with it."""


@calendar.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_file(file: Path) -> None:
    """Import an official calendar FILE (CSV: 西元日期,星期,是否放假,備註)."""
    with changing(SENTENCES) as session:
        changed = office_days.import_csv(session, office_csv.decode(file.read_bytes()), source=file.name)
    click.echo(f"Days changed: {changed}")


@calendar.command()
def seed() -> None:
    """Take over the shipped calendar (2015-2027) for every year of which nothing was imported."""
    with changing(SENTENCES) as session:
        changed = office_days.seed(session)
    click.echo(f"Days changed: {changed}")


@calendar.command()
@click.argument("day", metavar="DATE", type=DAY)
@click.option("--note", required=True, help="Why, for instance the typhoon's name.")
def close(day: datetime, note: str) -> None:
    """Close the offices on DATE (2024-07-24), a workday until now."""
    with changing(SENTENCES) as session:
        office_days.close(session, day.date(), note=note)
    click.echo(f"{day:%Y-%m-%d} is closed.")


@calendar.command()
@click.argument("day", metavar="DATE", type=DAY)
def reopen(day: datetime) -> None:
    """Undo the closing of DATE."""
    with changing(SENTENCES) as session:
        office_days.reopen(session, day.date())
    click.echo(f"{day:%Y-%m-%d} follows its weekday again.")
