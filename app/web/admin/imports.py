"""An official calendar that was sent and checked: what it will change, then the word to begin (rule 4)."""

from __future__ import annotations

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue

from app.errands import actions, queries
from app.errands.models import Errand, Kind
from app.kernel import office_csv, office_days
from app.web.admin.surface import admin
from app.web.shared import errands as shown
from app.web.shared import guards
from app.web.shared.say import _
from app.web.shared.session import db, now
from app.web.shared.ways import see


@admin.get("/admin/calendar/import")
def checked_import() -> ResponseReturnValue:
    errand = _proposed()
    if errand is None:
        return see(url_for("admin.calendar"))
    if errand.agreed_at is not None:
        return see(shown.href(errand))
    days = office_csv.read(errand.params["text"])
    changes = office_days.changes(db(), days)
    return render_template("admin/import.html", days=days, changes=changes, source=errand.params["source"])


@admin.post("/admin/calendar/import/begin")
def begin_import() -> ResponseReturnValue:
    errand = _proposed()
    if errand is None:
        return see(url_for("admin.calendar"))
    actions.agree(db(), errand, at=now())
    return see(shown.href(errand))


@admin.post("/admin/calendar/import/drop")
def drop_import() -> ResponseReturnValue:
    errand = _proposed()
    if errand is not None:
        actions.drop(db(), errand)
        flash(_("已放棄這次匯入，日曆沒有改變。"))
    return see(url_for("admin.calendar"))


def _proposed() -> Errand | None:
    return queries.open_one(db(), guards.person(), Kind.CALENDAR)
