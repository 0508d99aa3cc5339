"""What was said of an answer, for the desk that gave it: the public numbers, and what people wrote in the survey."""

from __future__ import annotations

from flask import render_template

from app.rate import queries as rated
from app.web.agency.case import case_page
from app.web.agency.surface import agency
from app.web.shared.session import db


@agency.get("/desk/<number>/ratings")
def ratings(number: str) -> str:
    page = case_page(number)
    said, texts = rated.said(db(), page.petition), rated.texts(db(), page.petition)
    return render_template("agency/ratings.html", page=page, said=said, texts=texts, least=page.petition.policy.ratings_shown_from)
