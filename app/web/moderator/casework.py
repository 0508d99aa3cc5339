"""Work on a case before it is decided: claim and release it, write notes, put tags on it, ask agencies for advice."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, TextAreaField

from app.kernel.errors import Conflict, Invalid
from app.kernel.office_days import workdays
from app.petition import assignments, deadlines, queries
from app.petition.models import Petition
from app.propose.content import typed
from app.review import advice, holds, notes
from app.review.notes import Spot
from app.web.moderator.beside import NoteForm, TagForm, beside
from app.web.moderator.routes import VIEWS, moderator, queue_page, shown
from app.web.shared import agencies, guards
from app.web.shared.agencies import Choices
from app.web.shared.choices import Choice
from app.web.shared.forms import Form
from app.web.shared.say import _, later
from app.web.shared.sentences import sentence_of
from app.web.shared.session import db, now, undo
from app.web.shared.staff import once_more
from app.web.shared.ways import see


class AdviceForm(Form):
    """Whom to ask, and what."""

    agency_1 = SelectField(later("徵詢的機關"), default="")
    agency_2 = SelectField(later("徵詢的機關（二）"), default="")
    agency_3 = SelectField(later("徵詢的機關（三）"), default="")
    question = TextAreaField(later("想請機關說明什麼"), filters=[lambda text: typed(text or "")])

    def offer(self, choices: Choices) -> None:
        for field in (self.agency_1, self.agency_2, self.agency_3):
            field.choices = [Choice("", later("請選擇") if field is self.agency_1 else later("不需要")), *choices]

    @property
    def codes(self) -> list[str]:
        return [str(field.data) for field in (self.agency_1, self.agency_2, self.agency_3) if field.data]


@moderator.post("/moderate/<number>/claim")
def claim(number: str) -> ResponseReturnValue:
    return _do(number, lambda petition: holds.claim(db(), petition, by=guards.person(), at=now()), _("由你處理。"))


@moderator.post("/moderate/<number>/release")
def release(number: str) -> ResponseReturnValue:
    return _do(number, lambda petition: holds.release(db(), petition, by=guards.person()), _("已經放下，其他人可以處理。"))


@moderator.post("/moderate/<number>/notes")
def note(number: str) -> ResponseReturnValue:
    form = NoteForm()
    spot = Spot(form.hint_for.data) if form.hint_for.data in set(Spot) else None
    try:
        notes.write(db(), _petition(number), by=guards.person(), text=form.note.data or "", hint_for=spot, at=now())
    except Invalid as refusal:
        return _wrong(number, refusal, form, note_form=form)
    holds.renew(db(), _petition(number), by=guards.person(), at=now())
    return see(url_for("moderator.case", number=number, _anchor="notes"))


@moderator.post("/moderate/<number>/tags")
def tag(number: str) -> ResponseReturnValue:
    form, off = TagForm(), request.form.get("off")
    try:
        if off:
            notes.untag(db(), _petition(number), by=guards.person(), tag=off)
        else:
            notes.tag(db(), _petition(number), by=guards.person(), tag=form.tag.data or "", at=now())
    except Invalid as refusal:
        return _wrong(number, refusal, form, tag_form=form)
    return see(url_for("moderator.case", number=number, _anchor="tags"))


@moderator.route("/moderate/<number>/advice", methods=["GET", "POST"])
def ask_advice(number: str) -> ResponseReturnValue:
    form = AdviceForm()
    form.offer(agencies.choices(db()))
    if request.method == "GET":
        return render_template("moderator/advice.html", form=form, **_asking(number))
    try:
        asked = assignments.agencies_by_code(db(), form.codes)
        advice.ask(
            db(), _petition(number), by=guards.person(), agencies=asked, question=form.question.data or "",
            workdays=workdays(db()), at=now(),
        )  # fmt: skip
    except (Invalid, Conflict) as refusal:
        return once_more("moderator/advice.html", form, refusal, lambda: _asking(number))
    flash(_("已經徵詢機關意見。沒有回覆也可以決定。"))
    return see(url_for("moderator.case", number=number, _anchor="advice"))


@moderator.post("/moderate/views")
def keep_view() -> ResponseReturnValue:
    return VIEWS.keep(queue_page)


@moderator.post("/moderate/views/<int:view_id>/drop")
def drop_view(view_id: int) -> ResponseReturnValue:
    return VIEWS.drop(view_id)


def _do(number: str, act: Callable[[Petition], None], done: str) -> ResponseReturnValue:
    try:
        act(_petition(number))
    except Conflict as late:
        undo()
        return render_template("moderator/case.html", late=sentence_of(late.code, late.facts), **shown(number)), 409
    flash(done)
    return see(url_for("moderator.case", number=number))


def _wrong(number: str, refusal: Invalid, form: Form, **forms: Form) -> ResponseReturnValue:
    """The case once more with what was typed beside it."""
    undo()
    form.blame(refusal)
    facts = shown(number)
    facts["beside"] = beside(facts["case"], reader=guards.person(), **forms)  # type: ignore[arg-type]
    return render_template("moderator/case.html", form=form, **facts), 422


def _asking(number: str) -> dict[str, object]:
    facts = shown(number)
    policy = facts["case"].petition.policy
    due = deadlines.review_due(now(), workdays=workdays(db()), days=policy.advice_workdays)
    return {**facts, "due": due, "limit": advice.TEXT_MAX}


def _petition(number: str) -> Petition:
    return queries.by_number(db(), number, hidden=True)
