"""What was said of answers, for the administrators: the public numbers, and what people wrote in the survey (rule 22)."""

from __future__ import annotations

from flask import render_template, request

from app.kernel.errors import NotFound
from app.petition import queries
from app.rate import queries as rated
from app.web.admin.surface import admin
from app.web.shared.paging import page_of
from app.web.shared.session import db

PAGE = 50


@admin.get("/admin/opinions")
def surveys() -> str:
    page = page_of(request.args)
    rows, total = rated.surveyed(db(), page=page, size=PAGE)
    pages = max(1, -(-total // PAGE))
    if page > pages:
        raise NotFound("page.unknown")
    return render_template("admin/surveys.html", rows=rows, total=total, page=page, pages=pages)


@admin.get("/admin/opinions/<number>")
def opinions(number: str) -> str:
    petition = queries.by_number(db(), number)
    said, texts = rated.said(db(), petition), rated.texts(db(), petition)
    return render_template("admin/opinions.html", petition=petition, said=said, texts=texts, least=petition.policy.ratings_shown_from)
