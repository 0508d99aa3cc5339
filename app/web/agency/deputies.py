"""An officer names who stands in while they are away, and everybody of the agency sees who stands in for whom."""

from __future__ import annotations

from datetime import date

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, StringField

from app.accounts import deputies
from app.accounts.models import Person
from app.kernel.errors import Conflict, Invalid, Problem
from app.kernel.workdays import local_day
from app.web.agency.surface import agency
from app.web.shared import guards
from app.web.shared.choices import Choice
from app.web.shared.forms import Form
from app.web.shared.say import _, later, lazy_pgettext
from app.web.shared.session import db, now
from app.web.shared.staff import once_more
from app.web.shared.ways import see


class DeputyForm(Form):
    """Who, and on which days."""

    deputy = SelectField(later("代理人"))
    first = StringField(later("從"))
    last = StringField(lazy_pgettext("field", "到"))


@agency.get("/desk/deputies")
def standing_in() -> str:
    return render_template("agency/deputies.html", form=_form(), **_facts())


@agency.post("/desk/deputies")
def name_deputy() -> ResponseReturnValue:
    form = _form()
    try:
        deputy = next((one for one in _colleagues() if str(one.id) == form.deputy.data), None)
        days = {field: _day(form[field].data or "") for field in ("first", "last")}
        faults = [Problem(field, "deputy.day") for field, day in days.items() if day is None]
        if deputy is None or faults:
            raise Invalid([*([Problem("deputy", "deputy.colleague")] if deputy is None else []), *faults])
        first, last = days["first"] or local_day(now()), days["last"] or local_day(now())
        deputies.name(db(), guards.person(), deputy, agency=guards.agency(), first=first, last=last, at=now())
    except (Invalid, Conflict) as refusal:
        return once_more("agency/deputies.html", form, refusal, _facts)
    flash(_("已經記下代理人。這段期間，給你的通知信也會寄給他。"))
    return see(url_for("agency.standing_in"))


@agency.post("/desk/deputies/<int:deputy_id>/end")
def end_deputy(deputy_id: int) -> ResponseReturnValue:
    deputies.end(db(), guards.person(), deputy_id, at=now())
    flash(_("代理已經結束。"))
    return see(url_for("agency.standing_in"))


def _form() -> DeputyForm:
    form = DeputyForm()
    form.deputy.choices = [Choice("", later("請選擇")), *(Choice(str(one.id), one.nickname) for one in _colleagues())]
    return form


def _colleagues() -> list[Person]:
    return [one for one in db().scalars(deputies.colleagues(guards.agency())) if one.id != guards.person().id]


def _facts() -> dict[str, object]:
    rows = deputies.named(db(), guards.agency(), at=now())
    return {"rows": rows, "me": guards.person(), "today": local_day(now())}


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        return None
