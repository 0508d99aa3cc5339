"""Addresses of static files carry a piece of their content's hash, so that they may be kept for ever."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, request

from app.web.shared.packing import packed

STATIC = Path(__file__).resolve().parents[3] / "static"
TEXTS = {".css", ".mjs", ".svg"}
A_YEAR = 31_536_000


@cache
def asset(name: str) -> str:
    """The address of a file in `static/`, without the language's prefix: one copy serves all. Raises FileNotFoundError."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"


def init_app(app: Flask) -> None:
    """Let browsers keep what they asked for by its hash, and send texts packed."""
    app.after_request(_keep)


def _keep(response: Response) -> Response:
    if request.endpoint != "static" or response.status_code != 200:
        return response
    name = (request.view_args or {})["filename"]
    if "v" in request.args and request.full_path == asset(name):
        response.cache_control.no_cache = None
        response.cache_control.public = response.cache_control.immutable = True
        response.cache_control.max_age = A_YEAR
    if Path(name).suffix in TEXTS:
        response.vary.add("Accept-Encoding")
        if request.accept_encodings["gzip"]:
            response.direct_passthrough = False
            response.set_data(_packed(name))
            response.headers["Content-Encoding"] = "gzip"
    return response


@cache
def _packed(name: str) -> bytes:
    return packed((STATIC / name).read_bytes())
