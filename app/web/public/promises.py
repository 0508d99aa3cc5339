"""What agencies have promised and what became of it: of one petition, as a list with filters, and to take away (rule 18)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Response, jsonify, render_template, request, stream_with_context

from app.accounts.models import Agency
from app.kernel.errors import Invalid, NotFound, Problem
from app.kernel.sheets import plainly, table
from app.petition import queries
from app.respond import promises
from app.respond.models import PromiseState
from app.respond.promises import Found, Given, Wanted
from app.web.platform import platform
from app.web.public.files import atom
from app.web.public.routes import public
from app.web.shared.session import db, now

PAGE = 20
FILTERS = ("agency", "state", "late")
COLUMNS = (
    "number", "title", "agency", "promise", "unit", "state", "since", "first_due_on", "due_on", "overdue_days", "proof_url",
    "reported_at", "report", "evidence_url", "url",
)  # fmt: skip


@dataclass(frozen=True)
class Listing:
    """One page of the list with its filters. `query(page)` is the address's query of another page."""

    asked: Mapping[str, str]
    given: Sequence[Given]
    total: int
    page: int
    agencies: Sequence[Agency]

    @property
    def pages(self) -> int:
        return -(-self.total // PAGE)

    def query(self, page: int) -> str:
        return urlencode({**self.asked, "page": page})


@public.get("/petitions/<number>/promises")
def petition_promises(number: str) -> str:
    petition = queries.by_number(db(), number)
    return render_template("public/petition_promises.html", p=petition, given=promises.of_petition(db(), petition), at=now())


@public.get("/promises")
def promised() -> str:
    found, asked, page = _found()
    listing = Listing(asked, found.rows, found.total, page, promises.agencies(db()))
    if page > max(listing.pages, 1):
        raise NotFound("page.unknown")
    return render_template("public/promises.html", found=listing, states=list(PromiseState), at=now())


@public.get("/promises.json")
def promises_json() -> Response:
    found, _, page = _found()
    rows = [_record(one, now(), platform().config.origin) for one in found.rows]
    return jsonify({"total": found.total, "page": page, "pages": -(-found.total // PAGE), "promises": rows})


@public.get("/promises.csv")
def promises_csv() -> Response:
    wanted, _, _ = _read(request.args)
    answer = Response(stream_with_context(_lines(wanted, now(), platform().config.origin)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="promises.csv"'
    return answer


@public.get("/promises.atom")
def promises_atom() -> Response:
    found, asked, _ = _found()
    rows = [(one, one.history[-1].at if one.history else one.commitment.since) for one in found.rows]
    return atom("public/promises.atom", rows=rows, asked=asked, origin=platform().config.origin, at=now())


def _found() -> tuple[Found, dict[str, str], int]:
    wanted, asked, page = _read(request.args)
    return promises.listed(db(), wanted, at=now(), page=page, size=PAGE), asked, page


def _read(values: Mapping[str, str]) -> tuple[Wanted, dict[str, str], int]:
    """What an address asks for, as asked, and which page. Raises Invalid, naming every filter that cannot be understood."""
    asked = {name: values.get(name, "").strip() for name in (*FILTERS, "page")}
    page = asked.pop("page") or "1"
    good = {
        "state": asked["state"] in {"", *PromiseState},
        "late": asked["late"] in {"", "yes"},
        "page": page.isascii() and page.isdigit() and 0 < int(page) < 100_000,
    }
    if not all(good.values()):
        raise Invalid([Problem(name, "filter.unknown") for name, is_good in good.items() if not is_good])
    state = PromiseState(asked["state"]) if asked["state"] else None
    wanted = Wanted(asked["agency"], state, asked["late"] == "yes")
    return wanted, {name: value for name, value in asked.items() if value}, int(page)


def _lines(wanted: Wanted, at: datetime, origin: str) -> Iterator[str]:
    yield table(COLUMNS, (), begins=True)
    for batch in promises.every(db(), wanted, at=at):
        rows = [list(_record(one, at, origin).values()) for one in batch]
        yield table(COLUMNS, rows, begins=False)


def _record(one: Given, at: datetime, origin: str) -> dict[str, Any]:
    """One promise; days are local days, `overdue_days` is 0 in time and once it is settled."""
    last = one.history[-1] if one.history else None
    values = (
        one.petition.number, one.petition.title, one.commitment.agency.code, one.promise.text, one.promise.unit, one.commitment.state,
        one.commitment.since, one.commitment.first_due_on, one.commitment.due_on, one.commitment.overdue_days(at),
        one.promise.proof_url or None, last.at if last else None, last.reason if last else None,
        last.facts.get("link") if last else None, f"{origin}/petitions/{one.petition.number}/promises",
    )  # fmt: skip
    return dict(zip(COLUMNS, map(plainly, values), strict=True))
