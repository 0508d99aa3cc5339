"""Forms of ours only: every unsafe request must come from our own pages, by its headers and by its token.

The headers come first. Who is sent here by another site gets a plain no. Who comes from our own page with a token that has run out
loses nothing: strangers are led to the door with their form kept, everybody else sees it once more with a fresh token.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect

from app.kernel.errors import NotAllowed
from app.web.platform import platform
from app.web.shared import guards, ways
from app.web.shared.cookies import is_personal
from app.web.shared.session import undo

Answer = TypeVar("Answer", bound=Callable[..., Any])

csrf: Any = CSRFProtect()
BY_HEADERS: set[str] = set()


def one_click(view: Answer) -> Answer:
    """Let mail providers post here by themselves (RFC 8058): the address of the view carries a signed token instead."""
    csrf.exempt(view)
    return view


def without_token(view: Answer) -> Answer:
    """Let a form of a public page be sent, which holds no token: that it comes from our own pages is seen by its headers alone."""
    csrf.exempt(view)
    BY_HEADERS.add(f"{view.__module__}.{view.__name__}")
    return view


def init_app(app: Flask) -> None:
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # good for as long as the session is
    app.config["WTF_CSRF_SSL_STRICT"] = False  # the check of the origin below is stricter
    app.before_request(_from_our_own_pages)
    csrf.init_app(app)
    app.register_error_handler(CSRFError, _token_ran_out)


def _from_our_own_pages() -> None:
    if request.method in ways.SAFE or _may_come_from_anywhere():
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site not in (None, "same-origin", "none") or (origin is not None and origin not in _our_origins()):
        raise NotAllowed("csrf.foreign")


def _may_come_from_anywhere() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return view is not None and f"{view.__module__}.{view.__name__}" in csrf._exempt_views - BY_HEADERS


def _our_origins() -> tuple[str, ...]:
    config = platform().config
    # The demonstration is reached by several names (localhost, 127.0.0.1); over https there is only one.
    return (config.origin,) if config.secure else (config.origin, request.host_url.rstrip("/"))


def _token_ran_out(_: CSRFError) -> ResponseReturnValue:
    undo()
    if not is_personal():
        raise NotAllowed("csrf.foreign")
    if request.blueprint != "door" and isinstance(guards.current(), guards.Visitor):
        return ways.to_door()
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in ways.NOT_KEPT]
    return render_template("shared/again.html", path=request.script_root + request.full_path.rstrip("?"), fields=fields), 422
