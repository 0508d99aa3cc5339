"""Take a proposer's update from view, with a public ground (rule 9)."""

from __future__ import annotations

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField

from app.kernel.errors import Conflict, Invalid, Problem
from app.petition import queries
from app.propose import updates
from app.propose.models import PetitionUpdate, RemovalGround
from app.web.moderator.routes import moderator
from app.web.shared import guards
from app.web.shared.choices import Choice
from app.web.shared.forms import Form
from app.web.shared.say import _, later
from app.web.shared.session import db, now
from app.web.shared.staff import once_more
from app.web.shared.ways import see
from app.web.shared.words import PERSONAL, UPDATE_GROUNDS

PAGE = "moderator/update.html"


class RemovalForm(Form):
    """Why the update should not be seen."""

    ground = RadioField(later("理由"), choices=[Choice(ground.value, UPDATE_GROUNDS[ground]) for ground in RemovalGround])


@moderator.get("/moderate/<number>/updates/<int:update_id>")
def update(number: str, update_id: int) -> ResponseReturnValue:
    return render_template(PAGE, form=RemovalForm(None), **_seen(number, update_id))


@moderator.post("/moderate/<number>/updates/<int:update_id>")
def remove_update(number: str, update_id: int) -> ResponseReturnValue:
    posted, form = _posted(number, update_id), RemovalForm()
    try:
        if form.ground.data not in set(RemovalGround):
            raise Invalid([Problem("ground", "ground.missing")])
        updates.remove(db(), posted, by=guards.person(), ground=RemovalGround(form.ground.data), at=now())
    except (Invalid, Conflict) as refusal:
        return once_more(PAGE, form, refusal, lambda: _seen(number, update_id))
    flash(_("已移除近況，理由已經公開。"))
    return see(url_for("moderator.case", number=number))


def _posted(number: str, update_id: int) -> PetitionUpdate:
    return updates.one(db(), queries.by_number(db(), number, hidden=True), update_id)


def _seen(number: str, update_id: int) -> dict[str, object]:
    posted = _posted(number, update_id)
    hints = [(hint.found, PERSONAL[hint.kind]) for hint in updates.hints(posted.title, posted.text)]
    return {"number": number, "posted": posted, "hints": hints}
