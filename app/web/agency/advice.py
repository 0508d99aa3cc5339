"""What moderators ask this agency about petitions in review, and its answer (suggested: admit, refuse, another agency)."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, SelectField, TextAreaField

from app.accounts.models import Agency
from app.kernel.errors import Conflict, Invalid
from app.petition import assignments, queries
from app.propose.content import typed
from app.review import advice, grounds
from app.review.advice import Desk, Given, Suggestion
from app.review.models import GroundKind, ListedGround
from app.web.agency.surface import agency
from app.web.shared import agencies, guards
from app.web.shared.agencies import Choices
from app.web.shared.choices import Choice
from app.web.shared.forms import Form
from app.web.shared.grounds import text as ground_text
from app.web.shared.say import _, later
from app.web.shared.session import db, now
from app.web.shared.staff import once_more
from app.web.shared.ways import see
from app.web.shared.words import SUGGESTIONS


class AnswerForm(Form):
    """What the agency would do, and why; a ground with a refusal, the agency with another's competence."""

    suggestion = RadioField(
        later("建議"), choices=[Choice(value.value, SUGGESTIONS[value].word) for value in Suggestion], validate_choice=False
    )
    ground = SelectField(later("不進入附議的理由"), validate_choice=False)
    other = SelectField(later("主管的機關"), validate_choice=False)
    text = TextAreaField(later("說明"), filters=[lambda text: typed(text or "")])

    def offer(self, choices: Choices, listed: Sequence[ListedGround]) -> None:
        self.ground.choices = [Choice("", later("請選擇")), *(Choice(ground.code, ground_text(ground)) for ground in listed)]
        self.other.choices = [Choice("", later("請選擇")), *choices]

    def given(self, other: Agency | None, listed: Sequence[ListedGround]) -> Given:
        suggestion = Suggestion(self.suggestion.data) if self.suggestion.data in set(Suggestion) else None
        ground = next((row for row in listed if row.code == self.ground.data), None)
        return Given(suggestion, self.text.data or "", ground, other)


@agency.get("/desk/advice")
def asked() -> str:
    desk = Desk(db(), guards.agency())
    return render_template("agency/asked.html", waiting=desk.waiting(), given=desk.given())


@agency.get("/desk/advice/<int:advice_id>")
def advise(advice_id: int) -> str:
    return render_template("agency/advise.html", form=_form(None), **_facts(advice_id))


@agency.post("/desk/advice/<int:advice_id>")
def answer_advice(advice_id: int) -> ResponseReturnValue:
    found, form = Desk(db(), guards.agency()).get(advice_id), _form()
    try:
        other = assignments.agencies_by_code(db(), [str(form.other.data)])[0] if form.other.data else None
        advice.answer(db(), found, by=guards.person(), given=form.given(other, grounds.in_use(db(), GroundKind.REFUSE)), at=now())
    except (Invalid, Conflict) as refusal:
        return once_more("agency/advise.html", form, refusal, lambda: _facts(advice_id))
    flash(_("已經回覆。檢核人員會看到；檢核有結果之後，意見會公開。"))
    return see(url_for("agency.asked"))


def _form(*given: None) -> AnswerForm:
    form = AnswerForm(*given)
    form.offer(agencies.choices(db()), grounds.in_use(db(), GroundKind.REFUSE))
    return form


def _facts(advice_id: int) -> dict[str, object]:
    found = Desk(db(), guards.agency()).get(advice_id)
    return {"row": found, "p": queries.by_number(db(), found.petition.number), "limit": advice.TEXT_MAX}
