"""Signing in: an address, then the code that was sent to it. The same for people known and unknown."""

from __future__ import annotations

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.accounts import addresses, people, sign_ins
from app.accounts.addresses import Address
from app.accounts.challenges import Purpose
from app.accounts.models import Person
from app.kernel.errors import Invalid, Problem, TooMany
from app.kernel.workdays import local_day
from app.petition.rulebook import policy_on
from app.web.door import pending
from app.web.door.device import device
from app.web.door.forms import AddressForm, CodeForm
from app.web.door.onward import onward
from app.web.door.surface import door
from app.web.door.verdicts import not_proved, too_many
from app.web.platform import platform
from app.web.shared import continuations, ways
from app.web.shared.forms import again
from app.web.shared.guards import Account, current, enter, leave
from app.web.shared.language import language
from app.web.shared.sentences import sentence_of
from app.web.shared.session import db, now
from app.web.shared.told import told

SIGN_IN, CODE = "door/sign_in.html", "door/code.html"


@door.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    ways.remember(request.args.get("next"))
    if "only" in request.args:
        continuations.forget()
    who = current()
    if isinstance(who, Account):
        return redirect(onward(who))
    return render_template(SIGN_IN, form=_address_form(), notice=session.pop("notice", None), **_came_for())


@door.post("/sign-in")
def send_code() -> ResponseReturnValue:
    form = AddressForm()
    try:
        if continuations.came_for():
            continuations.declare(told(request.form).county)
        pending.send(addresses.read(form.address.data or ""), purpose=Purpose.SIGN_IN)
    except Invalid as refusal:
        return again(SIGN_IN, form, refusal, **_came_for())
    except TooMany as refusal:
        return too_many(SIGN_IN, form, refusal, **_came_for())
    return ways.see(url_for("door.code"))


@door.get("/sign-in/code")
def code() -> ResponseReturnValue:
    awaited = pending.find(Purpose.SIGN_IN)
    if awaited is None:
        return redirect(url_for("door.sign_in"))
    return _code_page(CodeForm(), awaited)


@door.post("/sign-in/code")
def try_code() -> ResponseReturnValue:
    awaited, form = pending.find(Purpose.SIGN_IN), CodeForm()
    if awaited is None:
        return _expired()
    if not (form.code.data or "").strip():
        return again(CODE, form, Invalid([Problem("code", "code.missing")]), **_facts(awaited))
    verdict = pending.attempt(awaited, form.code.data or "")
    if not verdict.proved:
        return not_proved(CODE, form, verdict, **_facts(awaited))
    person = people.meet(db(), platform().keys, awaited.address, language=language(), at=now())
    pending.forget()
    if person is None:
        return _several(awaited.address)
    return ways.see(onward(let_in(person)))


@door.post("/sign-in/again")
def send_again() -> ResponseReturnValue:
    awaited = pending.find(Purpose.SIGN_IN)
    if awaited is None:
        return _expired()
    try:
        pending.send(awaited.address, purpose=Purpose.SIGN_IN)
    except TooMany as refusal:
        return too_many(CODE, CodeForm(None), refusal, **_facts(awaited))
    return ways.see(url_for("door.code", sent="again"))


@door.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    who, number, said = current(), continuations.came_for(), continuations.what_was_told()
    if isinstance(who, Account):
        sign_ins.end(db(), who.person, who.presence.sign_in.id, at=now())
    leave()
    if "to_other" not in request.form:
        return ways.see(url_for("door.signed_out"))
    if number is not None:
        continuations.come_for(number, said)
    return ways.see(url_for("door.sign_in"))


@door.get("/signed-out")
def signed_out() -> ResponseReturnValue:
    return render_template("door/signed_out.html")


def let_in(person: Person) -> Account:
    """Sign a person in, in this browser, with a token of its own."""
    token = sign_ins.begin(db(), person, device=device(request.user_agent.string), at=now())
    return enter(token)


def _code_page(form: CodeForm, awaited: pending.Pending) -> str:
    return render_template(CODE, form=form, **_facts(awaited))


def _facts(awaited: pending.Pending) -> dict[str, object]:
    return {
        "address": str(awaited.address),
        "by_mail": "@" in awaited.address.text,
        "title": continuations.title(),
        "action": url_for("door.try_code"),
        "again": url_for("door.send_again"),
        "other": url_for("door.sign_in"),
        "sent_again": request.args.get("sent") == "again",
        "step": 2,
    }


def _expired() -> ResponseReturnValue:
    session["notice"] = "expired"
    return ways.see(url_for("door.sign_in"))


def _several(address: Address) -> tuple[str, int]:
    form = _address_form(address=str(address))
    form.address.errors = [sentence_of("address.several")]
    return render_template(SIGN_IN, form=form, **_came_for()), 422


def _address_form(**data: str) -> AddressForm:
    return AddressForm(None, data={"county": continuations.what_was_told().county or "", **data})


def _came_for() -> dict[str, object]:
    return {"title": continuations.title(), "smallest": policy_on(db(), local_day(now())).smallest_cell}
