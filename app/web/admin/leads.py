"""Petitions whose lead is open or disputed: the administrator names it (rule 14)."""

from __future__ import annotations

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, SelectField, TextAreaField

from app.kernel.errors import Conflict, Invalid, NotFound, Problem
from app.petition import assignments, handovers, queries
from app.petition.models import Part, Petition
from app.web.admin.surface import admin
from app.web.shared import agencies, guards
from app.web.shared.choices import Choice
from app.web.shared.forms import Form
from app.web.shared.say import _, later
from app.web.shared.session import db, now
from app.web.shared.staff import once_more
from app.web.shared.ways import see


class LeadForm(Form):
    """The agency that leads, and why where others lead already."""

    lead = SelectField(later("主辦機關"))
    reason = TextAreaField(later("決定的理由"))
    # Whether anybody led when the page was shown.
    led = HiddenField()

    def offer(self) -> None:
        self.lead.choices = [Choice("", later("請選擇")), *agencies.choices(db())]


@admin.get("/admin/leads")
def leads() -> str:
    return render_template("admin/leads.html", **_lists())


@admin.get("/admin/leads/<number>")
def lead(number: str) -> str:
    petition, form = _open(number), LeadForm()
    form.offer()
    return render_template("admin/lead.html", form=form, **_facts(petition))


@admin.post("/admin/leads/<number>")
def assign(number: str) -> ResponseReturnValue:
    petition, form = _open(number), LeadForm()
    form.offer()
    try:
        if not form.lead.data:
            raise Invalid([Problem("lead", "agency.choose")])
        chosen = assignments.agencies_by_code(db(), [form.lead.data])[0]
        if is_led(petition):
            if not form.led.data:
                raise Conflict("agency.decided")
            why = (form.reason.data or "").replace("\r\n", "\n")
            handovers.settle_lead(db(), petition, by=guards.person(), lead=chosen, reason=why, at=now())
        else:
            others = [row.agency for row in petition.assignments if row.part is not Part.REFUSED]
            assignments.assign(db(), petition, by=guards.person(), lead=chosen, others=others, at=now())
    except (Invalid, Conflict) as refusal:
        return once_more("admin/lead.html", form, refusal, lambda: _facts(_open(number)))
    flash(_("已確認%(number)s的主辦機關。", number=number))
    return see(url_for("admin.leads"))


def is_led(petition: Petition) -> bool:
    """Does an agency lead it already?"""
    return any(row.part is Part.LEAD for row in petition.assignments)


def _open(number: str) -> Petition:
    """Raises NotFound unless it has been admitted and its answer is still to come."""
    found = queries.by_number(db(), number)
    if found.stage not in handovers.STAGES:
        raise NotFound("petition.unknown")
    return found


def _lists() -> dict[str, object]:
    return {
        "petitions": assignments.without_lead(db()),
        "disputed": handovers.disputed(db()),
        "shared": handovers.shared(db()),
    }


def _facts(petition: Petition) -> dict[str, object]:
    history = handovers.history(db(), petition)
    return {"p": petition, "is_led": is_led(petition), "history": history, "limit": assignments.REASON_MAX}
