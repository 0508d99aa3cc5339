"""The conversation with the proposer through the platform: the agency sees a nickname, the proposer an agency (rule 16)."""

from __future__ import annotations

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from app.kernel.errors import Conflict, Invalid
from app.respond import actions
from app.respond.queries import messages
from app.web.agency.acts import LONGEST
from app.web.agency.case import case_page
from app.web.agency.surface import agency, desk
from app.web.shared import guards
from app.web.shared.forms import Form, again
from app.web.shared.say import _, later
from app.web.shared.sentences import sentence_of
from app.web.shared.session import db, now, undo
from app.web.shared.ways import see


class MessageForm(Form):
    text = TextAreaField(later("寫給提議者"))


@agency.get("/desk/<number>/contact")
def contact(number: str) -> str:
    return render_template("agency/contact.html", form=MessageForm(), **_facts(number))


@agency.post("/desk/<number>/contact")
def write(number: str) -> ResponseReturnValue:
    petition, form = desk().get(number), MessageForm()
    try:
        text = (form.text.data or "").replace("\r\n", "\n")
        actions.contact(db(), petition, by=guards.person(), agency=guards.agency(), text=text, at=now())
    except Invalid as refusal:
        return again("agency/contact.html", form, refusal, **_facts(number))
    except Conflict as late:
        undo()
        return render_template("agency/contact.html", form=form, late=sentence_of(late.code, late.facts, status=409), **_facts(number)), 409
    flash(_("已經寄給提議者。"))
    return see(url_for("agency.contact", number=number))


def _facts(number: str) -> dict[str, object]:
    page = case_page(number)
    return {"page": page, "messages": messages(db(), page.petition), "limit": LONGEST}
