"""The ledger of a petition's endorsements, and every batch that was removed anywhere (rule 26): pages, CSV, JSON, Atom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify, render_template

from app.endorse import ledger as books
from app.endorse import shortfalls
from app.endorse.ledger import Ledger, Line, Sum
from app.endorse.models import Removal
from app.endorse.queries import counted_as_of
from app.kernel.sheets import plainly, table
from app.petition import queries
from app.web.platform import platform
from app.web.public.files import atom, sheet
from app.web.public.routes import public
from app.web.shared.session import db, now

DAYS = ("first_day", "last_day", "endorsed", "taken_back", "endorsed_less_taken_back", "removed", "added", "counted")
BATCHES = (
    "number", "batch", "rule", "reason", "removed", "confirmed_at", "prepared_by", "confirmed_by", "undone_at", "undone_by", "undo_reason",
)  # fmt: skip
SHOWN = 200


@public.get("/petitions/<number>/ledger")
def ledger(number: str) -> str:
    petition = queries.by_number(db(), number)
    flagged = shortfalls.standing(db(), petition)
    return render_template(
        "public/ledger.html", p=petition, books=books.ledger(db(), petition), as_of=counted_as_of(db()), flagged=flagged,
        smallest=petition.policy.smallest_cell,
    )  # fmt: skip


@public.get("/petitions/<number>/ledger.csv")
def ledger_csv(number: str) -> Response:
    petition = queries.by_number(db(), number)
    return sheet(f"{number}-ledger", table(DAYS, [list(_day(line).values()) for line in books.lines(db(), petition)], begins=True))


@public.get("/petitions/<number>/ledger.json")
def ledger_json(number: str) -> Response:
    petition = queries.by_number(db(), number)
    found = books.ledger(db(), petition)
    return jsonify({"number": number, "counted_as_of": plainly(counted_as_of(db())), **_whole(found, number)})


@public.get("/removals")
def removals() -> str:
    return render_template("public/removals.html", batches=books.all_batches(db(), limit=SHOWN), at=now(), shown=SHOWN)


@public.get("/removals.csv")
def removals_csv() -> Response:
    rows = [list(_batch(row, row.petition.number).values()) for row in books.all_batches(db())]
    return sheet("removals", table(BATCHES, rows, begins=True))


@public.get("/removals.json")
def removals_json() -> Response:
    rows = [_plain(_batch(row, row.petition.number)) for row in books.all_batches(db())]
    return jsonify({"removals": rows})


@public.get("/removals.atom")
def removals_atom() -> Response:
    batches = books.all_batches(db(), limit=SHOWN)
    return atom("public/removals.atom", batches=batches, origin=platform().config.origin, at=now())


def _whole(found: Ledger, number: str) -> dict[str, Any]:
    return {
        "endorsed": found.whole.endorsed,
        "taken_back": found.whole.taken_back,
        "removed": found.whole.removed,
        "counted": found.whole.counted,
        "days": [_plain(_day(line)) for line in found.lines],
        "removals": [_plain(_batch(row, number)) for row in found.batches],
    }


def _day(line: Line) -> dict[str, object]:
    """`endorsed` and `taken_back` are empty where too few took theirs back to say how many."""
    happened: Sum = line.sum
    values = (line.first, line.last, line.endorsed, line.taken_back, happened.came, happened.removed, happened.counted, line.total)
    return dict(zip(DAYS, values, strict=True))


def _batch(row: Removal, number: str) -> dict[str, object]:
    """Who decided is a role, never a name."""
    values = (
        number, row.id, row.rule, row.reason, row.removed, row.settled_at, row.role, row.settled_role, row.undone_at, row.undone_role,
        row.undo_reason if row.undone_at else None,
    )  # fmt: skip
    return dict(zip(BATCHES, values, strict=True))


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return {name: plainly(value) for name, value in values.items()}
