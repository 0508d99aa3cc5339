"""Handing a case over: what other agencies offer to this one, and what this one offers to another (rule 14)."""

from __future__ import annotations

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, SelectField, TextAreaField

from app.kernel.errors import Conflict, Invalid, Problem
from app.petition import assignments, deadlines, handovers
from app.petition.handovers import Fate, Handover
from app.web.agency.case import case_page
from app.web.agency.surface import agency, desk
from app.web.shared import agencies, filters, guards
from app.web.shared.choices import Choice
from app.web.shared.forms import Form
from app.web.shared.say import _, later
from app.web.shared.session import db, now
from app.web.shared.staff import once_more
from app.web.shared.ways import see

FATES = {
    None: later("等對方決定"),
    Fate.ACCEPTED: later("已接手"),
    Fate.DECLINED: later("沒有接手"),
    Fate.WITHDRAWN: later("已收回"),
    Fate.LAPSED: later("沒有在期限內決定"),
    Fate.SETTLED: later("由平臺管理者決定"),
}


class OfferForm(Form):
    """To whom, and why."""

    to = SelectField(later("移交給"))
    reason = TextAreaField(later("為什麼由它主辦"))
    stays = BooleanField(later("本機關留下來協辦"))


class DecideForm(Form):
    """Why not."""

    reason = TextAreaField(later("不接手的理由"))


@agency.get("/desk/handovers")
def handovers_list() -> str:
    return render_template("agency/handovers.html", rows=handovers.offered(db(), guards.agency(), at=now()))


@agency.get("/desk/handovers/<int:handover_id>")
def offered(handover_id: int) -> str:
    return render_template("agency/offered.html", form=DecideForm(), **_offered(handover_id))


@agency.post("/desk/handovers/<int:handover_id>")
def decide(handover_id: int) -> ResponseReturnValue:
    row, form = handovers.get(db(), handover_id, agency=guards.agency()), DecideForm()
    number, by, mine = row.petition.number, guards.person(), guards.agency()
    try:
        if request.form.get("act") == "accept":
            handovers.accept(db(), row, by=by, agency=mine, at=now())
            flash(_("已經接手，由本機關主辦。"))
            return see(url_for("agency.case", number=number))
        handovers.decline(db(), row, by=by, agency=mine, reason=_text(form), at=now())
    except (Invalid, Conflict) as refusal:
        return once_more("agency/offered.html", form, refusal, lambda: _offered(handover_id))
    flash(_("已經回覆不接手，由原主辦機關繼續負責。"))
    return see(url_for("agency.handovers_list"))


@agency.get("/desk/<number>/handover")
def ask_handover(number: str) -> ResponseReturnValue:
    return render_template("agency/handover.html", form=_offer_form(number), **_facts(number))


@agency.post("/desk/<number>/handover")
def offer(number: str) -> ResponseReturnValue:
    petition, form = desk().get(number), _offer_form(number)
    try:
        if not form.to.data:
            raise Invalid([Problem("to", "agency.which")])
        to = assignments.agencies_by_code(db(), [form.to.data])[0]
        handovers.offer(
            db(), petition, by=guards.person(), agency=guards.agency(), to=to, reason=_text(form), stays=bool(form.stays.data), at=now()
        )  # fmt: skip
    except (Invalid, Conflict) as refusal:
        return once_more("agency/handover.html", form, refusal, lambda: _facts(number))
    flash(_("已經提出移交。對方接手之前，由本機關繼續負責。"))
    return see(url_for("agency.ask_handover", number=number))


@agency.post("/desk/<number>/handover/withdraw")
def withdraw_handover(number: str) -> ResponseReturnValue:
    try:
        handovers.withdraw(db(), desk().get(number), by=guards.person(), agency=guards.agency(), at=now())
    except Conflict as late:
        return once_more("agency/handover.html", _offer_form(number), late, lambda: _facts(number))
    flash(_("移交已經收回，由本機關繼續主辦。"))
    return see(url_for("agency.ask_handover", number=number))


def _offered(handover_id: int) -> dict[str, object]:
    row = handovers.get(db(), handover_id, agency=guards.agency())
    return {"row": row, "p": row.petition, "is_open": _is_open(row), "limit": assignments.REASON_MAX}


def _offer_form(number: str) -> OfferForm:
    """Raises NotAllowed unless the agency leads."""
    assignments.leads(db(), desk().get(number), guards.agency())
    form = OfferForm()
    form.to.choices = [Choice("", later("請選擇")), *(one for one in agencies.choices(db()) if one.value != guards.agency().code)]
    return form


def _facts(number: str) -> dict[str, object]:
    page = case_page(number)
    found = handovers.open_for(db(), page.petition)
    until = deadlines.days_after(now(), page.petition.policy.accept_days)
    return {
        "page": page,
        "open": found if found is not None and _is_open(found) else None,
        "history": handovers.history(db(), page.petition),
        "mine": guards.agency(),
        "fates": FATES,
        "until": filters.until(until),
        "limit": assignments.REASON_MAX,
    }


def _is_open(row: Handover) -> bool:
    return row.fate is None and now() < row.due_at and row.petition.stage in handovers.STAGES


def _text(form: OfferForm | DecideForm) -> str:
    return (form.reason.data or "").replace("\r\n", "\n")
