"""What the agency has promised: all of it by day, and one promise reported on or given another day in public (rule 18)."""

from __future__ import annotations

from datetime import date

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, StringField, TextAreaField

from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.workdays import local_day
from app.petition.models import Petition
from app.respond import keeping
from app.respond import promises as promised_by
from app.respond.keeping import REASON_MAX, Report
from app.respond.models import PromiseState
from app.respond.promises import Given, Wanted
from app.web.agency.case import case_page
from app.web.agency.surface import agency, desk
from app.web.shared import guards
from app.web.shared.choices import Choice
from app.web.shared.forms import Form
from app.web.shared.say import _, later
from app.web.shared.session import db, now
from app.web.shared.staff import once_more
from app.web.shared.ways import see

REDATE = "redate"
ACTS = {
    PromiseState.STARTED: later("開始辦理"),
    PromiseState.DONE: later("已經完成"),
    PromiseState.DROPPED: later("不再辦理"),
    REDATE: later("更改完成日期"),
}
MOST = 200


class PromiseForm(Form):
    """What is told about a promise; `seen` is how the form showed it."""

    did = RadioField(later("進度"), validate_choice=False)
    due_on = StringField(later("新的完成日期"))
    text = TextAreaField(later("說明"))
    link = StringField(later("佐證連結"))
    seen = StringField()


@agency.get("/desk/promises")
def promised() -> str:
    found = promised_by.listed(db(), Wanted(agency=guards.agency().code), at=now(), page=1, size=MOST)
    return render_template("agency/promised.html", given=found.rows, at=now())


@agency.get("/desk/<number>/promises")
def promises(number: str) -> str:
    petition = desk().get(number)
    given = promised_by.of_petition(db(), petition)
    return render_template("agency/promises.html", page=case_page(number), given=given, at=now())


@agency.get("/desk/<number>/promises/<int:commitment_id>")
def promise(number: str, commitment_id: int) -> str:
    one = _given(desk().get(number), commitment_id)
    form = PromiseForm(data={"seen": one.commitment.seal})
    return render_template("agency/promise.html", form=_chosen(form, one), page=case_page(number), one=one, **_limits())


@agency.post("/desk/<number>/promises/<int:commitment_id>")
def report(number: str, commitment_id: int) -> ResponseReturnValue:
    petition, form = desk().get(number), PromiseForm()
    one = _given(petition, commitment_id)
    try:
        _report(petition, one, _chosen(form, one))
    except (Invalid, Conflict) as refusal:
        return once_more("agency/promise.html", form, refusal, lambda: _again(number, commitment_id, form))
    flash(_("承諾的進度已公布。"))
    return see(url_for("agency.promises", number=number))


def _report(petition: Petition, one: Given, form: PromiseForm) -> None:
    told = Report((form.text.data or "").replace("\r\n", "\n"), form.link.data or "", form.seen.data or "")
    by, mine = guards.person(), guards.agency()
    if form.did.data == REDATE:
        keeping.redate(db(), petition, one.promise, _day(form.due_on.data or ""), told, by=by, agency=mine, at=now())
        return
    to = PromiseState(form.did.data) if form.did.data in set(PromiseState) else None
    keeping.report(db(), petition, one.promise, to, told, by=by, agency=mine, at=now())


def _again(number: str, commitment_id: int, form: PromiseForm) -> dict[str, object]:
    """The page as things stand now; what is sent again is sent in view of that."""
    one = _given(desk().get(number), commitment_id)
    form.seen.data = one.commitment.seal
    _chosen(form, one)
    return {"page": case_page(number), "one": one, **_limits()}


def _given(petition: Petition, commitment_id: int) -> Given:
    for one in promised_by.of_petition(db(), petition):
        if one.commitment.id == commitment_id:
            return one
    raise NotFound("promise.unknown")


def _chosen(form: PromiseForm, one: Given) -> PromiseForm:
    """With the acts that are possible now."""
    acts = [*keeping.NEXT[one.commitment.state], *([REDATE] if one.commitment.is_open else [])]
    form.did.choices = [Choice(str(act), ACTS[act]) for act in acts]
    return form


def _limits() -> dict[str, object]:
    return {"limit": REASON_MAX, "today": local_day(now()), "at": now()}


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        return None
