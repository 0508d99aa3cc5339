"""A seat in a meeting: sign up for the draw, step back, accept or decline (rule 16). What a person has is worked out for them alone."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, StringField

from app.kernel.errors import Conflict, Invalid
from app.meet import lots
from app.meet import queries as called
from app.meet.models import Meeting
from app.petition import queries
from app.petition.models import Petition
from app.propose.content import typed
from app.rate.actions import is_endorser
from app.web.platform import platform
from app.web.shared import guards, limits, ways
from app.web.shared.forms import Form, again
from app.web.shared.guards import person
from app.web.shared.meetings import is_open, state_of
from app.web.shared.say import later
from app.web.shared.sentences import sentence_of
from app.web.shared.session import db, now, undo

seats = Blueprint("seats", __name__)
guards.protect(seats, guards.verified)
PAGE = "citizen/seat.html"


class SeatForm(Form):
    """What is published of whoever takes a seat."""

    name = StringField(later("在會議上怎麼稱呼你"), filters=[lambda text: typed(text or "")])
    may_name = BooleanField(later("會議紀錄可以寫出這個稱呼"))
    may_record = BooleanField(later("我同意錄影錄音時拍到我、錄到我的聲音"))


@seats.get("/petitions/<number>/meetings/<int:meeting_id>/seat")
def ask(number: str, meeting_id: int) -> ResponseReturnValue:
    facts = _facts(number, meeting_id)
    return render_template(PAGE, form=SeatForm(None, obj=facts["lot"]), done=request.args.get("done"), **facts)


@seats.post("/petitions/<number>/meetings/<int:meeting_id>/seat")
def press(number: str, meeting_id: int) -> ResponseReturnValue:
    petition, form, act = queries.by_number(db(), number), SeatForm(), request.form.get("act", "")
    meeting = called.meeting(db(), petition, meeting_id)
    limits.take(limits.SUBMIT, by=str(person().id))
    try:
        act = _do(act, petition, meeting, form)
    except Invalid as refusal:
        return again(PAGE, form, refusal, **_facts(number, meeting_id))
    except Conflict as refusal:
        undo()
        late = sentence_of(refusal.code, refusal.facts, status=409)
        return render_template(PAGE, form=form, late=late, **_facts(number, meeting_id)), 409
    return ways.see(url_for("seats.ask", number=number, meeting_id=meeting_id, done=act))


def _do(act: str, petition: Petition, meeting: Meeting, form: SeatForm) -> str:
    """What the button says; returns what was done."""
    by, keys, at = person(), platform().keys, now()
    simple = {"sign_up": lots.sign_up, "step_back": lots.step_back, "decline": lots.decline}
    if act in simple:
        simple[act](db(), petition, meeting, by=by, keys=keys, at=at)
        return act
    lots.accept(
        db(), petition, meeting, by=by, keys=keys, at=at,
        name=form.name.data or "", may_name=bool(form.may_name.data), may_record=bool(form.may_record.data),
    )  # fmt: skip
    return "accept"


def _facts(number: str, meeting_id: int) -> dict[str, object]:
    petition = queries.by_number(db(), number)
    meeting = called.meeting(db(), petition, meeting_id)
    lot = lots.lot_of(db(), petition, meeting, person(), keys=platform().keys)
    return {
        "petition": petition,
        "meeting": meeting,
        "lot": lot,
        "state": lot.state if lot else "",
        "is_open": is_open(meeting, now()),
        "is_ahead": state_of(meeting, now()) == "planned",
        "endorsed": (lot is not None and lot.rank == 0) or is_endorser(db(), petition, person(), keys=platform().keys),
        "policy": petition.policy,
    }
