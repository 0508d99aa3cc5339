"""Where somebody goes once the door has let them in: what is missing first, then what they came for, then where they were going."""

from __future__ import annotations

from flask import session, url_for

from app.accounts.models import Role
from app.web.shared import continuations, ways
from app.web.shared.guards import Account

DESKS = {Role.MODERATOR: "/moderate", Role.OFFICER: "/desk", Role.ADMIN: "/admin"}


def onward(who: Account, *, otherwise: str | None = None) -> str:
    """The path of the next page; does what they came for, if nothing is missing any more."""
    if who.serves and not who.strong:
        return url_for("door.second")
    if not who.verified and not _email_will_do(who) and (not who.serves or continuations.came_for()):
        return url_for("door.join")
    done = continuations.go_on()
    if done is not None:
        session.pop(ways.NEXT, None)
        return done
    if ways.KEPT in session:
        return url_for("door.resume")
    return ways.local(session.pop(ways.NEXT, None)) or otherwise or _home(who)


def _email_will_do(who: Account) -> bool:
    """Were they on their way to what needs no more than their address? To endorse needs more."""
    light = bool(session.pop(ways.EMAIL_WILL_DO, False))
    return light and who.person.email_hash is not None and not continuations.came_for()


def _home(who: Account) -> str:
    for role, path in DESKS.items():
        if role in who.roles:
            return _to(path)
    return _to("/me")


def _to(path: str) -> str:
    return url_for("door.sign_in").removesuffix("/sign-in") + path
