"""A database that does not answer: which faults say so, and what a request still does without it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import structlog
from flask import g, request
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.web.shared import guards
from app.web.shared.session import undo

# PostgreSQL's classes: connection, resources, the operator's hand; none at all is a connection that could not be made.
BUSY_CLASSES = ("", "08", "53", "57")
BUSY = ("55P03", "40P01", "40001")
Known = TypeVar("Known")
Shipped = TypeVar("Shipped")

log = structlog.get_logger()


def is_busy(fault: Exception) -> bool:
    """No connection, a lock or a statement that waited too long, or two that waited for each other: worth trying again."""
    if isinstance(fault, PoolTimeout):
        return True
    if not isinstance(fault, DBAPIError):
        return False
    state = str(getattr(fault.orig, "sqlstate", None) or "")
    return fault.connection_invalidated or state[:2] in BUSY_CLASSES or state in BUSY


def go_on_without() -> None:
    """From here on the request asks the database nothing more: nothing of it is kept, and everybody is a visitor."""
    try:
        undo()
    except SQLAlchemyError:
        log.error("request.not_undone", endpoint=request.endpoint)
    guards.forget_who_asks()
    g.in_trouble = True


def is_in_trouble() -> bool:
    """Is this page made without the database? Then it says so."""
    return bool(g.get("in_trouble"))


def or_shipped(ask: Callable[[], Known], shipped: Shipped) -> Known | Shipped:
    """What the database says, or what is shipped while it does not answer. The request's first question: what was written is undone."""
    if is_in_trouble():
        return shipped
    try:
        return ask()
    except SQLAlchemyError as fault:
        if not is_busy(fault):
            raise
        log.error("request.without_database", exc_info=fault, endpoint=request.endpoint)
        go_on_without()
        return shipped
