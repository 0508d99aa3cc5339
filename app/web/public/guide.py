"""What explains the platform: help, the easy version, policies, the map of the site, and what data may be taken.

These stay up without the database, with the numbers that were shipped, and say so.
"""

from __future__ import annotations

from flask import render_template

from app.kernel.workdays import local_day
from app.petition.policy import RULEBOOK, Policy
from app.petition.rulebook import policy_on
from app.web.public.columns import COLUMNS
from app.web.public.listing import PAGE
from app.web.public.routes import grounds_listed, public
from app.web.shared.session import db, now
from app.web.shared.trouble import or_shipped


@public.get("/help")
def help() -> str:
    return render_template("public/help.html", policy=_policy(), **grounds_listed())


@public.get("/help/easy")
def easy() -> str:
    return render_template("public/easy.html", policy=_policy())


@public.get("/accessibility")
def accessibility() -> str:
    return render_template("public/accessibility.html")


@public.get("/privacy")
def privacy() -> str:
    return render_template("public/privacy.html", policy=_policy())


@public.get("/sitemap")
def sitemap() -> str:
    return render_template("public/sitemap.html")


@public.get("/data")
def data() -> str:
    return render_template("public/data.html", columns=COLUMNS, page_size=PAGE, smallest=_policy().smallest_cell)


def _policy() -> Policy:
    return or_shipped(lambda: policy_on(db(), local_day(now())), RULEBOOK[-1].policy)
