"""One petition's endorsements as those who look after the count see them: hours above the usual, an hour by minutes, its rows as CSV."""

from __future__ import annotations

from datetime import datetime

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.endorse import integrity as found
from app.endorse import ledger
from app.kernel.errors import NotFound
from app.kernel.sheets import table
from app.petition import queries
from app.web.integrity.surface import integrity
from app.web.shared.filters import local
from app.web.shared.session import db
from app.web.shared.ways import see

SHOWN = 40


@integrity.get("/integrity/find")
def find() -> ResponseReturnValue:
    """By its number, typed."""
    number = request.args.get("number", "").strip()
    unknown = False
    if number:
        try:
            queries.by_number(db(), number)
            return see(url_for("integrity.petition", number=number))
        except NotFound:
            unknown = True
    return render_template("integrity/find.html", number=number, unknown=unknown)


@integrity.get("/integrity/petitions/<number>")
def petition(number: str) -> str:
    p = queries.by_number(db(), number)
    bursts = found.hours(db(), p)
    facts = {"bursts": bursts[:SHOWN], "hours": len(bursts), "sources": found.sources(db(), p), "removed": ledger.removed_of(db(), p)}
    return render_template("integrity/petition.html", p=p, **facts)


@integrity.get("/integrity/petitions/<number>/hour")
def hour(number: str) -> str:
    p, at = queries.by_number(db(), number), _hour()
    return render_template("integrity/hour.html", p=p, at=at, minutes=found.minutes(db(), p, at))


@integrity.get("/integrity/petitions/<number>/hour.csv")
def hour_csv(number: str) -> Response:
    """Numbers of rows, times and sources; nothing else is known of them."""
    p, at = queries.by_number(db(), number), _hour()
    rows = [(row.no, row.at, row.source) for row in found.rows(db(), p, at)]
    headers = {"Content-Disposition": f'attachment; filename="{number}-{local(at):%Y%m%d-%H}.csv"'}
    written = table(("endorsement", "at", "source"), rows, begins=True)
    return Response(written, content_type="text/csv; charset=utf-8", headers=headers)


def _hour() -> datetime:
    """The hour asked for. Raises NotFound for what is none."""
    try:
        at = datetime.fromisoformat(request.args.get("at", ""))
    except ValueError:
        raise NotFound("page.unknown") from None
    if at.tzinfo is None:
        raise NotFound("page.unknown")
    return at.replace(minute=0, second=0, microsecond=0)
