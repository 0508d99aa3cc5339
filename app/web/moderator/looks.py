"""Second looks: decisions that were drawn, to be decided once more without knowing how they were."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, SelectField

from app.kernel.errors import Invalid, Problem
from app.kernel.workdays import local_day
from app.petition import queries
from app.petition.lifecycle import Move
from app.petition.models import Transition
from app.petition.rulebook import policy_on
from app.review import grounds, second_looks
from app.review.models import GroundKind
from app.review.queries import hints
from app.web.moderator.routes import moderator
from app.web.platform import platform
from app.web.shared import guards
from app.web.shared.choices import Choice
from app.web.shared.forms import Form
from app.web.shared.grounds import text
from app.web.shared.say import _, later, lazy_pgettext
from app.web.shared.session import db, now
from app.web.shared.staff import once_more
from app.web.shared.ways import see
from app.web.shared.words import PERSONAL

PAGE = "moderator/look.html"
MOVES = {Move.ADMIT: later("通過，開放附議"), Move.REFUSE: lazy_pgettext("act", "不進入附議"), Move.HIDE: later("隱藏提議")}


class LookForm(Form):
    """What one would decide, and on which ground."""

    move = RadioField(later("你會怎麼決定"), choices=[Choice(move.value, words) for move, words in MOVES.items()], validate_choice=False)
    refuse_ground = SelectField(later("不進入附議的理由"), validate_choice=False)
    hide_ground = SelectField(later("隱藏的理由"), validate_choice=False)

    def offer(self, decided_at: datetime) -> None:
        for field, kind in ((self.refuse_ground, GroundKind.REFUSE), (self.hide_ground, GroundKind.HIDE)):
            offered = grounds.in_use(db(), kind, at=decided_at)
            field.choices = [Choice("", later("請選擇")), *(Choice(ground.code, text(ground)) for ground in offered)]

    @property
    def ground(self) -> str:
        """The ground that goes with the decision."""
        return {Move.REFUSE: self.refuse_ground.data, Move.HIDE: self.hide_ground.data}.get(Move(self.move.data)) or ""


@moderator.get("/moderate/second-looks")
def looks() -> str:
    rows = second_looks.waiting(db(), platform().keys, by=guards.person(), at=now())
    return render_template("moderator/looks.html", rows=rows, policy=policy_on(db(), local_day(now())))


@moderator.get("/moderate/second-looks/<int:decision_id>")
def look(decision_id: int) -> str:
    decision, _petition = second_looks.one(db(), platform().keys, decision_id, by=guards.person(), at=now())
    return render_template(PAGE, form=_form(decision), **_facts(decision_id))


@moderator.post("/moderate/second-looks/<int:decision_id>")
def record_look(decision_id: int) -> ResponseReturnValue:
    by, keys = guards.person(), platform().keys
    decision, _petition = second_looks.one(db(), keys, decision_id, by=by, at=now())
    form = _form(decision)
    try:
        if form.move.data not in {str(move) for move in MOVES}:
            raise Invalid([Problem("move", "look.move")])
        second_looks.look(db(), keys, decision, by=by, move=Move(form.move.data), ground=form.ground, at=now())
    except Invalid as refusal:
        return once_more(PAGE, form, _beside_its_field(refusal, form), lambda: _facts(decision_id))
    flash(_("已記下你的看法。原來的決定不會改變。"))
    return see(url_for("moderator.looks"))


def _form(decision: Transition) -> LookForm:
    form = LookForm()
    form.offer(decision.at)
    return form


def _beside_its_field(refusal: Invalid, form: LookForm) -> Invalid:
    return Invalid([Problem(f"{form.move.data}_ground" if one.field == "ground" else one.field, one.code) for one in refusal.problems])


def _facts(decision_id: int) -> dict[str, Any]:
    """Nothing that tells how it was decided: neither its stage nor its timeline."""
    decision, found = second_looks.one(db(), platform().keys, decision_id, by=guards.person(), at=now())
    petition = queries.by_number(db(), found.number, hidden=True)
    return {"decision_id": decision.id, "p": petition, "hints": [(hint.found, PERSONAL[hint.kind]) for hint in hints(petition)]}
