"""Taking a petition's text from view, by one moderator or two as the policy says (rule 6)."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.kernel.errors import Conflict, Invalid
from app.petition.models import Petition
from app.review import actions, grounds
from app.review.models import GroundKind
from app.web.moderator.forms import HideForm, typed
from app.web.moderator.routes import moderator, shown
from app.web.shared import guards
from app.web.shared.grounds import applies
from app.web.shared.say import _
from app.web.shared.session import db, now
from app.web.shared.staff import once_more
from app.web.shared.ways import see

PAGE = "moderator/hide.html"


@moderator.route("/moderate/<number>/hide", methods=["GET", "POST"])
def hide(number: str) -> ResponseReturnValue:
    seen, form = shown(number), HideForm()
    form.offer(grounds.in_use(db(), GroundKind.HIDE))
    if request.method == "GET":
        return render_template(PAGE, form=form, **_facts(number))
    try:
        return _decided(seen["case"].petition, form)
    except (Invalid, Conflict) as refusal:
        return once_more(PAGE, form, refusal, lambda: _facts(number))


def _decided(petition: Petition, form: HideForm) -> ResponseReturnValue:
    number, by = petition.number, guards.person()
    ground, explanation = str(form.ground.data or ""), typed(form.explanation)
    if petition.policy.four_eyes_hide:
        actions.propose_hiding(db(), petition, by=by, ground=ground, explanation=explanation, at=now())
        flash(_("已提出隱藏%(number)s，要等另一位檢核人員同意。", number=number))
        return see(url_for("moderator.proposals"))
    actions.hide(db(), petition, by=by, ground=ground, explanation=explanation, at=now())
    flash(_("已隱藏%(number)s。", number=number))
    return see(url_for("moderator.queue"))


def _facts(number: str) -> dict[str, Any]:
    hints = {ground.code: applies(ground) for ground in grounds.in_use(db(), GroundKind.HIDE)}
    return {"standards": hints, **shown(number)}
