"""The conversation with the agency: a page of its own, on which what is new is marked (rule 16)."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.models import Role
from app.kernel.errors import Conflict, Invalid, Problem, TooMany
from app.petition.lifecycle import Move
from app.petition.models import Petition
from app.propose import queries
from app.respond import actions as respond
from app.respond import queries as desk
from app.respond import thread
from app.web.citizen.forms import MessageForm
from app.web.citizen.surfaces import mine
from app.web.shared import limits, ways
from app.web.shared.forms import again
from app.web.shared.guards import person
from app.web.shared.session import db, now

PAGE = "citizen/thread.html"


@mine.get("/me/<number>/messages")
def messages(number: str) -> ResponseReturnValue:
    own = queries.own(db(), person(), number)
    if own.respond_from is None:
        raise Conflict("petition.not_now", stage=own.stage, move=Move.CONTACT)
    news = thread.look(db(), own, side=Role.PROPOSER, at=now())
    return render_template(PAGE, form=MessageForm(None), sent="sent" in request.args, news=news, **_facts(own))


@mine.post("/me/<number>/messages")
def write_back(number: str) -> ResponseReturnValue:
    own, form = queries.own(db(), person(), number), MessageForm()
    try:
        limits.take(limits.SUBMIT, by=str(person().id))
        respond.write_back(db(), own, by=person(), text=form.text.data or "", at=now())
    except Invalid as refusal:
        return again(PAGE, form, refusal, news=set(), **_facts(own))
    except TooMany as refusal:
        form.blame(Invalid([Problem("text", refusal.code)]))
        return render_template(PAGE, form=form, news=set(), **_facts(own)), 429, {"Retry-After": str(refusal.retry_after)}
    return ways.see(url_for("me.messages", number=number, sent=1))


def _facts(own: Petition) -> dict[str, object]:
    return {"petition": own, "messages": desk.messages(db(), own), "policy": own.policy}
