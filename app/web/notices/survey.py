"""The survey a month after the answer, behind the link of a letter: no signing in, no cookie; the link shows, the button acts (rule 22)."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.kernel.errors import Invalid
from app.rate import surveys
from app.rate.surveys import ASKED, Ballot
from app.web.notices.routes import notices
from app.web.platform import platform
from app.web.shared.csrf import one_click
from app.web.shared.forms import again
from app.web.shared.ratings import form_of, values
from app.web.shared.session import db, now

PAGE = "notices/survey.html"


@notices.get("/survey/<token>")
def survey(token: str) -> ResponseReturnValue:
    ballot = surveys.find(db(), platform().keys, token)
    given = surveys.given(db(), ballot)
    form = form_of(ASKED, given=given, text=given.text if given else "")
    return render_template(PAGE, form=form, done="done" in request.args and given is not None, **_facts(ballot, token))


@notices.post("/survey/<token>")
@one_click
def answer_survey(token: str) -> ResponseReturnValue:
    ballot, form = surveys.find(db(), platform().keys, token), form_of(ASKED, text="", sent=True)
    text, sure = form["text"].data or "", bool(form["read_over"].data)
    try:
        surveys.answer(db(), ballot, given=values(form, ASKED), text=text, at=now(), read_over=sure)
    except Invalid as refusal:
        return again(PAGE, form, refusal, done=False, **_facts(ballot, token))
    return redirect(url_for("notices.survey", token=token, done=1), 303)


def _facts(ballot: Ballot, token: str) -> dict[str, object]:
    petition = ballot.petition
    return {"petition": petition, "policy": petition.policy, "ballot": ballot, "at": now(), "questions": ASKED, "token": token}
