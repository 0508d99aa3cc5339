"""What was said of an answer, for the platform's own people: the public numbers, and what people wrote in the survey (rule 22)."""

from __future__ import annotations

from flask import render_template

from app.rate import queries as rated
from app.web.moderator.routes import moderator, shown
from app.web.shared.session import db


@moderator.get("/moderate/<number>/opinions")
def opinions(number: str) -> str:
    facts = shown(number)
    petition = facts["case"].petition
    said, texts = rated.said(db(), petition), rated.texts(db(), petition)
    return render_template("moderator/opinions.html", said=said, texts=texts, least=petition.policy.ratings_shown_from, **facts)
