"""The proposer replies once to the answer, after a look at how it will stand there (rule 22)."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.kernel.errors import Conflict, Invalid
from app.petition import queries as petitions
from app.petition.models import Petition
from app.propose import queries
from app.respond import reply
from app.web.citizen.forms import AnswerReplyForm
from app.web.citizen.surfaces import mine
from app.web.shared import limits, ways
from app.web.shared.forms import again
from app.web.shared.guards import person
from app.web.shared.sentences import sentence_of
from app.web.shared.session import db, now, undo

PAGE = "citizen/answer_reply.html"


@mine.get("/me/<number>/answer")
def ask_answer_reply(number: str) -> ResponseReturnValue:
    own = queries.own(db(), person(), number)
    refusal = reply.why_not(db(), own, at=now())
    if refusal is None and reply.of(petitions.timeline(db(), own)) is not None:
        refusal = Conflict("reply.used")
    if refusal is not None:
        raise refusal
    return render_template(PAGE, form=AnswerReplyForm(None), **_facts(own))


@mine.post("/me/<number>/answer")
def reply_to_answer(number: str) -> ResponseReturnValue:
    own, form = queries.own(db(), person(), number), AnswerReplyForm()
    text, sure = form.text.data or "", bool(form.read_over.data)
    try:
        if request.form.get("act") != "publish":
            reply.check(own, by=person(), text=text, read_over=sure)
            return render_template(PAGE, form=form, preview=True, **_facts(own))
        limits.take(limits.SUBMIT, by=str(person().id))
        reply.reply(db(), own, by=person(), text=text, at=now(), read_over=sure)
    except Invalid as fault:
        return again(PAGE, form, fault, **_facts(own))
    except Conflict as refusal:
        undo()
        late = sentence_of(refusal.code, refusal.facts, status=409)
        return render_template(PAGE, form=form, late=late, **_facts(queries.own(db(), person(), number))), 409
    return ways.see(url_for("me.petition", number=number, done="replied"))


def _facts(own: Petition) -> dict[str, object]:
    return {"petition": own, "limit": own.policy.answer_reply_max}
