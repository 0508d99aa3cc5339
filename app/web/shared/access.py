"""One line in the log for each request: method, path without its query, status, time. Neither address nor agent nor who asked."""

from __future__ import annotations

import re
import time

import structlog
from flask import Flask, Response, g, request
from structlog.contextvars import bind_contextvars, clear_contextvars

from app.kernel.secrets import new_token

# What follows is a key of its own.
SECRET = re.compile(r"(/notices/(?:digests/)?|/survey/)[^/]+")
QUIET = ("/healthz", "/static/")

log = structlog.get_logger("access")


def init_app(app: Flask) -> None:
    app.before_request(_arrive)
    app.after_request(_leave)


def _arrive() -> None:
    clear_contextvars()
    bind_contextvars(request=new_token()[:12])
    g.arrived = time.perf_counter()


def _leave(response: Response) -> Response:
    if not request.path.startswith(QUIET):
        path = SECRET.sub(r"\1…", request.path)
        seconds = round(time.perf_counter() - g.get("arrived", time.perf_counter()), 4)
        log.info("answered", method=request.method, path=path, status=response.status_code, seconds=seconds)
    return response
