"""Lists to take away: every list as CSV and as an Atom feed, and the course of one petition as a feed."""

from __future__ import annotations

from flask import Response, request, stream_with_context

from app.petition import lists, queries
from app.petition.lists import Order
from app.web.platform import platform
from app.web.public.columns import lines
from app.web.public.files import atom
from app.web.public.listing import PAGE, asked_of, read
from app.web.public.routes import public
from app.web.shared.session import db, now
from app.web.shared.timeline import entries


@public.get("/petitions.csv")
def petitions_csv() -> Response:
    wanted, _ = read(request.args, at=now())
    pieces = lines(db(), lists.every(db(), wanted, at=now()), origin=platform().config.origin, at=now())
    answer = Response(stream_with_context(pieces), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="petitions.csv"'
    return answer


@public.get("/petitions.atom")
def petitions_atom() -> Response:
    wanted, _ = read(request.args, at=now())
    found = lists.search(db(), wanted, at=now(), page=1, size=PAGE)
    ledgers = lists.timelines(db(), found.petitions)
    moved = {petition.id: ledgers[petition.id][-1].at for petition in found.petitions if petition.id in ledgers}
    facts = {"petitions": found.petitions, "moved": moved, "asked": asked_of(request.args), "orders": Order}
    return _feed("public/petitions.atom", **facts)


@public.get("/petitions/<number>.atom")
def petition_atom(number: str) -> Response:
    petition = queries.by_number(db(), number)
    ledger = queries.timeline(db(), petition)
    rows = list(zip(reversed(ledger), entries(ledger), strict=True))
    return _feed("public/petition.atom", petition=petition, rows=rows)


def _feed(template: str, **facts: object) -> Response:
    return atom(template, origin=platform().config.origin, at=now(), **facts)
