"""What somebody came for, done for them once they are known and verified, without pressing again.

A surface registers what it does for whoever came to endorse; the door calls it in the same transaction, in a savepoint: if the
petition has closed meanwhile, the person is verified all the same and sees why on the petition's own page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app, session

from app.kernel.errors import DomainError
from app.web.shared.session import db
from app.web.shared.ways import CAME_FOR

CONTINUATION = "gongyi-continuation"


@dataclass(frozen=True)
class Continuation:
    """`complete(number)` endorses the petition and returns the path to show; `page(number)` is where it could not be done.

    `title(number)` names the petition for the pages of the door, or is nothing if there is no such petition.
    """

    complete: Callable[[str], str]
    page: Callable[[str], str]
    title: Callable[[str], str | None]


def register(app: Flask, continuation: Continuation) -> None:
    app.extensions[CONTINUATION] = continuation


def come_for(number: str) -> None:
    """Remember that whoever asks came to endorse this petition."""
    session[CAME_FOR] = number


def came_for() -> str | None:
    """The number of the petition somebody came to endorse."""
    number: str | None = session.get(CAME_FOR)
    return number


def forget() -> None:
    session.pop(CAME_FOR, None)


def title() -> str | None:
    """The title of the petition somebody came to endorse."""
    number, continuation = came_for(), _registered()
    return None if number is None or continuation is None else continuation.title(number)


def go_on() -> str | None:
    """Do what they came for; returns the path to show, or nothing if they came for nothing."""
    number, continuation = came_for(), _registered()
    forget()
    if number is None or continuation is None:
        return None
    try:
        with db().begin_nested():
            return continuation.complete(number)
    except DomainError:
        return continuation.page(number)


def _registered() -> Continuation | None:
    return cast(Continuation | None, current_app.extensions.get(CONTINUATION))
