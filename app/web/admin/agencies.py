"""The agencies as the tree they form, with who serves in each."""

from __future__ import annotations

from collections import Counter

from flask import render_template

from app.accounts import staff
from app.web.admin.surface import admin
from app.web.shared.agencies import tree
from app.web.shared.session import db


@admin.get("/admin/agencies")
def agencies() -> str:
    officers: dict[int | None, list[str]] = {}
    for row in staff.serving(db()):
        officers.setdefault(row.agency_id, []).append(row.person.nickname)
    counted = Counter({agency_id: len(names) for agency_id, names in officers.items() if agency_id is not None})
    return render_template("admin/agencies.html", nodes=tree(db()), officers=officers, total=sum(counted.values()))
