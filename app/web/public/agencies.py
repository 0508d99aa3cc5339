"""The public table of agencies and everything that waits for them: pages, CSV, JSON, and a feed of what is answered or overdue."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Response, jsonify, render_template, request

from app.accounts.models import Agency
from app.kernel.errors import Invalid, NotFound, Problem
from app.kernel.sheets import plainly, table
from app.respond import agencies as answering
from app.respond import waiting as due
from app.respond.agencies import Standing
from app.respond.models import Outcome
from app.respond.waiting import Waiting
from app.web.platform import platform
from app.web.public.files import atom, sheet
from app.web.public.routes import public
from app.web.shared.filters import iso
from app.web.shared.paging import page_of
from app.web.shared.say import later, lazy_pgettext
from app.web.shared.session import db, now
from app.web.shared.words import OUTCOMES

PAGE, NEWS = 50, 50
COLUMNS = (
    "agency_code", "agency", "gathering", "established", "taken_up", "awaiting", "answered", "in_time", "in_time_percent", "few",
    "median_days", "longest_days", "milestones_owed", "milestones_kept", "overdue", "most_overdue_days", *Outcome,
    "promises", "promises_kept", "promises_overdue", "existing_policy", "promises_on_time",
)  # fmt: skip
WAITS = (
    "number",
    "title",
    "agency_codes",
    "waits_for",
    "established",
    "since",
    "due",
    "days_waited",
    "days_left",
    "days_overdue",
    "extended",
    "url",
)
# What sorts the table, most first; without it, by the official order.
SORTS: Mapping[str, tuple[object, Callable[[Standing], float]]] = {
    "established": (later("成案"), lambda row: row.established),
    "taken_up": (lazy_pgettext("done", "主動受理"), lambda row: row.taken_up),
    "awaiting": (later("待回應"), lambda row: row.awaiting),
    "answered": (later("已回應"), lambda row: row.answered),
    "in_time": (later("如期"), lambda row: -1 if row.percent is None else row.percent),
    "median": (later("天數中位數"), lambda row: -1 if row.median_days is None else row.median_days),
    "longest": (later("最長天數"), lambda row: -1 if row.longest_days is None else row.longest_days),
    "milestones": (later("里程碑"), lambda row: -1 if row.milestones.percent is None else row.milestones.percent),
    "overdue": (later("現在逾期"), lambda row: row.overdue * 100_000 + row.most_overdue),
}
# The same for the table of outcomes and promises.
PROMISED: Mapping[str, tuple[object, Callable[[Standing], float]]] = {
    "adopted": (OUTCOMES[Outcome.ADOPTED].word, lambda row: row.decided.outcomes[Outcome.ADOPTED]),
    "partly": (OUTCOMES[Outcome.PARTLY_ADOPTED].word, lambda row: row.decided.outcomes[Outcome.PARTLY_ADOPTED]),
    "study": (OUTCOMES[Outcome.UNDER_STUDY].word, lambda row: row.decided.outcomes[Outcome.UNDER_STUDY]),
    "not": (OUTCOMES[Outcome.NOT_ADOPTED].word, lambda row: row.decided.outcomes[Outcome.NOT_ADOPTED]),
    "existing": (later("其中既有政策"), lambda row: row.decided.existing),
    "kept": (later("完成的承諾"), lambda row: row.promised.kept),
    "broken": (later("逾期的承諾"), lambda row: row.promised.overdue),
}
ALL = {**SORTS, **PROMISED}


@public.get("/agencies")
def agencies() -> str:
    found, sort = _sorted()
    return render_template("public/agencies.html", standings=found, at=now(), sort=sort, sorts=SORTS, promised=PROMISED)


@public.get("/agencies.csv")
def agencies_csv() -> Response:
    return sheet("agencies", table(COLUMNS, [list(_figures(row).values()) for row in _sorted()[0]], begins=True))


@public.get("/agencies.json")
def agencies_json() -> Response:
    return jsonify({"as_of": iso(now()), "agencies": [_figures(row) for row in _sorted()[0]]})


@public.get("/agencies/<code>.json")
def agency_json(code: str) -> Response:
    (found,) = answering.standings(db(), at=now(), code=code) or _unknown()
    waits = [_plain(row) for row in due.waiting(db(), at=now(), agency=code)]
    return jsonify({"as_of": iso(now()), **_figures(found), "waiting": waits})


@public.get("/agencies.atom")
def agencies_atom() -> Response:
    """What was answered and what became overdue; of one agency with `?agency=` and its code."""
    code = request.args.get("agency", "")
    rows = due.news(db(), at=now(), limit=NEWS, agency=code)
    return atom("public/agencies.atom", rows=rows, code=code, origin=platform().config.origin, at=now())


@public.get("/waiting")
def waiting() -> str:
    page = page_of(request.args)
    total = due.number(db())
    pages = max(1, -(-total // PAGE))
    if page > pages:
        raise NotFound("page.unknown")
    rows = due.waiting(db(), at=now(), page=page, size=PAGE)
    overdue = due.number(db(), overdue_at=now())
    return render_template("public/waiting.html", rows=rows, total=total, overdue=overdue, page=page, pages=pages, at=now())


@public.get("/waiting.csv")
def waiting_csv() -> Response:
    return sheet("waiting", table(WAITS, [list(_waits(row).values()) for row in due.waiting(db(), at=now())], begins=True))


@public.get("/waiting.json")
def waiting_json() -> Response:
    return jsonify({"as_of": iso(now()), "waiting": [_plain(row) for row in due.waiting(db(), at=now())]})


def _sorted() -> tuple[list[Standing], str]:
    sort = request.args.get("sort", "")
    if sort and sort not in ALL:
        raise Invalid([Problem("sort", "filter.unknown")])
    found = answering.standings(db(), at=now())
    return (sorted(found, key=lambda row: -ALL[sort][1](row)) if sort else found), sort


def _figures(row: Standing) -> dict[str, Any]:
    promised = row.promised
    values = (
        row.agency.code, row.agency.name_zh, row.gathering, row.established, row.taken_up, row.awaiting, row.answered, row.in_time,
        row.percent, row.is_few, row.median_days, row.longest_days, row.milestones.owed, row.milestones.kept, row.overdue,
        row.most_overdue, *(row.decided.outcomes[outcome] for outcome in Outcome), promised.total, promised.kept,
        promised.overdue, row.decided.existing, promised.on_time,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def _waits(row: Waiting) -> dict[str, object]:
    p = row.petition
    values = (
        p.number, p.title, ";".join(_codes(row.leads)), p.stage, p.established_at is not None, p.respond_from, row.due,
        row.waited, row.left, row.overdue, p.extended_at is not None, f"{platform().config.origin}/petitions/{p.number}",
    )  # fmt: skip
    return dict(zip(WAITS, values, strict=True))


def _plain(row: Waiting) -> dict[str, object]:
    return {name: plainly(value) for name, value in _waits(row).items()} | {"agency_codes": _codes(row.leads)}


def _codes(leads: Sequence[Agency]) -> list[str]:
    return [agency.code for agency in leads]


def _unknown() -> list[Standing]:
    raise NotFound("agency.unknown")
