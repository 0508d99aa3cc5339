"""The moderators' pages: the queue, a case, and its decisions. A form that came too late is shown again with 409 and all that was typed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.models import Role
from app.discuss import inbox
from app.kernel.errors import Conflict, Invalid, NotAllowed, Problem
from app.kernel.office_days import workdays
from app.petition import assignments
from app.petition.lifecycle import Stage
from app.propose.updates import updates
from app.review import actions, queries
from app.review.queries import Case
from app.review.rules import Ground, HideGround, Refusal, barred, check
from app.web.moderator.forms import AdmitForm, HideForm, RefuseForm
from app.web.moderator.grounds import HIDE_STANDARDS, STANDARDS, choices
from app.web.moderator.page import case_page
from app.web.moderator.queue import WORDS, chosen, counted, row
from app.web.shared import agencies, guards, staff
from app.web.shared.say import _, later
from app.web.shared.sentences import sentence_of
from app.web.shared.session import db, now, undo
from app.web.shared.staff import Link, once_more
from app.web.shared.ways import see
from app.web.shared.words import GROUNDS, HIDE_GROUNDS

moderator = Blueprint("moderator", __name__)
guards.protect(moderator, guards.moderator)


def menu() -> list[Link]:
    waiting = queries.count_waiting(db())
    return [
        Link("inbox", _("待檢核"), "moderator.queue", waiting.review),
        Link("eye-off", _("等待同意隱藏"), "moderator.hiding", waiting.hiding),
        Link("flag", _("被檢舉的意見"), "moderator.comments", inbox.count_reported(db())),
        Link("scale", _("檢核標準"), "moderator.standards"),
    ]


staff.frame(moderator, role=Role.MODERATOR, area=later("檢核作業區"), menu=menu)


@moderator.get("/moderate")
def queue() -> str:
    found = queries.inbox(db(), workdays=workdays(db()), at=now())
    asked = {name: request.args.get(name, "") for name in ("q", "due", "kind")}
    rows = [row(waiting, reader=guards.person(), at=now()) for waiting in chosen(found, **asked)]
    return render_template("moderator/queue.html", rows=rows, counts=counted(found), words=WORDS, all=len(found), **asked)


@moderator.get("/moderate/hiding")
def hiding() -> str:
    return render_template("moderator/hiding.html", rows=queries.hide_proposals(db()), me=guards.person())


@moderator.get("/moderate/standards")
def standards() -> str:
    hide = [(*staff.in_both(HIDE_GROUNDS[ground]), words) for ground, words in HIDE_STANDARDS.items()]
    return render_template("moderator/standards.html", grounds=choices(), hide=hide)


@moderator.get("/moderate/<number>")
def case(number: str) -> str:
    return render_template("moderator/case.html", **_seen(number))


@moderator.route("/moderate/<number>/admit", methods=["GET", "POST"])
def admit(number: str) -> ResponseReturnValue:
    seen, form = _seen(number), AdmitForm()
    form.offer(agencies.choices(db()))
    if request.method == "GET":
        form.suggest(seen["case"].petition)
        return render_template("moderator/admit.html", form=form, **seen)
    try:
        lead = assignments.agencies_by_code(db(), [str(form.lead.data)])[0] if form.lead.data else None
        others = assignments.agencies_by_code(db(), form.codes)
        actions.admit(db(), seen["case"].petition, by=guards.person(), lead=lead, others=others, at=now())
    except (Invalid, Conflict) as refusal:
        return once_more("moderator/admit.html", form, refusal, lambda: _seen(number))
    flash(_("%(number)s已經通過檢核，明天00:00開放附議。", number=number))
    return see(url_for("moderator.queue"))


@moderator.get("/moderate/<number>/refuse")
def ground(number: str) -> ResponseReturnValue:
    asked = request.args.get("ground", "")
    if asked not in set(Ground):
        return render_template("moderator/ground.html", grounds=choices(), **_seen(number))
    form = RefuseForm()
    form.ground.data = asked
    form.elsewhere.data = STANDARDS[Ground(asked)].elsewhere
    form.duplicate_of.data = request.args.get("duplicate_of", "")
    return render_template("moderator/refuse.html", form=form, preview=None, **_chosen(asked), **_seen(number))


@moderator.post("/moderate/<number>/refuse")
def refuse(number: str) -> ResponseReturnValue:
    seen, form = _seen(number), RefuseForm()
    if form.ground.data not in set(Ground):
        return see(url_for("moderator.ground", number=number))
    facts = _chosen(str(form.ground.data))
    refusal = Refusal(Ground(form.ground.data), _typed(form.explanation), _typed(form.elsewhere), _typed(form.duplicate_of) or None)
    try:
        if request.form.get("act") != "confirm":
            check(refusal)
            return render_template("moderator/refuse.html", form=form, preview=refusal, **facts, **seen)
        actions.refuse(db(), seen["case"].petition, by=guards.person(), refusal=refusal, at=now())
    except (Invalid, Conflict) as fault:
        return once_more("moderator/refuse.html", form, fault, lambda: {"preview": None, **facts, **_seen(number)})
    flash(_("已決定%(number)s不進入附議，理由已經公開。", number=number))
    return see(url_for("moderator.queue"))


@moderator.route("/moderate/<number>/hide", methods=["GET", "POST"])
def hide(number: str) -> ResponseReturnValue:
    seen, form = _seen(number), HideForm()
    facts = {"standards": HIDE_STANDARDS}
    if request.method == "GET":
        return render_template("moderator/hide.html", form=form, **facts, **seen)
    try:
        if form.ground.data not in set(HideGround):
            raise Invalid([Problem("ground", "ground.missing")])
        why = HideGround(form.ground.data)
        actions.propose_hiding(db(), seen["case"].petition, by=guards.person(), ground=why, explanation=_typed(form.explanation), at=now())
    except (Invalid, Conflict) as refusal:
        return once_more("moderator/hide.html", form, refusal, lambda: {**facts, **_seen(number)})
    flash(_("已提出隱藏%(number)s，要等另一位檢核人員同意。", number=number))
    return see(url_for("moderator.hiding"))


@moderator.post("/moderate/<number>/hiding")
def settle_hiding(number: str) -> ResponseReturnValue:
    consent = request.form.get("act") == "consent"
    try:
        actions.settle_hiding(db(), _seen(number)["case"].petition, by=guards.person(), consent=consent, at=now())
    except Conflict as late:
        undo()
        return render_template("moderator/case.html", late=sentence_of(late.code, late.facts), **_seen(number)), 409
    flash(_("已隱藏%(number)s。", number=number) if consent else _("已決定不隱藏%(number)s。", number=number))
    return see(url_for("moderator.hiding"))


def _seen(number: str) -> dict[str, Any]:
    """What every page of a case shows beside its form. Whoever may not decide is told so, and gets no form."""
    found: Case = queries.case(db(), number, workdays=workdays(db()), at=now())
    why = barred(found.petition, found.timeline, guards.person())
    if why is not None and request.endpoint not in ("moderator.case", "moderator.settle_hiding"):
        raise NotAllowed(why)
    return {
        "case": found,
        "page": case_page(found, why=why, reader=guards.person(), at=now()),
        "waits": found.petition.stage is Stage.IN_REVIEW,
        "told": updates(db(), found.petition),
    }


def _chosen(ground: str) -> dict[str, Any]:
    words, other = staff.in_both(GROUNDS[ground])
    return {"ground_words": words, "ground_other": other, "applies": STANDARDS[Ground(ground)].applies}


def _typed(field: Any) -> str:
    return (field.data or "").replace("\r\n", "\n")
