"""The public log of moderation as page, CSV, JSON and feed, with its figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Response, jsonify, make_response, render_template, request, stream_with_context
from flask_babel.speaklater import LazyString
from sqlalchemy import Subquery

from app.discuss import reports
from app.kernel.errors import Invalid, NotFound, Problem
from app.kernel.office_days import workdays
from app.kernel.sheets import table
from app.propose import updates
from app.review import figures, grounds, log, second_looks
from app.review.grounds import said_of
from app.review.log import Decided, Kind, Page, Result, Sought
from app.web.platform import platform
from app.web.public.files import ATOM
from app.web.public.routes import public
from app.web.shared import grounds as shown
from app.web.shared.filters import iso
from app.web.shared.say import later, lazy_pgettext
from app.web.shared.session import db, now
from app.web.shared.words import COMMENT_GROUNDS, UPDATE_GROUNDS

SIZE, FEED = 20, 50
KINDS: Mapping[Kind, LazyString] = {
    Kind.ADMIT: lazy_pgettext("done", "通過檢核"),
    Kind.REFUSE: later("不進入附議"),
    Kind.HIDE: lazy_pgettext("done", "隱藏提議"),
    Kind.COMMENT: later("移除意見"),
    Kind.UPDATE: lazy_pgettext("done", "移除近況"),
}
RESULTS: Mapping[Result, LazyString] = {
    Result.OPEN: later("申訴中"),
    Result.OVERTURNED: later("申訴成功，改為通過"),
    Result.UPHELD: later("申訴後維持"),
    Result.ENDED: later("申訴後沒有再決定"),
}
COLUMNS = (
    "id", "decision", "at", "number", "title", "ground", "ground_text_zh", "ground_text_en", "ground_law_zh", "ground_law_en",
    "explanation", "role", "moderators", "workdays", "on_appeal", "appeal",
)  # fmt: skip


@dataclass(frozen=True)
class Log:
    """One page of the log. `query(page)` is the address's query of another page."""

    page: Page
    number: int
    asked: Mapping[str, str]

    @property
    def pages(self) -> int:
        return -(-self.page.total // SIZE)

    def query(self, page: int) -> str:
        return urlencode({**self.asked, "page": page})


@public.get("/moderation")
def moderation() -> str:
    found = _found()
    facts = {
        "refusals": figures.refusals(db()),
        "reviews": figures.punctuality(db(), workdays=workdays(db())),
        "appeals": log.appeals(db()),
        "agreement": second_looks.agreement(db()),
        "grounds": grounds.every(db()),
    }
    return render_template("public/moderation.html", found=found, kinds=KINDS, results=RESULTS, ground_of=ground_of, law_of=law_of, **facts)


@public.get("/moderation.json")
def moderation_json() -> Response:
    found = _found()
    rows = [_record(row) for row in found.page.rows]
    return jsonify({"total": found.page.total, "page": found.number, "pages": found.pages, "decisions": rows})


@public.get("/moderation.csv")
def moderation_csv() -> Response:
    sought, _ = _asked(request.args)
    answer = Response(stream_with_context(_lines(sought)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="moderation.csv"'
    return answer


@public.get("/moderation.atom")
def moderation_atom() -> Response:
    sought, _ = _asked(request.args)
    rows = log.page(db(), sought, _removals(), workdays=workdays(db()), number=1, size=FEED).rows
    facts = {"rows": rows, "kinds": KINDS, "results": RESULTS, "ground_of": ground_of, "law_of": law_of, "asked": _filters(request.args)}
    answer = make_response(render_template("public/moderation.atom", origin=platform().config.origin, at=now(), **facts))
    answer.content_type = ATOM
    return answer


def ground_of(row: Decided) -> str:
    """The ground in words; nothing for an admission."""
    if row.kind is Kind.COMMENT:
        return str(COMMENT_GROUNDS[row.ground])  # type: ignore[index]
    if row.kind is Kind.UPDATE:
        return str(UPDATE_GROUNDS[row.ground])
    return shown.text(said_of(row.facts)) if "said" in row.facts else ""


def law_of(row: Decided) -> str:
    return shown.law(said_of(row.facts)) if "said" in row.facts else ""


def _found() -> Log:
    """Raises Invalid, and NotFound beyond the last page."""
    sought, number = _asked(request.args)
    page = log.page(db(), sought, _removals(), workdays=workdays(db()), number=number, size=SIZE)
    found = Log(page, number, _filters(request.args))
    if number > max(found.pages, 1):
        raise NotFound("page.unknown")
    return found


def _asked(values: Mapping[str, str]) -> tuple[Sought, int]:
    asked, page = _filters(values), values.get("page", "").strip()
    known = {*(ground.code for ground in grounds.every(db())), *COMMENT_GROUNDS, *UPDATE_GROUNDS}
    allowed = {"kind": {*Kind}, "ground": known, "appeal": {*Result}}
    faults = [name for name, values_of in allowed.items() if asked.get(name) and asked[name] not in values_of]
    if page and not (page.isascii() and page.isdigit() and 0 < int(page) < 100_000):
        faults.append("page")
    if faults:
        raise Invalid([Problem(name, "filter.unknown") for name in faults])
    kind, appeal = asked.get("kind"), asked.get("appeal")
    return Sought(Kind(kind) if kind else None, asked.get("ground", ""), Result(appeal) if appeal else None), int(page or 1)


def _filters(values: Mapping[str, str]) -> dict[str, str]:
    return {name: values[name].strip() for name in ("kind", "ground", "appeal") if values.get(name, "").strip()}


def _removals() -> Sequence[Subquery]:
    return (reports.removals(), updates.removals())


def _lines(sought: Sought) -> Iterator[str]:
    yield table(list(COLUMNS), (), begins=True)
    for row in log.every(db(), sought, _removals(), workdays=workdays(db())):
        record = _record(row)
        yield table(list(COLUMNS), [[_cell(record[name]) for name in COLUMNS]], begins=False)


def _record(row: Decided) -> dict[str, Any]:
    """A line of the log: the names are promises, the same in JSON and CSV."""
    said = row.facts.get("said", {})
    words = {f"ground_{name}": said.get(name) for name in ("text_zh", "text_en", "law_zh", "law_en")}
    return {
        "id": row.id,
        "decision": row.kind,
        "at": iso(row.at),
        "number": row.number,
        "title": row.title or None,
        "ground": row.ground or None,
        **words,
        "explanation": row.explanation or None,
        "role": row.role,
        "moderators": 2 if row.by_two else 1,
        "workdays": row.workdays,
        "on_appeal": row.on_appeal,
        "appeal": row.appeal,
    }


def _cell(value: object) -> object:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else value
