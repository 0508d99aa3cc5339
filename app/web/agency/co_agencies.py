"""The lead asks other agencies to help with its case, and lets them go again (rule 14)."""

from __future__ import annotations

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, TextAreaField

from app.accounts.models import Agency
from app.kernel.errors import Conflict, Invalid, NotFound, Problem
from app.petition import assignments, co_agencies
from app.petition.models import Part
from app.web.agency.case import case_page
from app.web.agency.surface import agency, desk
from app.web.shared import agencies, guards
from app.web.shared.choices import Choice
from app.web.shared.forms import Form
from app.web.shared.say import _, later
from app.web.shared.session import db, now
from app.web.shared.staff import once_more
from app.web.shared.ways import see


class AddForm(Form):
    """Which agency, and why."""

    agency = SelectField(later("協辦機關"))
    reason = TextAreaField(later("請它協辦的理由"))


class RemoveForm(Form):
    """Why the co-agency is let go."""

    reason = TextAreaField(later("不再需要協辦的理由"))


@agency.get("/desk/<number>/co-agencies")
def ask_co_agency(number: str) -> str:
    return render_template("agency/co_agencies.html", form=_form(number), **_facts(number))


@agency.post("/desk/<number>/co-agencies")
def add_co_agency(number: str) -> ResponseReturnValue:
    petition, form = desk().get(number), _form(number)
    try:
        if not form.agency.data:
            raise Invalid([Problem("agency", "agency.which")])
        other = assignments.agencies_by_code(db(), [form.agency.data])[0]
        co_agencies.add(db(), petition, by=guards.person(), agency=guards.agency(), other=other, reason=_text(form), at=now())
    except (Invalid, Conflict) as refusal:
        return once_more("agency/co_agencies.html", form, refusal, lambda: _facts(number))
    flash(_("已經請它協辦，並通知該機關。"))
    return see(url_for("agency.ask_co_agency", number=number))


@agency.get("/desk/<number>/co-agencies/<code>")
def ask_removal(number: str, code: str) -> str:
    return render_template("agency/co_agency.html", form=RemoveForm(), **_co_agency(number, code))


@agency.post("/desk/<number>/co-agencies/<code>")
def remove_co_agency(number: str, code: str) -> ResponseReturnValue:
    other, form = _other(number, code), RemoveForm()
    try:
        co_agencies.remove(
            db(), desk().get(number), by=guards.person(), agency=guards.agency(), other=other, reason=_text(form), at=now()
        )  # fmt: skip
    except (Invalid, Conflict) as refusal:
        return once_more("agency/co_agency.html", form, refusal, lambda: _co_agency(number, code))
    flash(_("已經通知該機關不再協辦。"))
    return see(url_for("agency.ask_co_agency", number=number))


def _form(number: str) -> AddForm:
    """Raises NotAllowed unless the agency leads."""
    petition = desk().get(number)
    assignments.leads(db(), petition, guards.agency())
    named = {row.agency.code for row in petition.assignments if row.part in co_agencies.NAMED}
    form = AddForm()
    form.agency.choices = [Choice("", later("請選擇")), *(one for one in agencies.choices(db()) if one.value not in named)]
    return form


def _facts(number: str) -> dict[str, object]:
    page = case_page(number)
    return {
        "page": page,
        "rows": [row for row in page.petition.assignments if row.part is Part.CO_AGENCY],
        "limit": assignments.REASON_MAX,
    }


def _co_agency(number: str, code: str) -> dict[str, object]:
    return {"page": case_page(number), "other": _other(number, code), "limit": assignments.REASON_MAX}


def _other(number: str, code: str) -> Agency:
    """An agency with a part in the case, for the lead. Raises NotFound, NotAllowed."""
    petition = desk().get(number)
    assignments.leads(db(), petition, guards.agency())
    found = next((row.agency for row in petition.assignments if row.agency.code == code), None)
    if found is None:
        raise NotFound("agency.unknown", agency=code)
    return found


def _text(form: AddForm | RemoveForm) -> str:
    return (form.reason.data or "").replace("\r\n", "\n")
