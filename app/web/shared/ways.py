"""Where somebody is led who may not enter yet, and how they come back: the session remembers where they were going.

A page they asked for is remembered by its path; a form they sent is kept whole, so that nothing typed is lost.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import redirect, request, session, url_for
from werkzeug.wrappers import Response

from app.accounts import kept
from app.web.platform import platform
from app.web.shared import limits
from app.web.shared.session import db, now

NEXT, KEPT, CAME_FOR, TOLD = "next", "kept", "came_for", "told"
EMAIL_WILL_DO = "email_will_do"
KEPT_THROUGH_THE_DOOR = (NEXT, KEPT, CAME_FOR, TOLD, EMAIL_WILL_DO)
SAFE = ("GET", "HEAD", "OPTIONS")
NOT_KEPT = ("csrf_token",)
AUTOSAVED = "X-Autosave"
"""Sent by a script that saves what is being written, without anybody having pressed anything."""


def to_door() -> Response:
    """Lead a stranger to the door."""
    if session.pop("_user_id", None) is not None:
        session["notice"] = "idle"
    return _led("door.sign_in")


def to_joining() -> Response:
    """Lead a citizen who has not finished to what is left."""
    return _led("door.join")


def to_second_factor() -> Response:
    """Lead whoever serves to their second factor."""
    return _led("door.second")


def local(path: str | None) -> str | None:
    """The path if it leads to a page of ours, else nothing. Browsers read a backslash as a slash and drop tabs and line ends."""
    if not path or not path.startswith("/") or path.startswith("//"):
        return None
    if "\\" in path or any(ord(character) < 0x21 or ord(character) == 0x7F for character in path):
        return None
    parts = urlsplit(path)
    return None if parts.scheme or parts.netloc else path


def remember(path: str | None) -> None:
    """Go there after the door, if it is a page of ours."""
    wanted = local(path)
    if wanted is not None:
        session[NEXT] = wanted


def see(path: str) -> Response:
    """Show another page after a form: 303, so that reloading does not send it again."""
    return redirect(path, 303)


def _led(endpoint: str) -> Response:
    if request.method in SAFE:
        return see(url_for(endpoint, next=_here()))
    if AUTOSAVED in request.headers:
        # Still on the writer's screen, and saved again in a moment: nothing to come back to.
        return see(url_for(endpoint))
    limits.take(limits.KEEP)
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_KEPT]
    session[KEPT] = kept.keep(db(), platform().keys, path=_here(), fields=fields, at=now())
    return see(url_for(endpoint))


def _here() -> str:
    query = f"?{request.query_string.decode()}" if request.query_string else ""
    return request.script_root + request.path + query
