"""Light, dark, or as the system wishes: chosen by a form, kept in a cookie that goes to one small stylesheet and nowhere else.

The cookie's path is that stylesheet's, so no page is asked with it: pages stay the same for everyone, and what changes the colours
is loaded before the first stroke is drawn. The stylesheet is asked for again with every page and nearly always answered by 304.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from urllib.parse import urlsplit

from flask import Blueprint, Response, make_response, redirect, request
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.kernel.errors import Invalid, Problem
from app.web.platform import platform
from app.web.shared.csrf import without_token
from app.web.shared.face import to
from app.web.shared.language import without_language
from app.web.shared.tokens import Palette, palettes

COOKIE, SHEET = "gongyi-theme", "/theme.css"
A_YEAR = 31_536_000

theme = Blueprint("theme", __name__)


class Theme(StrEnum):
    """What may be chosen; SYSTEM is having chosen nothing."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@theme.get(SHEET)
def sheet() -> Response:
    """The colours chosen, if any were, and the mark beside the button that chose them."""
    answer = make_response(_sheet(_chosen()))
    answer.content_type = "text/css; charset=utf-8"
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.vary.add("Cookie")
    answer.add_etag()
    return answer.make_conditional(request)  # type: ignore[return-value]


@theme.post("/theme")
@without_token
def choose() -> ResponseReturnValue:
    """Keep the choice and go back to the page it was made on. Raises Invalid."""
    wanted = request.form.get("theme", "")
    if wanted not in set(Theme):
        raise Invalid([Problem("theme", "theme.unknown")])
    answer = redirect(_back(), 303)
    kept = 0 if wanted == Theme.SYSTEM else A_YEAR
    answer.set_cookie(COOKIE, wanted, kept, path=SHEET, secure=platform().config.secure, httponly=True, samesite="Lax")
    return answer


def _chosen() -> Theme:
    kept = request.cookies.get(COOKIE, "")
    return Theme(kept) if kept in set(Theme) else Theme.SYSTEM


@cache
def _sheet(chosen: Theme) -> str:
    mark = f'@layer utilities{{.theme-{chosen}::before{{content:"✓ "}}}}'
    if chosen is Theme.SYSTEM:
        return mark
    found: Palette = palettes()[chosen]
    lines = "".join(f"--{name}:{value};" for name, value in found.items())
    return f"@media screen{{@layer tokens{{:root{{color-scheme:{chosen};{lines}}}}}}}{mark}"


def _back() -> str:
    """The page of ours that the form was on, if it can be read again; else the first page."""
    came = urlsplit(request.referrer or "")
    if came.netloc != request.host or not came.path.startswith("/") or came.path.startswith("//"):
        return to("/")
    asked = came.path + (f"?{came.query}" if came.query else "")
    return asked if _is_read(without_language(came.path)) else to("/")


def _is_read(path: str) -> bool:
    adapter = request_ctx.url_adapter
    if adapter is None:
        return False
    try:
        adapter.match(path, method="GET")
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return True
