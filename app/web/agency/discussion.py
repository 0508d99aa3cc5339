"""A responsible agency reads the discussion of its case and answers comments under its own name (rule 23)."""

from __future__ import annotations

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.discuss import actions, queries
from app.kernel.errors import Conflict, Invalid
from app.petition.models import Part
from app.web.agency.case import case_page
from app.web.agency.surface import agency, desk
from app.web.shared import guards
from app.web.shared.discussion import ORDERS, ReplyForm, discussion_page, facts_of
from app.web.shared.say import _
from app.web.shared.session import db, now
from app.web.shared.staff import once_more
from app.web.shared.ways import see


@agency.get("/desk/<number>/discussion")
def discussion(number: str) -> str:
    page = case_page(number)
    found = discussion_page(db(), page.petition, request.args, at=now())
    return render_template("agency/discussion.html", page=page, talk=found, orders=ORDERS, may_reply=_replies(page.part))


@agency.get("/desk/<number>/discussion/<int:comment_id>")
def comment(number: str, comment_id: int) -> str:
    return render_template("agency/comment.html", form=ReplyForm(None), **_facts(number, comment_id))


@agency.post("/desk/<number>/discussion/<int:comment_id>")
def reply(number: str, comment_id: int) -> ResponseReturnValue:
    answered, form = queries.comment(db(), desk().get(number), comment_id), ReplyForm()
    words, sure = form.text.data or "", bool(form.confirmed.data)
    try:
        actions.reply_as_agency(db(), answered, by=guards.person(), agency=guards.agency(), text=words, at=now(), confirmed=sure)
    except (Invalid, Conflict) as refusal:
        return once_more("agency/comment.html", form, refusal, lambda: _facts(number, comment_id))
    flash(_("已經以機關名義回覆。"))
    return see(url_for("agency.discussion", number=number))


def _facts(number: str, comment_id: int) -> dict[str, object]:
    page = case_page(number)
    answered = queries.comment(db(), page.petition, comment_id)
    return facts_of(answered, page=page, row=queries.shown(db(), answered), may_reply=_replies(page.part))


def _replies(part: Part) -> bool:
    return part in actions.RESPONSIBLE
