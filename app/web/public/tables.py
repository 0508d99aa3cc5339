"""What the pictures of a petition show, as CSV: UTF-8 with the mark by which spreadsheets know it, a heading, commas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import Response
from sqlalchemy.orm import Session

from app.endorse import ledger
from app.endorse import queries as ballots
from app.kernel.sheets import table
from app.petition.models import Petition
from app.web.public.files import sheet
from app.web.shared.say import later
from app.web.shared.told import COUNTIES

REST = later("沒有填，或人數太少")


def counties(session: Session, petition: Petition) -> Response:
    """A row a county that may be shown, most people first, then everybody else in one row; they sum to the count."""
    by = ballots.counties(session, petition)
    rows = [(county, COUNTIES[county], count) for county, count in by.cells]
    return _sheet(f"{petition.number}-counties", ("county_code", "county", "endorsements"), [*rows, ("", REST, by.rest)])


def days(session: Session, petition: Petition) -> Response:
    """The net of the ledger's rows, both ends inclusive: the same days, so that no two files tell together what neither may."""
    rows = [(line.first, line.last, line.sum.counted, line.total) for line in ledger.lines(session, petition)]
    return _sheet(f"{petition.number}-days", ("first_day", "last_day", "endorsements_added", "endorsements"), rows)


def _sheet(name: str, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    return sheet(name, table(heading, rows, begins=True))
