"""The discussion of a petition, in lanes, and the JSON beside it (rule 23)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, jsonify, render_template, request

from app.discuss.queries import Shown
from app.petition import queries
from app.web.public.routes import public
from app.web.shared.discussion import ORDERS, discussion_page
from app.web.shared.filters import iso
from app.web.shared.session import db, now


@public.get("/petitions/<number>/discussion")
def discussion(number: str) -> str:
    page = discussion_page(db(), queries.by_number(db(), number), request.args, at=now())
    return render_template("public/discussion.html", page=page, orders=ORDERS)


@public.get("/petitions/<number>/discussion.json")
def discussion_json(number: str) -> Response:
    page = discussion_page(db(), queries.by_number(db(), number), request.args, at=now())
    return jsonify(
        number=page.petition.number,
        open=page.is_open,
        closes_at=iso(page.closes_at) if page.closes_at else None,
        sort=page.asked.order,
        page=page.asked.page,
        pages=page.found.pages,
        lanes={lane: {"total": page.found.totals[lane], "comments": _records(rows)} for lane, rows in page.found.lanes.items()},
    )


def _records(rows: Sequence[Shown]) -> list[dict[str, Any]]:
    return [{**_record(row), "well_argued": row.votes, "replies": [_record(reply) for reply in row.replies]} for row in rows]


def _record(row: Shown) -> dict[str, Any]:
    removal = row.removal
    return {
        "id": row.id,
        "role": row.role,
        "by": row.agency.name_zh if row.agency else row.author or None,
        "agency": row.agency.code if row.agency else None,
        "at": iso(row.at),
        "edited": row.edited,
        "text": row.text or None,
        "deleted": row.deleted,
        "removed": {"ground": removal.ground, "explanation": removal.explanation or None, "at": iso(removal.at)} if removal else None,
    }
