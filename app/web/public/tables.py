"""What the pictures of a petition show, as CSV: UTF-8 with the mark by which spreadsheets know it, a heading, commas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from flask import Response
from sqlalchemy.orm import Session

from app.endorse import queries as ballots
from app.endorse import rising
from app.kernel.sheets import table
from app.kernel.workdays import local_day
from app.petition.models import Petition
from app.web.shared import pictures
from app.web.shared.say import later
from app.web.shared.told import COUNTIES

REST = later("沒有填，或人數太少")


def counties(session: Session, petition: Petition) -> Response:
    """A row a county that may be shown, most people first, then everybody else in one row; they sum to the count."""
    by = ballots.counties(session, petition)
    rows = [(county, COUNTIES[county], count) for county, count in by.cells]
    return _sheet(f"{petition.number}-counties", ("county_code", "county", "endorsements"), [*rows, ("", REST, by.rest)])


def days(session: Session, petition: Petition, *, at: datetime) -> Response:
    """A row a local day of the window, both ends inclusive; days on which fewer people came than a cell may speak of share a row."""
    rows = [(span.first, span.last, span.added, span.total) for span in _spans(session, petition, at)]
    return _sheet(f"{petition.number}-days", ("first_day", "last_day", "endorsements_added", "endorsements"), rows)


def _spans(session: Session, petition: Petition, at: datetime) -> Sequence[pictures.Span]:
    if petition.endorse_from is None:
        return ()
    totals = rising.running_totals(session, petition, until=petition.closed_at or at)
    return pictures.spans(local_day(petition.endorse_from), totals, days=1, smallest=petition.policy.smallest_cell)


def _sheet(name: str, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(table(heading, rows, begins=True), content_type="text/csv; charset=utf-8", headers=headers)
