"""The rules with the numbers in force, how they were changed and what is planned, and the pauses; as JSON and as a feed, too.

In the JSON the names of numbers are those of the policy, days are local, moments have Taipei's offset.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Response, jsonify, make_response, render_template

from app.kernel.workdays import local_day
from app.petition import pauses, rulebook
from app.petition.pauses import Pause
from app.petition.policy import RULEBOOK
from app.petition.rulebook import Change
from app.web.platform import platform
from app.web.public.files import ATOM
from app.web.public.home import ORDERS, TABS
from app.web.public.routes import grounds_listed, public
from app.web.shared import numbers
from app.web.shared.filters import iso
from app.web.shared.session import db, now
from app.web.shared.trouble import or_shipped
from app.web.shared.words import COMMENT_GROUNDS


@public.get("/rules")
def rules() -> str:
    today = local_day(now())
    entry = or_shipped(lambda: rulebook.entry_on(db(), today), RULEBOOK[-1])
    return render_template(
        "public/rules.html", policy=entry.policy, entry=entry, today=today, at=now(), numbers=numbers,
        changes=or_shipped(lambda: rulebook.changes(db()), []), pauses=or_shipped(lambda: pauses.every(db()), []),
        comment_grounds=COMMENT_GROUNDS, tabs=TABS, tab_orders=ORDERS, **grounds_listed(),
    )  # fmt: skip


@public.get("/rules.json")
def rules_json() -> Response:
    entry = rulebook.entry_on(db(), local_day(now()))
    return jsonify(
        {
            "since": entry.since.isoformat(),
            "instrument": entry.instrument,
            "numbers": asdict(entry.policy),
            "changes": [_change(change) for change in rulebook.changes(db())],
            "pauses": [_pause(pause) for pause in pauses.every(db())],
        }
    )


@public.get("/rules.atom")
def rules_atom() -> Response:
    changes = sorted(rulebook.changes(db()), key=lambda change: change.cancelled_at or change.planned_at, reverse=True)
    facts = {"changes": changes, "numbers": numbers, "origin": platform().config.origin, "at": now()}
    answer = make_response(render_template("public/rules.atom", **facts))
    answer.content_type = ATOM
    return answer


def _change(change: Change) -> dict[str, Any]:
    return {
        "since": change.since.isoformat(),
        "instrument": change.instrument,
        "reason": change.reason,
        "planned_at": iso(change.planned_at),
        "cancelled_at": None if change.cancelled_at is None else iso(change.cancelled_at),
        "numbers": {name: {"old": old, "new": new} for name, old, new in change.numbers},
    }


def _pause(pause: Pause) -> dict[str, Any]:
    return {
        "begins": iso(pause.begins),
        "ends": iso(pause.ends),
        "reason": pause.reason,
        "cancelled_at": None if pause.cancelled_at is None else iso(pause.cancelled_at),
    }
