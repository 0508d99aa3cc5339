"""Appeal a refusal, once, within the days that the rules give (rule 6)."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from app.kernel.errors import Conflict, Invalid
from app.kernel.office_days import workdays
from app.petition.lifecycle import Move
from app.propose import queries
from app.review import actions as review
from app.web.citizen.forms import AppealForm
from app.web.citizen.refused import refusal_of
from app.web.citizen.surfaces import mine
from app.web.shared import ways
from app.web.shared.forms import again
from app.web.shared.guards import person
from app.web.shared.session import db, now

PAGE = "citizen/appeal.html"


@mine.get("/me/<number>/appeal")
def ask_appeal(number: str) -> ResponseReturnValue:
    own = queries.own(db(), person(), number)
    refusal = refusal_of(own)
    if refusal is None:
        raise Conflict("petition.not_now", stage=own.stage, move=Move.APPEAL)
    if refusal.appeal_until is None:
        raise Conflict("appeal.over")
    return render_template(PAGE, form=AppealForm(None), refusal=refusal, petition=own)


@mine.post("/me/<number>/appeal")
def appeal(number: str) -> ResponseReturnValue:
    own, form = queries.own(db(), person(), number), AppealForm()
    refusal = refusal_of(own)
    try:
        review.appeal(db(), own, by=person(), reason=form.explanation.data or "", workdays=workdays(db()), at=now())
    except Invalid as fault:
        return again(PAGE, form, fault, refusal=refusal, petition=own)
    return ways.see(url_for("me.petition", number=number, done="appealed"))
