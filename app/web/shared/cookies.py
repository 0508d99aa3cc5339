"""The session cookie: signed, for personal surfaces only. Elsewhere nothing is read, written or varied by it.

A blueprint is public unless it says otherwise through `personal`, so that a forgotten word costs a sign-in that does not work
and never a cached page that differs from one reader to the next.
"""

from __future__ import annotations

from typing import Any, NoReturn

from flask import Blueprint, Flask, Request, current_app, request
from flask.globals import request_ctx
from flask.sansio.app import App
from flask.sessions import NullSession, SecureCookieSessionInterface
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from config import Config

PERSONAL = "gongyi-personal"


class NoSession(NullSession):
    """The session of a public page: empty, and refusing to be written."""

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise RuntimeError("a public page keeps no session: its blueprint is not personal")

    __setitem__ = __delitem__ = clear = pop = popitem = update = setdefault = _refuse


class PersonalSessions(SecureCookieSessionInterface):
    """Opens the cookie where the route belongs to a personal surface. The route is matched here already, since Flask does so later."""

    null_session_class = NoSession

    def open_session(self, app: Flask, request: Request) -> Any:
        return super().open_session(app, request) if _is_personal(app) else NoSession()


def personal(blueprint: Blueprint) -> Blueprint:
    """Let a surface know who asks."""
    blueprint.record_once(lambda state: _surfaces(state.app).add(state.name))
    return blueprint


def is_personal() -> bool:
    """Does the present request belong to a surface that knows who asks?"""
    return request.blueprint in _surfaces(current_app)


def init_app(app: Flask, config: Config) -> None:
    app.session_interface = PersonalSessions()
    app.config.update(
        SESSION_COOKIE_NAME="__Host-gongyi" if config.secure else "gongyi",
        SESSION_COOKIE_SECURE=config.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
    )
    _surfaces(app)


def _surfaces(app: App) -> set[str]:
    names: set[str] = app.extensions.setdefault(PERSONAL, set())
    return names


def _is_personal(app: Flask) -> bool:
    adapter = request_ctx.url_adapter
    if adapter is None:
        return False
    try:
        rule, _ = adapter.match(return_rule=True)
    except (HTTPException, RequestRedirect):
        return False
    return rule.endpoint.rpartition(".")[0] in _surfaces(app)
