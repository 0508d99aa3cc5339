"""Who is asking, and whether they may enter.

`protect(blueprint, guard)` puts one guard before a whole surface; `@needs(guard)` puts one before a single view. A stranger is led
to the door and back; a citizen who has not finished is led to joining; somebody of another role is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec

import flask_login
from flask import Blueprint, Flask, g, session
from flask.typing import ResponseReturnValue

from app.accounts import sign_ins
from app.accounts.models import Agency, Person, Role
from app.accounts.sign_ins import Presence
from app.kernel.errors import NotAllowed
from app.web.shared import ways
from app.web.shared.cookies import personal
from app.web.shared.session import db, now

Guard = Callable[[], ResponseReturnValue | None]
Given = ParamSpec("Given")


@dataclass(frozen=True)
class Visitor:
    """Somebody who is not signed in, or asks where nobody is known."""

    is_authenticated = is_active = verified = strong = serves = False
    is_anonymous = True
    person: None = None
    roles: frozenset[Role] = frozenset()
    agency: None = None

    def get_id(self) -> None:
        return None


@dataclass(frozen=True)
class Account:
    """Somebody who is signed in. `roles` are in force only after the second factor (`strong`)."""

    token: str
    presence: Presence
    belongs_to: Agency | None = None

    is_authenticated = is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return self.token

    @property
    def person(self) -> Person:
        return self.presence.person

    @property
    def verified(self) -> bool:
        return self.person.verified_at is not None

    @property
    def serves(self) -> bool:
        """Are they invited to serve anywhere, second factor or not?"""
        return bool(self.presence.memberships)

    @property
    def strong(self) -> bool:
        return self.presence.sign_in.strong_at is not None

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(membership.role for membership in self.presence.memberships) if self.strong else frozenset()

    @property
    def agency(self) -> Agency | None:
        """The agency an officer belongs to. Kept since arrival: after a rollback a membership no longer knows its agency."""
        return self.belongs_to if self.strong else None


def current() -> Visitor | Account:
    """Who is asking. Always a visitor on a public page."""
    who: Visitor | Account = flask_login.current_user._get_current_object()
    return who


def account() -> Account:
    """Who is asking, behind a guard. Raises NotAllowed `role.stranger` if it forgot to stand there."""
    who = current()
    if isinstance(who, Visitor):
        raise NotAllowed("role.stranger")
    return who


def person() -> Person:
    """The person who is asking, behind a guard."""
    return account().person


def agency() -> Agency:
    """The agency of the officer who is asking, behind the officers' guard. Raises NotAllowed."""
    belongs_to = account().agency
    if belongs_to is None:
        raise NotAllowed("role.officer")
    return belongs_to


def citizen() -> ResponseReturnValue | None:
    """Signed in."""
    return ways.to_door() if isinstance(current(), Visitor) else None


def reachable() -> ResponseReturnValue | None:
    """Signed in, with a proved e-mail address; nothing more is asked on the way here."""
    who = current()
    if isinstance(who, Visitor):
        session[ways.EMAIL_WILL_DO] = True
        return ways.to_door()
    return None if who.person.email_hash is not None else ways.to_joining()


def verified() -> ResponseReturnValue | None:
    """Signed in, both channels proved, eligibility declared."""
    who = current()
    if isinstance(who, Visitor):
        return ways.to_door()
    return None if who.verified else ways.to_joining()


def moderator() -> ResponseReturnValue | None:
    return _serving(Role.MODERATOR)


def officer() -> ResponseReturnValue | None:
    return _serving(Role.OFFICER)


def admin() -> ResponseReturnValue | None:
    return _serving(Role.ADMIN)


def overseer() -> ResponseReturnValue | None:
    """A moderator or an administrator, whichever."""
    return _serving(Role.MODERATOR, Role.ADMIN)


def protect(blueprint: Blueprint, guard: Guard) -> None:
    """Put a guard before every view of a surface, which thereby knows who asks."""
    personal(blueprint)
    blueprint.before_request(guard)


def needs(guard: Guard) -> Callable[[Callable[Given, ResponseReturnValue]], Callable[Given, ResponseReturnValue]]:
    """Put a guard before one view."""

    def guarded(view: Callable[Given, ResponseReturnValue]) -> Callable[Given, ResponseReturnValue]:
        @wraps(view)
        def enter(*args: Given.args, **kwargs: Given.kwargs) -> ResponseReturnValue:
            refusal = guard()
            return view(*args, **kwargs) if refusal is None else refusal

        return enter

    return guarded


def enter(token: str) -> Account:
    """Let the browser hold the token of a sign-in that has just begun. What the session held before is gone, save where they were going."""
    kept = {name: session[name] for name in ways.KEPT_THROUGH_THE_DOOR if name in session}
    session.clear()
    g.pop("csrf_token", None)
    session.update(kept)
    who = _load(token)
    if who is None:
        raise NotAllowed("role.stranger")
    flask_login.login_user(who)
    return who


def leave() -> None:
    """Forget whoever is signed in; the row of the sign-in is the caller's to end."""
    session.clear()
    g.pop("csrf_token", None)
    g.pop("_login_user", None)


def forget_who_asks() -> None:
    """From here on in this request everybody is a visitor: for pages made when the database is in trouble."""
    g._login_user = Visitor()


def init_app(app: Flask) -> None:
    manager: Any = flask_login.LoginManager(app)
    manager.session_protection = None
    manager.anonymous_user = Visitor
    manager.user_loader(_load)


def _serving(*roles: Role) -> ResponseReturnValue | None:
    who = current()
    if isinstance(who, Visitor):
        return ways.to_door()
    if all(membership.role not in roles for membership in who.presence.memberships):
        raise NotAllowed(f"role.{roles[0]}")
    return None if who.strong else ways.to_second_factor()


def _load(token: str) -> Account | None:
    presence = sign_ins.find(db(), token, at=now())
    if presence is None:
        return None
    sign_ins.touch(db(), presence.sign_in, at=now())
    return Account(token, presence, next((row.agency for row in presence.memberships if row.agency is not None), None))
