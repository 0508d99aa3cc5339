"""One transaction per request, opened when first asked for and committed once, before the answer leaves.

The workers hear of urgent letters right after.

An answer made from a DomainError rolls back; so does a crash. Nothing else in the web commits.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import Flask, Response, g
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.kernel.outbox import HURRY
from app.web.platform import platform


def db() -> Session:
    """The request's session."""
    if "db" not in g:
        g.db = platform().sessions()
    session: Session = g.db
    return session


@contextmanager
def at_once() -> Iterator[Session | Connection]:
    """A connection for an act that is one statement and commits by itself: no transaction is begun and ended around it."""
    engine = platform().instant
    if engine is None:
        yield db()
    else:
        with engine.connect() as connection:
            yield connection


def now() -> datetime:
    """The moment at which the request arrived, UTC; read once."""
    if "at" not in g:
        g.at = platform().clock.now()
    at: datetime = g.at
    return at


def undo() -> None:
    """Give up everything the request has changed."""
    if "db" in g:
        g.db.rollback()


def init_app(app: Flask) -> None:
    app.before_request(_arrive)
    app.after_request(_commit)
    app.teardown_appcontext(_close)


def _arrive() -> None:
    now()


def _commit(response: Response) -> Response:
    if "db" in g:
        g.db.commit()
        if g.db.info.pop(HURRY, False):
            platform().ring()
    return response


def _close(_: BaseException | None) -> None:
    session = g.pop("db", None)
    if session is not None:
        session.close()
