"""What every answer tells the browser: load nothing from elsewhere, frame us nowhere, guess no types, keep nothing personal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request

from app.accounts.models import Role
from app.web.shared import guards
from app.web.shared.cookies import is_personal
from config import Config

View = TypeVar("View", bound=Callable[..., Any])

# How much a request may bring; how much one of an officer may bring to a view that takes files, by the view's name.
MOST = 512 * 1024
MORE: dict[str, int] = {}

RULES = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "
)
POLICY, FRAMED = RULES + "'none'", RULES + "*"
# The referrer must reach ourselves: with none at all, browsers send `Origin: null` from our own forms.
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def framable(response: Response) -> Response:
    """Let any site show this answer in a frame, isolated ones too: it must know nobody, and nothing on it may act."""
    response.headers["Content-Security-Policy"] = FRAMED
    response.headers["Cross-Origin-Embedder-Policy"] = "require-corp"
    return shown_elsewhere(response)


def shown_elsewhere(response: Response) -> Response:
    """Let any site show this answer among its own, as it does a picture."""
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def admits(most: int) -> Callable[[View], View]:
    """Let officers send so many bytes to the view, which takes a file; everybody else is refused before it is read."""

    def named(view: View) -> View:
        MORE[f"{view.__module__}.{view.__name__}"] = most
        return view

    return named


def init_app(app: Flask, config: Config) -> None:
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = MOST
    app.before_request(_admit)

    def add(response: Response) -> Response:
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if config.secure:
            response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
        if is_personal() or response.status_code >= 500:
            response.headers["Cache-Control"] = "private, no-store"
        return response

    app.after_request(add)


def _admit() -> None:
    """Before the form is read, which the check of its token does."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method != "POST" or view is None:
        return
    most = MORE.get(f"{view.__module__}.{view.__name__}")
    if most is not None and Role.OFFICER in guards.current().roles:
        request.max_content_length = most
