"""Not admitting a petition: choose a ground, complete its template, preview, decide or propose to a second moderator (rule 6)."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.kernel.errors import Conflict, Invalid
from app.petition.models import Petition
from app.review import actions, grounds
from app.review.models import GroundKind, ListedGround
from app.review.rules import Refusal
from app.web.moderator.forms import RefuseForm, typed
from app.web.moderator.routes import moderator, shown
from app.web.shared import guards
from app.web.shared.say import _
from app.web.shared.session import db, now
from app.web.shared.staff import once_more
from app.web.shared.ways import see

PAGE = "moderator/refuse.html"


@moderator.get("/moderate/<number>/refuse")
def ground(number: str) -> ResponseReturnValue:
    chosen = _chosen(request.args.get("ground", ""))
    if chosen is None:
        return render_template("moderator/ground.html", grounds=grounds.in_use(db(), GroundKind.REFUSE), **shown(number))
    form = RefuseForm()
    form.ground.data = chosen.code
    form.explanation.data = chosen.template
    form.elsewhere.data = chosen.elsewhere_zh
    form.duplicate_of.data = request.args.get("duplicate_of", "")
    return render_template(PAGE, form=form, preview=None, ground=chosen, **shown(number))


@moderator.post("/moderate/<number>/refuse")
def refuse(number: str) -> ResponseReturnValue:
    seen, form = shown(number), RefuseForm()
    form.offer(grounds.in_use(db(), GroundKind.REFUSE))
    chosen = _chosen(form.ground.data or "")
    if chosen is None:
        return _retired(number, form)
    petition: Petition = seen["case"].petition
    refusal = Refusal(chosen.code, typed(form.explanation), typed(form.elsewhere), typed(form.duplicate_of) or None)
    try:
        if request.form.get("act") != "confirm":
            actions.refusal_facts(db(), petition, refusal, at=now())
            return render_template(PAGE, form=form, preview=refusal, ground=chosen, **seen)
        return _decided(petition, refusal)
    except (Invalid, Conflict) as fault:
        return once_more(PAGE, form, fault, lambda: {"preview": None, **_again(number, refusal.ground)})


def _decided(petition: Petition, refusal: Refusal) -> ResponseReturnValue:
    number, by = petition.number, guards.person()
    if petition.policy.four_eyes_refuse:
        actions.propose_refusal(db(), petition, by=by, refusal=refusal, at=now())
        flash(_("已提出%(number)s不進入附議，要等另一位檢核人員同意。", number=number))
        return see(url_for("moderator.proposals"))
    actions.refuse(db(), petition, by=by, refusal=refusal, at=now())
    flash(_("已決定%(number)s不進入附議，理由已經公開。", number=number))
    return see(url_for("moderator.queue"))


def _retired(number: str, form: RefuseForm) -> ResponseReturnValue:
    """The ground was taken from the list while the form was open: another is chosen beside what was typed."""
    code = str(form.ground.data or "")
    if code not in {ground.code for ground in grounds.every(db()) if ground.kind is GroundKind.REFUSE}:
        return see(url_for("moderator.ground", number=number))
    return once_more(PAGE, form, Conflict("ground.retired"), lambda: {"preview": None, **_again(number, code)})


def _chosen(code: str) -> ListedGround | None:
    """The ground of this code, if it may be chosen."""
    return next((ground for ground in grounds.in_use(db(), GroundKind.REFUSE) if ground.code == code), None)


def _again(number: str, code: str) -> dict[str, Any]:
    return {"ground": grounds.one(db(), code), **shown(number)}
