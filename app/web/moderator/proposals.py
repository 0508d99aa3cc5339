"""What one moderator proposed and another settles: the list, and the second word (rule 6)."""

from __future__ import annotations

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.kernel.errors import Conflict, Invalid, Problem
from app.review import actions, proposals
from app.web.moderator.routes import moderator, shown
from app.web.shared import guards
from app.web.shared.say import _
from app.web.shared.sentences import sentence_of
from app.web.shared.session import db, now, undo
from app.web.shared.ways import see


@moderator.get("/moderate/proposals", endpoint="proposals")
def listed() -> str:
    return render_template("moderator/proposals.html", rows=proposals.waiting(db()), me=guards.person())


@moderator.post("/moderate/<number>/hiding")
def settle_hiding(number: str) -> ResponseReturnValue:
    consent, seen = _word()
    try:
        actions.settle_hiding(db(), shown(number)["case"].petition, by=guards.person(), consent=consent, seen=seen, at=now())
    except Conflict as late:
        return _late(number, late)
    flash(_("已隱藏%(number)s。", number=number) if consent else _("已決定不隱藏%(number)s。", number=number))
    return see(url_for("moderator.proposals"))


@moderator.post("/moderate/<number>/refusing")
def settle_refusal(number: str) -> ResponseReturnValue:
    consent, seen = _word()
    try:
        actions.settle_refusal(db(), shown(number)["case"].petition, by=guards.person(), consent=consent, seen=seen, at=now())
    except Conflict as late:
        return _late(number, late)
    if consent:
        flash(_("已決定%(number)s不進入附議，理由已經公開。", number=number))
        return see(url_for("moderator.proposals"))
    flash(_("你不同意，%(number)s繼續檢核。", number=number))
    return see(url_for("moderator.case", number=number))


def _word() -> tuple[bool, int]:
    """Whether they consent, and to which proposal. Raises Invalid unless both are said."""
    act, seen = request.form.get("act"), request.form.get("proposal", type=int)
    if act not in ("consent", "refuse") or not seen:
        raise Invalid([Problem("act", "look.move")])
    return act == "consent", seen


def _late(number: str, late: Conflict) -> ResponseReturnValue:
    undo()
    return render_template("moderator/case.html", late=sentence_of(late.code, late.facts, status=409), **shown(number)), 409
