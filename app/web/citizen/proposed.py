"""One petition of one's own: where it stands, the conversation with the agency, and withdrawing it."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.endorse import tally
from app.kernel.errors import Conflict, Invalid, Problem, TooMany
from app.petition.lifecycle import Move
from app.propose import actions, queries
from app.respond import actions as respond
from app.web.citizen.dashboard import dashboard
from app.web.citizen.forms import MessageForm, WithdrawForm
from app.web.citizen.next_step import may_withdraw
from app.web.citizen.surfaces import mine
from app.web.shared import limits, ways
from app.web.shared.forms import again
from app.web.shared.guards import person
from app.web.shared.session import db, now

PAGE, WITHDRAW = "citizen/proposed.html", "citizen/withdraw.html"


@mine.get("/me/<number>")
def petition(number: str) -> ResponseReturnValue:
    own = queries.own(db(), person(), number)
    return render_template(PAGE, form=MessageForm(None), done=request.args.get("done"), page=dashboard(own))


@mine.post("/me/<number>")
def write_back(number: str) -> ResponseReturnValue:
    own, form = queries.own(db(), person(), number), MessageForm()
    try:
        limits.take(limits.SUBMIT, by=str(person().id))
        respond.write_back(db(), own, by=person(), text=form.text.data or "", at=now())
    except Invalid as refusal:
        return again(PAGE, form, refusal, done=None, page=dashboard(own))
    except TooMany as refusal:
        form.blame(Invalid([Problem("text", refusal.code)]))
        return render_template(PAGE, form=form, done=None, page=dashboard(own)), 429, {"Retry-After": str(refusal.retry_after)}
    return ways.see(url_for("me.petition", number=number, done="sent", _anchor="messages"))


@mine.get("/me/<number>/withdraw")
def ask_withdraw(number: str) -> ResponseReturnValue:
    own = queries.own(db(), person(), number)
    if not may_withdraw(own):
        raise Conflict("petition.not_now", stage=own.stage, move=Move.WITHDRAW)
    return render_template(WITHDRAW, form=WithdrawForm(None), petition=own)


@mine.post("/me/<number>/withdraw")
def withdraw(number: str) -> ResponseReturnValue:
    """Everything committed is counted first, so that what is established by now cannot be withdrawn (rule 10)."""
    form = WithdrawForm()
    own = queries.own(db(), person(), number)
    tally.count(db(), at=now(), wait=True)
    db().refresh(own)
    if not form.validate():
        return again(WITHDRAW, form, petition=own)
    actions.withdraw(db(), own, by=person(), reason=form.reason.data or "", at=now())
    return ways.see(url_for("me.petition", number=number, done="withdrawn"))
