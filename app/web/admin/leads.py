"""Petitions whose lead is open: the administrator names it (rule 14)."""

from __future__ import annotations

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from app.kernel.errors import Conflict, Invalid, NotFound, Problem
from app.petition import assignments
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
    """The agency that leads."""

    lead = SelectField(later("主辦機關"))

    def offer(self) -> None:
        self.lead.choices = [Choice("", later("請選擇")), *agencies.choices(db())]


@admin.get("/admin/leads")
def leads() -> str:
    return render_template("admin/leads.html", petitions=assignments.without_lead(db()))


@admin.get("/admin/leads/<number>")
def lead(number: str) -> str:
    petition, form = _open(number), LeadForm()
    form.offer()
    return render_template("admin/lead.html", form=form, p=petition)


@admin.post("/admin/leads/<number>")
def assign(number: str) -> ResponseReturnValue:
    petition, form = _open(number), LeadForm()
    form.offer()
    try:
        if not form.lead.data:
            raise Invalid([Problem("lead", "agency.choose")])
        chosen = assignments.agencies_by_code(db(), [form.lead.data])[0]
        others = [row.agency for row in petition.assignments if row.part is not Part.REFUSED]
        assignments.assign(db(), petition, by=guards.person(), lead=chosen, others=others, at=now())
    except Invalid as refusal:
        return once_more("admin/lead.html", form, refusal, lambda: {"p": _open(number)})
    except Conflict as late:
        return once_more("admin/leads.html", form, late, lambda: {"petitions": assignments.without_lead(db())})
    flash(_("已確認%(number)s的主辦機關。", number=number))
    return see(url_for("admin.leads"))


def _open(number: str) -> Petition:
    """Raises NotFound unless its lead is open."""
    found = next((petition for petition in assignments.without_lead(db()) if petition.number == number), None)
    if found is None:
        raise NotFound("petition.unknown")
    return found
