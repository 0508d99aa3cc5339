"""Joining: the other channel, a nickname, the declaration, the language; then a code, and what they came for is done."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import addresses, people
from app.accounts.addresses import Address
from app.accounts.challenges import Purpose
from app.accounts.models import Eligibility, Language, Person
from app.kernel.errors import Invalid, Problem, TooMany
from app.kernel.outbox import Channel
from app.kernel.workdays import local_day
from app.petition.rulebook import policy_on
from app.web.door import pending
from app.web.door.forms import CodeForm, JoinForm
from app.web.door.onward import onward
from app.web.door.surface import door
from app.web.door.verdicts import not_proved, too_many
from app.web.platform import platform
from app.web.shared import continuations, ways
from app.web.shared.forms import again
from app.web.shared.guards import account, citizen, needs, person
from app.web.shared.language import language
from app.web.shared.session import db, now

JOIN, CODE, TAKEN = "door/join.html", "door/code.html", "door/taken.html"


@door.get("/join")
@needs(citizen)
def join() -> ResponseReturnValue:
    ways.remember(request.args.get("next"))
    if account().verified:
        return redirect(onward(account()))
    who = person()
    form = JoinForm(people.lacks(who), data={"nickname": who.nickname, "eligibility": who.eligibility, "language": language()})
    return render_template(JOIN, form=form, **_join_facts(who))


@door.post("/join")
@needs(citizen)
def introduce() -> ResponseReturnValue:
    who = person()
    lacking = people.lacks(who)
    form = JoinForm(lacking)
    try:
        address, eligibility = _read(form, lacking)
        if address is not None:
            # Before anything of the person is written: the lock on an address comes first everywhere.
            pending.send(address, purpose=Purpose.JOIN, person_id=who.id)
        written_in = Language(form.language.data) if form.language.data in set(Language) else language()
        people.introduce(db(), who, nickname=form.nickname.data or "", eligibility=eligibility, language=written_in, at=now())
    except Invalid as refusal:
        pending.forget()
        return again(JOIN, form, refusal, **_join_facts(who))
    except TooMany as refusal:
        return too_many(JOIN, form, refusal, **_join_facts(who))
    if address is None:
        return ways.see(onward(account(), otherwise=url_for("door.welcome")))
    return ways.see(url_for("door.join_code"))


@door.get("/join/code")
@needs(citizen)
def join_code() -> ResponseReturnValue:
    awaited = pending.find(Purpose.JOIN, person_id=person().id)
    if awaited is None or account().verified:
        return redirect(url_for("door.join"))
    return render_template(CODE, form=CodeForm(), **_code_facts(awaited))


@door.post("/join/code")
@needs(citizen)
def try_join_code() -> ResponseReturnValue:
    who, form = person(), CodeForm()
    awaited = pending.find(Purpose.JOIN, person_id=who.id)
    if awaited is None:
        return ways.see(url_for("door.join"))
    if not (form.code.data or "").strip():
        return again(CODE, form, Invalid([Problem("code", "code.missing")]), **_code_facts(awaited))
    verdict = pending.attempt(awaited, form.code.data or "")
    if not verdict.proved:
        return not_proved(CODE, form, verdict, **_code_facts(awaited))
    pending.forget()
    seats = policy_on(db(), local_day(now())).persons_per_phone
    if not people.attach(db(), platform().keys, who, awaited.address, seats=seats, at=now()):
        return render_template(TAKEN, address=str(awaited.address), by_mail=awaited.address.channel is Channel.EMAIL), 409
    return ways.see(onward(account(), otherwise=url_for("door.welcome")))


@door.post("/join/again")
@needs(citizen)
def join_again() -> ResponseReturnValue:
    awaited = pending.find(Purpose.JOIN, person_id=person().id)
    if awaited is None:
        return ways.see(url_for("door.join"))
    try:
        pending.send(awaited.address, purpose=Purpose.JOIN, person_id=person().id)
    except TooMany as refusal:
        return too_many(CODE, CodeForm(None), refusal, **_code_facts(awaited))
    return ways.see(url_for("door.join_code", sent="again"))


@door.get("/welcome")
@needs(citizen)
def welcome() -> ResponseReturnValue:
    return render_template("door/welcome.html", nickname=person().nickname)


def _read(form: JoinForm, lacking: Channel | None) -> tuple[Address | None, Eligibility]:
    """The other address and the declaration. Raises Invalid with everything that is wrong at once."""
    problems: list[Problem] = []
    address = None
    for check in (lambda: _other(form, lacking), lambda: people.named(form.nickname.data or "")):
        try:
            found = check()
            address = found if isinstance(found, Address) else address
        except Invalid as refusal:
            problems += refusal.problems
    if form.eligibility.data not in set(Eligibility):
        problems.append(Problem("eligibility", "eligibility.missing"))
    if problems:
        raise Invalid(problems)
    return address, Eligibility(form.eligibility.data)


def _other(form: JoinForm, lacking: Channel | None) -> Address | None:
    if lacking is None:
        return None
    typed = form.address.data or ""
    return addresses.phone(typed) if lacking is Channel.SMS else addresses.email(typed)


def _join_facts(who: Person) -> dict[str, object]:
    return {"lacking": people.lacks(who), "title": continuations.title()}


def _code_facts(awaited: pending.Pending) -> dict[str, object]:
    return {
        "address": str(awaited.address),
        "by_mail": awaited.address.channel is Channel.EMAIL,
        "title": continuations.title(),
        "action": url_for("door.try_join_code"),
        "again": url_for("door.join_again"),
        "other": url_for("door.join"),
        "sent_again": request.args.get("sent") == "again",
        "step": 4,
    }
