"""One page for each address and petition, and one for its digests, each named by a token."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.announce import digest_stops, stops
from app.web.platform import platform
from app.web.shared.csrf import one_click
from app.web.shared.session import db, now

notices = Blueprint("notices", __name__)


@notices.get("/notices/<token>")
def letters(token: str) -> str:
    subscription = stops.find(db(), platform().keys, token)
    return render_template("notices/letters.html", subscription=subscription, petition=subscription.petition, token=token)


@notices.post("/notices/<token>")
@one_click
def switch(token: str) -> ResponseReturnValue:
    """The page's buttons, and the mail programs' own request, which wants no page."""
    subscription = stops.find(db(), platform().keys, token)
    if request.form.get("act") == "resume":
        stops.resume(db(), subscription)
    else:
        stops.stop(db(), subscription, at=now())
    if request.form.get("List-Unsubscribe") == "One-Click":
        return Response(status=204)
    return redirect(url_for("notices.letters", token=token), 303)


@notices.get("/notices/digests/<token>")
def digests(token: str) -> str:
    subscription = digest_stops.find(db(), platform().keys, token)
    return render_template("notices/digests.html", subscription=subscription, token=token)


@notices.post("/notices/digests/<token>")
@one_click
def switch_digests(token: str) -> ResponseReturnValue:
    """The same for everything that comes by digest."""
    keys = platform().keys
    subscription = digest_stops.find(db(), keys, token)
    if request.form.get("act") == "resume":
        digest_stops.resume(db(), keys, subscription)
    else:
        digest_stops.stop(db(), keys, subscription, at=now())
    if request.form.get("List-Unsubscribe") == "One-Click":
        return Response(status=204)
    return redirect(url_for("notices.digests", token=token), 303)


@notices.after_request
def keep_to_yourself(response: Response) -> Response:
    """The token acts for whoever holds it: neither caches nor other sites may learn it."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
