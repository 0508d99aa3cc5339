"""The proposer answers comments on their own petition (rule 23)."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.discuss import actions
from app.discuss import queries as comments
from app.kernel.errors import Invalid
from app.propose import queries
from app.web.citizen.surfaces import mine
from app.web.shared import limits, ways
from app.web.shared.discussion import ORDERS, ReplyForm, discussion_page, facts_of
from app.web.shared.forms import again
from app.web.shared.guards import person
from app.web.shared.session import db, now

REPLY = "citizen/comment_reply.html"


@mine.get("/me/<number>/discussion")
def discussion(number: str) -> ResponseReturnValue:
    page = discussion_page(db(), queries.own(db(), person(), number), request.args, at=now())
    return render_template("citizen/replying.html", page=page, orders=ORDERS, done="done" in request.args)


@mine.get("/me/<number>/discussion/<int:comment_id>")
def ask_reply(number: str, comment_id: int) -> ResponseReturnValue:
    comment = comments.comment(db(), queries.own(db(), person(), number), comment_id)
    return render_template(REPLY, form=ReplyForm(None), row=comments.shown(db(), comment), **facts_of(comment))


@mine.post("/me/<number>/discussion/<int:comment_id>")
def reply(number: str, comment_id: int) -> ResponseReturnValue:
    comment, form = comments.comment(db(), queries.own(db(), person(), number), comment_id), ReplyForm()
    facts = facts_of(comment, row=comments.shown(db(), comment))
    try:
        limits.take(limits.SUBMIT, by=str(person().id))
        said = actions.reply_as_proposer(
            db(), comment, by=person(), text=form.text.data or "", at=now(), confirmed=bool(form.confirmed.data)
        )  # fmt: skip
    except Invalid as refusal:
        return again(REPLY, form, refusal, **facts)
    return ways.see(url_for("me.discussion", number=number, done=1, lane=said.lane, _anchor=f"c{comment_id}"))
