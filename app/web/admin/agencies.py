"""The agencies as the tree they form, with who serves in each, and whether two persons publish its answers."""

from __future__ import annotations

from collections import Counter

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import staff
from app.accounts.agencies import by_code
from app.web.admin.surface import admin
from app.web.shared.agencies import tree
from app.web.shared.say import _
from app.web.shared.session import db
from app.web.shared.ways import see


@admin.get("/admin/agencies")
def agencies() -> str:
    officers: dict[int | None, list[str]] = {}
    for row in staff.serving(db()):
        officers.setdefault(row.agency_id, []).append(row.person.nickname)
    counted = Counter({agency_id: len(names) for agency_id, names in officers.items() if agency_id is not None})
    return render_template("admin/agencies.html", nodes=tree(db()), officers=officers, total=sum(counted.values()))


@admin.get("/admin/agencies/<code>/publishing")
def publishing(code: str) -> str:
    return render_template("admin/publishing.html", one=by_code(db(), code))


@admin.post("/admin/agencies/<code>/publishing")
def set_publishing(code: str) -> ResponseReturnValue:
    one = by_code(db(), code)
    one.two_person_publishing = request.form.get("two") == "y"
    flash(_("已經設定：公布要兩個人。") if one.two_person_publishing else _("已經設定：一個人就能公布。"))
    return see(url_for("admin.publishing", code=code))
