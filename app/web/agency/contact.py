"""The conversation with the proposer through the platform: the agency sees a nickname, the proposer an agency (rule 16)."""

from __future__ import annotations

from collections.abc import Collection

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from app.accounts.models import Role
from app.kernel.errors import Conflict, Invalid
from app.petition.models import Part
from app.respond import actions, thread
from app.respond.queries import messages
from app.web.agency.acts import LONGEST
from app.web.agency.case import case_page
from app.web.agency.surface import agency, desk
from app.web.platform import platform
from app.web.shared import guards
from app.web.shared.forms import Form
from app.web.shared.say import _, later
from app.web.shared.session import db, now
from app.web.shared.staff import once_more
from app.web.shared.ways import see


class MessageForm(Form):
    text = TextAreaField(later("寫給提議者"))


@agency.get("/desk/<number>/contact")
def contact(number: str) -> str:
    petition = desk().get(number)
    # What a co-agency reads is still new to whoever answers it.
    news = thread.look(db(), petition, side=Role.OFFICER, at=now()) if desk().part(petition) is Part.LEAD else ()
    return render_template("agency/contact.html", form=MessageForm(), **_facts(number, news))


@agency.post("/desk/<number>/contact")
def write(number: str) -> ResponseReturnValue:
    petition, form = desk().get(number), MessageForm()
    try:
        text = (form.text.data or "").replace("\r\n", "\n")
        thread.check(petition, text, keys=platform().keys)
        actions.contact(db(), petition, by=guards.person(), agency=guards.agency(), text=text, at=now())
    except (Invalid, Conflict) as refusal:
        return once_more("agency/contact.html", form, refusal, lambda: _facts(number))
    flash(_("已經寄給提議者。"))
    return see(url_for("agency.contact", number=number))


def _facts(number: str, news: Collection[int] = ()) -> dict[str, object]:
    """`news` are the ids of messages that nobody here had read before."""
    page = case_page(number)
    return {"page": page, "news": news, "messages": messages(db(), page.petition), "limit": LONGEST}
