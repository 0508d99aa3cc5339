"""The meetings of a petition: what was called, how its seats were drawn, what was said (rule 16)."""

from __future__ import annotations

from flask import render_template

from app.meet import queries as called
from app.petition import queries
from app.web.public.routes import public
from app.web.shared.meetings import shown
from app.web.shared.session import db, now


@public.get("/petitions/<number>/meetings")
def meetings(number: str) -> str:
    petition = queries.by_number(db(), number)
    rows = shown(called.meetings(db(), petition), at=now())
    return render_template("public/meetings.html", petition=petition, rows=rows, lots_days=petition.policy.lots_days)
