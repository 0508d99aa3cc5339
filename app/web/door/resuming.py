"""Back with a form that had been sent without a sign-in: shown again, whole, with one button."""

from __future__ import annotations

from flask import redirect, render_template, session
from flask.typing import ResponseReturnValue

from app.accounts import kept
from app.web.door.onward import onward
from app.web.door.surface import door
from app.web.platform import platform
from app.web.shared import ways
from app.web.shared.guards import account, citizen, needs
from app.web.shared.session import db, now


@door.get("/resume")
@needs(citizen)
def resume() -> ResponseReturnValue:
    number = session.pop(ways.KEPT, None)
    form = None if number is None else kept.find(db(), platform().keys, number, at=now())
    if form is None:
        return redirect(onward(account()))
    return render_template("door/resume.html", path=form.path, fields=form.fields)
