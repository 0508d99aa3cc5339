"""Refusals as answers: a page in plain words, or RFC 9457 problem JSON where JSON was asked for. Nothing of the request is kept.

NotAllowed 403 · NotFound 404 · Conflict 409 · Invalid 422 · TooMany 429 with Retry-After · a database in trouble 503 · else 500
"""

from __future__ import annotations

import json
from http import HTTPStatus

import structlog
from flask import Flask, Response, g, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from app.kernel.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, Problem, TooMany
from app.web.shared.sentences import GENERAL, sentence_of
from app.web.shared.session import undo
from app.web.shared.trouble import go_on_without, is_busy

STATUSES: dict[type[DomainError], int] = {NotFound: 404, NotAllowed: 403, Conflict: 409, Invalid: 422, TooMany: 429}
RETRY_AFTER = 60

log = structlog.get_logger()


def init_app(app: Flask) -> None:
    app.register_error_handler(DomainError, refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _broken)


def wants_json() -> bool:
    """Was JSON asked for, by the path, by the Accept header, or by what the view is for?"""
    if g.get("in_json"):
        return True
    accepts = request.accept_mimetypes
    return request.path.endswith(".json") or (bool(accepts) and accepts.best_match(["text/html", "application/json"]) == "application/json")


def answer_in_json() -> None:
    """From here on in this request a refusal is JSON, whatever was asked for: for addresses that only machines read."""
    g.in_json = True


def status_of(refusal: DomainError) -> int:
    return next((status for kind, status in STATUSES.items() if isinstance(refusal, kind)), 500)


def refused(refusal: DomainError) -> Response:
    """The answer to a refusal of the domain."""
    undo()
    status = status_of(refusal)
    extra: dict[str, object] = {"code": refusal.code}
    if isinstance(refusal, Invalid):
        extra["problems"] = [_described(problem) for problem in refusal.problems]
    answer = _answer(status, sentence_of(refusal.code, refusal.facts, status=status), extra)
    if isinstance(refusal, TooMany):
        answer.headers["Retry-After"] = str(refusal.retry_after)
    return answer


def _described(problem: Problem) -> dict[str, str]:
    return {"field": problem.field, "code": problem.code, "detail": sentence_of(problem.code, problem.facts)}


def _http(fault: HTTPException) -> Response:
    undo()
    if fault.code is None or fault.code < 400:
        return make_response(fault.get_response())
    answer = _answer(fault.code, str(GENERAL.get(fault.code, GENERAL[500 if fault.code >= 500 else 400])), {})
    for name, value in fault.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            answer.headers[name] = value
    return answer


def _broken(fault: Exception) -> Response:
    status = 503 if is_busy(fault) else 500
    log.error("request.broken", exc_info=fault, endpoint=request.endpoint, status=status)
    go_on_without()
    answer = _answer(status, str(GENERAL[status]), {})
    if status == 503:
        answer.headers["Retry-After"] = str(RETRY_AFTER)
    return answer


def _answer(status: int, words: str, extra: dict[str, object]) -> Response:
    title = HTTPStatus(status).phrase
    if wants_json():
        problem = {"type": "about:blank", "title": title, "status": status, "detail": words, **extra}
        return Response(json.dumps(problem, ensure_ascii=False), status, content_type="application/problem+json")
    page = render_template("shared/refusal.html", status=status, words=words, problems=extra.get("problems", []))
    return make_response(page, status)
