"""One petition of one's own: where it stands, and withdrawing it."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.endorse import tally
from app.kernel.errors import Conflict
from app.petition.lifecycle import Move
from app.propose import actions, queries
from app.web.citizen.dashboard import dashboard
from app.web.citizen.forms import WithdrawForm
from app.web.citizen.next_step import may_withdraw
from app.web.citizen.surfaces import mine
from app.web.shared import ways
from app.web.shared.forms import again
from app.web.shared.guards import person
from app.web.shared.session import db, now

PAGE, WITHDRAW = "citizen/proposed.html", "citizen/withdraw.html"


@mine.get("/me/<number>")
def petition(number: str) -> ResponseReturnValue:
    own = queries.own(db(), person(), number)
    return render_template(PAGE, done=request.args.get("done"), page=dashboard(own))


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
