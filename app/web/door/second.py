"""The second factor of those who serve: set up once with an authenticator, then asked at every sign-in."""

from __future__ import annotations

import base64
from datetime import datetime

import segno
from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.accounts import people, second_factor, sign_ins
from app.kernel.clock import untravelled
from app.kernel.errors import Invalid, Problem
from app.kernel.secrets import Unreadable
from app.web.door.forms import RecoveryForm, SecondForm
from app.web.door.onward import onward
from app.web.door.surface import door
from app.web.platform import platform
from app.web.shared import limits, ways
from app.web.shared.forms import Form
from app.web.shared.guards import Account, account, citizen, enter, needs
from app.web.shared.sentences import sentence_of
from app.web.shared.session import db, now

SECOND, RECOVERY, ENROL = "door/second.html", "door/recovery.html", "door/enrol.html"
ENROLLING = "enrolling"


@door.get("/sign-in/second")
@needs(citizen)
def second() -> ResponseReturnValue:
    ways.remember(request.args.get("next"))
    who = account()
    if who.strong or not who.serves:
        return redirect(onward(who))
    if not second_factor.is_enrolled(db(), who.person):
        return redirect(url_for("door.enrol"))
    return render_template(SECOND, form=SecondForm())


@door.post("/sign-in/second")
@needs(citizen)
def try_second() -> ResponseReturnValue:
    form, who = SecondForm(), account()
    limits.take(limits.ATTEMPT)
    if second_factor.check(db(), platform().keys, who.person, code=form.code.data or "", at=_time()):
        return ways.see(onward(_strengthened(who)))
    return _wrong(SECOND, form, "second.wrong")


@door.get("/sign-in/recovery")
@needs(citizen)
def recovery() -> ResponseReturnValue:
    return render_template(RECOVERY, form=RecoveryForm())


@door.post("/sign-in/recovery")
@needs(citizen)
def try_recovery() -> ResponseReturnValue:
    form, who = RecoveryForm(), account()
    limits.take(limits.ATTEMPT)
    if second_factor.recover(db(), platform().keys, who.person, code=form.code.data or "", at=_time()):
        return ways.see(onward(_strengthened(who)))
    return _wrong(RECOVERY, form, "second.recovery")


@door.get("/sign-in/enrol")
@needs(citizen)
def enrol() -> ResponseReturnValue:
    who = account()
    if not who.serves or second_factor.is_enrolled(db(), who.person):
        return redirect(url_for("door.second"))
    return _enrolment(SecondForm(), who, _secret() or _new_secret())


@door.post("/sign-in/enrol")
@needs(citizen)
def confirm() -> ResponseReturnValue:
    form, who, secret = SecondForm(), account(), _secret()
    if not who.serves or secret is None:
        return ways.see(url_for("door.enrol"))
    codes = second_factor.enrol(db(), platform().keys, who.person, secret=secret, code=form.code.data or "", at=_time())
    if codes is None:
        form.code.errors = [sentence_of("second.not_enrolled")]
        return _enrolment(form, who, secret), 422
    strong = _strengthened(who)
    session.pop(ENROLLING, None)
    # Shown in this answer only: they are stored hashed.
    return render_template("door/recovery_codes.html", codes=codes, onward=onward(strong))


def _time() -> datetime:
    return untravelled(platform().clock)


def _strengthened(who: Account) -> Account:
    return enter(sign_ins.strengthen(db(), who.presence.sign_in, who.person, at=now()))


def _wrong(template: str, form: Form, code: str) -> tuple[str, int]:
    refusal = Invalid([Problem("code", code)])
    form.blame(refusal)  # nothing is undone: the attempt stays counted
    return render_template(template, form=form), 422


def _enrolment(form: SecondForm, who: Account, secret: str) -> str:
    name = people.email_of(platform().keys, who.person) or who.person.nickname
    picture = segno.make(second_factor.uri(secret, name=name), error="m").svg_inline(scale=5, border=4, dark="#211a23", light="#ffffff")
    spaced = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return render_template(ENROL, form=form, picture=Markup(picture), secret=spaced, name=name)


def _secret() -> str | None:
    try:
        sealed = base64.b64decode(session.get(ENROLLING, ""))
        return platform().keys.open(sealed, purpose=ENROLLING).decode()
    except (Unreadable, ValueError):
        return None


def _new_secret() -> str:
    secret = second_factor.new_secret()
    session[ENROLLING] = base64.b64encode(platform().keys.seal(secret.encode(), purpose=ENROLLING)).decode()
    return secret
