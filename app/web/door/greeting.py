"""What every personal page's head shows of whoever is signed in. Public pages get nothing of it, being the same for everybody."""

from __future__ import annotations

from typing import Any

from flask import current_app, request, url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from app.accounts.models import Role
from app.web.shared.cookies import is_personal
from app.web.shared.guards import Account, current
from app.web.shared.say import _
from app.web.shared.session import now
from app.web.shared.words import ROLES


def greeting() -> dict[str, Any]:
    """For templates: who is signed in, how they leave, and until when they stay without an act."""
    if not is_personal():
        return {}
    who = current()
    facts: dict[str, Any] = {"csrf": generate_csrf(), "now": now(), "who": who}
    if not isinstance(who, Account):
        return facts
    until = who.presence.until if who.serves else None
    # Not through render_template, which would ask the context processors, and so this one, again.
    words = current_app.jinja_env.get_template("door/_greeting.html").render(name=who.person.nickname, until=until)
    return facts | {
        "account": Markup(words),
        "person_name": who.person.nickname,
        "role_words": _("、").join(str(ROLES[role]) for role in Role if role in who.roles),
        "sign_out": url_for("door.sign_out"),
        "session_until": until,
        "session_extend": url_for("door.extend", next=request.script_root + request.path),
    }
