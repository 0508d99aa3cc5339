"""An endorser rates the answer with two questions, and may change it (rule 22)."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.kernel.errors import Conflict, Invalid
from app.petition import queries
from app.petition.models import Petition
from app.rate import actions
from app.rate.actions import QUESTIONS
from app.web.platform import platform
from app.web.shared import guards, limits, ways
from app.web.shared.forms import again
from app.web.shared.guards import person
from app.web.shared.ratings import form_of, values
from app.web.shared.sentences import sentence_of
from app.web.shared.session import db, now

rating = Blueprint("rating", __name__)
guards.protect(rating, guards.verified)
PAGE = "citizen/rate.html"


@rating.get("/petitions/<number>/rate")
def ask(number: str) -> ResponseReturnValue:
    petition = queries.by_number(db(), number)
    given = actions.rating(db(), petition, person(), keys=platform().keys)
    return render_template(PAGE, form=form_of(QUESTIONS, given=given), done="done" in request.args, **_facts(petition))


@rating.post("/petitions/<number>/rate")
def rate(number: str) -> ResponseReturnValue:
    petition, form = queries.by_number(db(), number), form_of(QUESTIONS, sent=True)
    limits.take(limits.SUBMIT, by=str(person().id))
    try:
        actions.rate(db(), petition, by=person(), given=values(form, QUESTIONS), keys=platform().keys, at=now())
    except Invalid as refusal:
        return again(PAGE, form, refusal, done=False, **_facts(petition))
    return ways.see(url_for("rating.ask", number=number, done=1))


def _facts(petition: Petition) -> dict[str, object]:
    """`why` says why nobody, or not whoever asks, may rate."""
    why = actions.why_not(db(), petition, at=now())
    if why is None and not actions.is_endorser(db(), petition, person(), keys=platform().keys):
        why = Conflict("rating.not_endorsed")
    given = why is None and actions.rating(db(), petition, person(), keys=platform().keys) is not None
    words = sentence_of(why.code, why.facts, status=409) if why else ""
    return {"petition": petition, "why": words, "questions": QUESTIONS, "given": given, "least": petition.policy.ratings_shown_from}
