"""One's own account: nickname, language, the channels that are proved, and where one is signed in."""

from __future__ import annotations

from flask import jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import people, second_factor, sign_ins
from app.accounts.models import Language
from app.follow import actions as follows
from app.kernel.errors import Invalid
from app.web.door.forms import EmptyForm, SettingsForm
from app.web.door.surface import door
from app.web.platform import platform
from app.web.shared import ways
from app.web.shared.errors import wants_json
from app.web.shared.filters import iso
from app.web.shared.forms import again
from app.web.shared.guards import account, citizen, leave, needs, person
from app.web.shared.session import db, now

ACCOUNT = "door/account.html"


@door.get("/account")
@needs(citizen)
def mine() -> ResponseReturnValue:
    who = person()
    form = SettingsForm(data={"nickname": who.nickname, "language": who.language})
    return render_template(ACCOUNT, form=form, saved="saved" in request.args, **_facts())


@door.post("/account")
@needs(citizen)
def settle() -> ResponseReturnValue:
    form = SettingsForm()
    language = Language(form.language.data) if form.language.data in set(Language) else person().language
    try:
        people.settle(db(), person(), nickname=form.nickname.data or "", language=language)
        follows.speak(db(), person(), keys=platform().keys)
    except Invalid as refusal:
        return again(ACCOUNT, form, refusal, **_facts())
    return ways.see(url_for("door.mine", saved=1))


@door.post("/account/devices/<int:sign_in_id>/end")
@needs(citizen)
def end_device(sign_in_id: int) -> ResponseReturnValue:
    sign_ins.end(db(), person(), sign_in_id, at=now())
    return ways.see(url_for("door.mine"))


@door.post("/account/sign-out-everywhere")
@needs(citizen)
def sign_out_everywhere() -> ResponseReturnValue:
    sign_ins.end_all(db(), person(), at=now())
    leave()
    return ways.see(url_for("door.signed_out"))


@door.get("/account/extend")
@needs(citizen)
def staying() -> ResponseReturnValue:
    ways.remember(request.args.get("next"))
    return render_template("door/extend.html", form=EmptyForm(), until=account().presence.until)


@door.post("/account/extend")
@needs(citizen)
def extend() -> ResponseReturnValue:
    """Stay: the sign-in counts as used now. A script gets the new end as JSON, a form goes back where it came from."""
    sign_ins.touch(db(), account().presence.sign_in, at=now(), at_once=True)
    if wants_json():
        return jsonify(until=iso(account().presence.until))
    return ways.see(ways.local(request.form.get("next")) or url_for("door.staying"))


def _facts() -> dict[str, object]:
    who = account()
    return {
        "email": people.email_of(platform().keys, who.person),
        "has_phone": who.person.phone_hash is not None,
        "who": who,
        "devices": sign_ins.live(db(), who.person, span=who.presence.span, at=now()),
        "here": who.presence.sign_in.id,
        "codes_left": second_factor.recovery_codes_left(db(), who.person) if who.serves else None,
    }
