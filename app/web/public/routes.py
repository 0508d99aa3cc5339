"""The public pages and the JSON beside them."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, abort, jsonify, render_template, request

from app.petition import lists, queries
from app.review.grounds import in_use
from app.review.models import GroundKind
from app.web.public import caching, tables
from app.web.public.home import ORDERS as TAB_ORDERS
from app.web.public.home import TABS, Tab, front
from app.web.public.listing import ANSWERED_ANY, CHOICES, LATENESS, ORDERS, PAGE, listing, pages_of, read
from app.web.public.page import petition_page
from app.web.public.record import records
from app.web.shared.session import db, now
from app.web.shared.told import source_of
from app.web.shared.topics import offered
from app.web.shared.trouble import or_shipped

public = Blueprint("public", __name__)
public.after_request(caching.share)


@public.get("/")
def home() -> str:
    asked = request.args.get("list", Tab.HOT)
    if asked not in set(Tab):
        abort(404)
    tab = Tab(asked)
    return render_template("public/home.html", front=front(db(), tab=tab, at=now()), tabs=TABS, orders=TAB_ORDERS)


@public.get("/petitions")
def petitions() -> str:
    found = listing(db(), request.args, at=now())
    choices = {
        "stages": CHOICES,
        "answered": ANSWERED_ANY,
        "topics": [topic.code for topic in offered()],
        "orders": ORDERS,
        "lateness": LATENESS,
    }
    return render_template("public/petitions.html", found=found, **choices)


@public.get("/petitions/<number>")
def petition(number: str) -> str:
    return render_template("public/petition.html", page=petition_page(db(), number, at=now()), at=now(), via=source_of(request.args))


def grounds_listed() -> dict[str, object]:
    """The grounds in force: of refusing and of hiding; none while the database does not answer."""
    kinds = {"grounds": GroundKind.REFUSE, "hide_grounds": GroundKind.HIDE}
    return {name: or_shipped(partial(in_use, db(), kind), ()) for name, kind in kinds.items()}


@public.get("/petitions.json")
def petitions_json() -> Response:
    wanted, page = read(request.args, at=now())
    found = lists.search(db(), wanted, at=now(), page=page, size=PAGE)
    rows = records(db(), found.petitions, at=now())
    return jsonify({"total": found.total, "page": page, "pages": pages_of(found), "petitions": rows})


@public.get("/petitions/<number>.json")
def petition_json(number: str) -> Response:
    (row,) = records(db(), [queries.by_number(db(), number)], at=now())
    return jsonify(row)


@public.get("/petitions/<number>/counties.csv")
def counties_csv(number: str) -> Response:
    return tables.counties(db(), queries.by_number(db(), number))


@public.get("/petitions/<number>/days.csv")
def days_csv(number: str) -> Response:
    return tables.days(db(), queries.by_number(db(), number))
