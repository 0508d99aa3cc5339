"""Everybody's exports and imports, and the export of all that is public. Whose data it is, is nobody else's to open."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.errands import queries
from app.errands.models import Kind
from app.web.admin.surface import admin
from app.web.shared import errands as shown
from app.web.shared.session import db
from app.web.shared.ways import see


@admin.get("/admin/errands")
def errands() -> str:
    views = [shown.view(errand, by) for errand, by in queries.everybodys(db())]
    return render_template("admin/errands.html", views=views)


@admin.post("/admin/errands")
def export() -> ResponseReturnValue:
    return see(shown.href(shown.ask(Kind.OPEN_DATA)))
