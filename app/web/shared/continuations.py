"""What somebody came for, done for them once they are known and verified, without pressing again.

A surface registers what it does for whoever came to endorse; the door calls it in the same transaction, in a savepoint: if the
petition has closed meanwhile, the person is verified all the same and sees why on the petition's own page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app, session

from app.endorse.counties import County
from app.kernel.errors import DomainError
from app.web.shared.session import db
from app.web.shared.told import BY_CODE, BY_VIA, Told
from app.web.shared.ways import CAME_FOR, TOLD

CONTINUATION = "gongyi-continuation"


@dataclass(frozen=True)
class Continuation:
    """`complete(number, told)` endorses the petition and returns the path to show; `page(number)` is where it could not be done.

    `title(number)` names the petition for the pages of the door, or is nothing if there is no such petition.
    """

    complete: Callable[[str, Told], str]
    page: Callable[[str], str]
    title: Callable[[str], str | None]


def register(app: Flask, continuation: Continuation) -> None:
    app.extensions[CONTINUATION] = continuation


def come_for(number: str, told: Told) -> None:
    """Remember that whoever asks came to endorse this petition, and what they told; what they told of it before stays."""
    before = what_was_told() if came_for() == number else Told()
    session[CAME_FOR] = number
    session[TOLD] = [told.county or before.county, told.source or before.source]


def declare(county: County | None) -> None:
    """Remember the county that was chosen on the way."""
    session[TOLD] = [county, what_was_told().source]


def what_was_told() -> Told:
    """What whoever came to endorse has told so far."""
    county, source = session.get(TOLD, (None, None))
    return Told(BY_CODE.get(county), BY_VIA.get(source))


def came_for() -> str | None:
    """The number of the petition somebody came to endorse."""
    number: str | None = session.get(CAME_FOR)
    return number


def forget() -> None:
    session.pop(CAME_FOR, None)
    session.pop(TOLD, None)


def title() -> str | None:
    """The title of the petition somebody came to endorse."""
    number, continuation = came_for(), _registered()
    return None if number is None or continuation is None else continuation.title(number)


def go_on() -> str | None:
    """Do what they came for; returns the path to show, or nothing if they came for nothing."""
    number, told, continuation = came_for(), what_was_told(), _registered()
    forget()
    if number is None or continuation is None:
        return None
    try:
        with db().begin_nested():
            return continuation.complete(number, told)
    except DomainError:
        return continuation.page(number)


def _registered() -> Continuation | None:
    return cast(Continuation | None, current_app.extensions.get(CONTINUATION))
