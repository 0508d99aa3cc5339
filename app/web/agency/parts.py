"""One joint answer: the lead asks for parts and sees them all; an agency that is asked sees and writes its own alone."""

from __future__ import annotations

from datetime import date

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField

from app.kernel.errors import Conflict, Invalid, NotAllowed, Problem
from app.petition import assignments, co_agencies
from app.petition.models import Part, Petition
from app.respond import contributing, parts, rules
from app.respond.parts import WHOLE, PartRequest
from app.web.agency.case import case_page
from app.web.agency.surface import agency, desk
from app.web.platform import platform
from app.web.shared import guards
from app.web.shared.cards import agency_name
from app.web.shared.choices import Choice
from app.web.shared.forms import Form
from app.web.shared.say import _, later
from app.web.shared.session import db, now
from app.web.shared.staff import once_more
from app.web.shared.ways import see


class AskForm(Form):
    """Whom, for what, by when."""

    agency = SelectField(later("請哪個機關提供"))
    demand = SelectField(later("哪一部分"))
    question = TextAreaField(later("要它寫什麼"))
    due_on = StringField(later("請在哪天以前提供"))


class WriteForm(Form):
    """The part as it is written."""

    text = TextAreaField(later("本機關的部分"))
    read_over = BooleanField(later("我已經看過像個人資料的文字，都可以公開"))
    seen = HiddenField()


@agency.get("/desk/<number>/parts")
def joint_parts(number: str) -> str:
    return render_template("agency/parts.html", form=_ask_form(number), **_facts(number))


@agency.post("/desk/<number>/parts")
def ask_part(number: str) -> ResponseReturnValue:
    petition, form = desk().get(number), _ask_form(number)
    assignments.leads(db(), petition, guards.agency())
    try:
        if not form.agency.data:
            raise Invalid([Problem("agency", "agency.which")])
        other = assignments.agencies_by_code(db(), [form.agency.data])[0]
        contributing.ask(
            db(), petition, by=guards.person(), agency=guards.agency(), other=other, demand_no=_number(form.demand.data),
            question=(form.question.data or "").replace("\r\n", "\n"), due_on=_day(form.due_on.data or ""), at=now(),
        )  # fmt: skip
    except (Invalid, Conflict) as refusal:
        return once_more("agency/parts.html", form, refusal, lambda: _facts(number))
    flash(_("已經通知該機關。"))
    return see(url_for("agency.joint_parts", number=number))


@agency.get("/desk/<number>/parts/<int:part_id>")
def part(number: str, part_id: int) -> str:
    asked = _asked(desk().get(number), part_id)
    latest = asked.draft or (asked.latest.text if asked.latest else "")
    return render_template(
        "agency/part.html", form=WriteForm(None, data={"text": latest, "seen": asked.seal}), **_part_facts(number, part_id)
    )


@agency.post("/desk/<number>/parts/<int:part_id>")
def press_part(number: str, part_id: int) -> ResponseReturnValue:
    petition, form, act = desk().get(number), WriteForm(), request.form.get("act", "save")
    asked, mine, by = _asked(petition, part_id), guards.agency(), guards.person()
    text = (form.text.data or "").replace("\r\n", "\n")
    try:
        if act == "drop":
            contributing.drop(db(), petition, asked, by=by, agency=mine, at=now())
            flash(_("已經不再請該機關提供這一部分。"))
            return see(url_for("agency.joint_parts", number=number))
        if asked.agency_id != mine.id:
            raise NotAllowed("part.theirs")
        if act == "save":
            contributing.save(db(), petition, asked, text=text, seen=form.seen.data or "")
            flash(_("草稿已儲存，還沒有交給主辦機關。"))
        else:
            keys, read_over = platform().keys, bool(form.read_over.data)
            contributing.give(
                db(), petition, asked, by=by, agency=mine, text=text, keys=keys, at=now(), seen=form.seen.data or "", read_over=read_over
            )
            flash(_("已經交給主辦機關。"))
    except (Invalid, Conflict) as refusal:
        return once_more("agency/part.html", form, refusal, lambda: _again(number, part_id, form))
    return see(url_for("agency.part", number=number, part_id=part_id))


def _again(number: str, part_id: int, form: WriteForm) -> dict[str, object]:
    """The page as things stand now; what is sent again is sent in view of that."""
    facts = _part_facts(number, part_id)
    form.seen.data = _asked(desk().get(number), part_id).seal
    return facts


def _ask_form(number: str) -> AskForm:
    petition, mine, form = desk().get(number), guards.agency(), AskForm()
    others = [row.agency for row in petition.assignments if row.part in co_agencies.NAMED and row.agency_id != mine.id]
    form.agency.choices = [Choice("", later("請選擇")), *(Choice(one.code, agency_name(one)) for one in others)]
    demands = [Choice(str(demand.no), _("訴求%(no)s", no=demand.no)) for demand in petition.demands]
    form.demand.choices = [*demands, Choice(str(WHOLE), _("整份回應"))]
    return form


def _facts(number: str) -> dict[str, object]:
    """A lead sees every part, everybody else their own."""
    page, mine = case_page(number), guards.agency()
    is_lead = page.part is Part.LEAD
    joint = parts.joint(db(), page.petition)
    rows = joint.requests if is_lead else parts.of_agency(db(), page.petition, mine)
    others = [row for row in page.petition.assignments if row.part in co_agencies.NAMED and row.agency_id != mine.id]
    return {
        "page": page,
        "rows": rows,
        "is_lead": is_lead,
        "may_ask": is_lead and bool(others) and page.petition.stage in contributing.ASKED_IN,
        "mine": mine,
        "at": now(),
        "limit": contributing.QUESTION_MAX,
    }


def _part_facts(number: str, part_id: int) -> dict[str, object]:
    page, mine = case_page(number), guards.agency()
    asked = _asked(page.petition, part_id)
    demand = next((row for row in page.petition.demands if row.no == asked.demand_no), None)
    may_write = asked.agency_id == mine.id and page.petition.stage in contributing.WRITTEN_IN
    facts = {"is_lead": page.part is Part.LEAD, "at": now(), "limit": rules.LONGEST}
    return {"page": page, "asked": asked, "demand": demand, "may_write": may_write, **facts}


def _asked(petition: Petition, part_id: int) -> PartRequest:
    mine = guards.agency()
    return parts.request(db(), petition, part_id, agency=mine, leads=desk().part(petition) is Part.LEAD)


def _number(written: str | None) -> int:
    return int(written) if written and written.isdecimal() else -1


def _day(written: str) -> date:
    """Raises Invalid."""
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        raise Invalid([Problem("due_on", "deputy.day")]) from None
