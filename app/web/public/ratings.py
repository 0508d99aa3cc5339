"""What endorsers and the survey say of an answer: by petition and by agency, as a page, CSV and JSON (rule 22)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import Response, jsonify, render_template

from app.kernel.errors import NotFound
from app.kernel.sheets import table
from app.kernel.workdays import local_day
from app.petition import queries
from app.petition.rulebook import policy_on
from app.rate import queries as rated
from app.respond import agencies as answering
from app.web.public.opinions import COLUMNS, counted, lines
from app.web.public.routes import public
from app.web.shared.session import db, now


@public.get("/petitions/<number>/ratings")
def ratings(number: str) -> str:
    petition = queries.by_number(db(), number)
    found = rated.said(db(), petition)
    return render_template("public/ratings.html", petition=petition, said=found, least=petition.policy.ratings_shown_from)


@public.get("/petitions/<number>/ratings.csv")
def ratings_csv(number: str) -> Response:
    petition = queries.by_number(db(), number)
    return _sheet(f"{number}-ratings", ("number", "kind"), [(number, *line) for line in lines(rated.said(db(), petition))])


@public.get("/agencies/<code>/ratings")
def agency_ratings(code: str) -> str:
    standings = answering.standings(db(), at=now(), code=code)
    if not standings:
        raise NotFound("agency.unknown")
    found = rated.by_agency(db(), code=code)
    said = found[0].said if found else rated.NOTHING
    least = policy_on(db(), local_day(now())).ratings_shown_from
    return render_template("public/agency_ratings.html", standing=standings[0], said=said, least=least)


@public.get("/agencies/ratings.csv")
def agencies_ratings_csv() -> Response:
    rows = [(row.agency.code, *line) for row in rated.by_agency(db()) for line in lines(row.said)]
    return _sheet("agencies-ratings", ("agency", "kind"), rows)


@public.get("/agencies/ratings.json")
def agencies_ratings_json() -> Response:
    return jsonify(
        {"agencies": [{"code": row.agency.code, "name": row.agency.name_zh, **counted(row.said)} for row in rated.by_agency(db())]}
    )


def _sheet(name: str, first: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(table((*first, *COLUMNS), rows, begins=True), content_type="text/csv; charset=utf-8", headers=headers)
