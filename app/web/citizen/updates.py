"""Tell the public something new beside one's frozen text (rule 9)."""

from __future__ import annotations

from uuid import UUID, uuid4

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from app.kernel.errors import Conflict, Invalid, TooMany
from app.petition.models import Petition
from app.propose import queries, updates
from app.web.citizen.forms import UpdateForm
from app.web.citizen.surfaces import mine
from app.web.shared import limits, ways
from app.web.shared.forms import again
from app.web.shared.guards import person
from app.web.shared.sentences import sentence_of
from app.web.shared.session import db, now, undo

PAGE = "citizen/update.html"


@mine.get("/me/<number>/update")
def ask_update(number: str) -> ResponseReturnValue:
    own = queries.own(db(), person(), number)
    if not updates.may_post(own):
        raise Conflict("petition.not_now", stage=own.stage)
    form = UpdateForm(None)
    form.key.data = str(uuid4())
    return render_template(PAGE, form=form, petition=own, policy=own.policy)


@mine.post("/me/<number>/update")
def post_update(number: str) -> ResponseReturnValue:
    own, form = queries.own(db(), person(), number), UpdateForm()
    try:
        limits.take(limits.SUBMIT, by=str(person().id))
        updates.post(
            db(), own, by=person(), key=_key(form), title=form.title.data or "", text=form.text.data or "", at=now(),
            read_over=form.read_over.data,
        )  # fmt: skip
    except Invalid as fault:
        return again(PAGE, form, fault, petition=own, policy=own.policy)
    except TooMany as refusal:
        return _not_now(form, own, refusal.code), 429, {"Retry-After": str(refusal.retry_after)}
    except Conflict as refusal:
        undo()
        own = queries.own(db(), person(), number)
        return _not_now(form, own, refusal.code, **refusal.facts), 409
    return ways.see(url_for("me.petition", number=number, done="told", _anchor="updates"))


def _not_now(form: UpdateForm, own: Petition, code: str, **facts: object) -> str:
    return render_template(PAGE, form=form, petition=own, policy=own.policy, late=sentence_of(code, facts, status=409))


def _key(form: UpdateForm) -> UUID:
    try:
        return UUID(form.key.data)
    except ValueError:
        return uuid4()
