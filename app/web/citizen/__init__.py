"""What a citizen does: propose, endorse, follow, and look after what is theirs. To act one is verified; to read one's own, signed in.

Endorsing stands apart from the others: it is what thousands do in the same minute, so it asks the database once and writes once,
and finds out why something went wrong only after it did.
"""

from __future__ import annotations

from flask import Flask

from app.web.citizen import (
    answered,
    appeal,
    discuss,
    endorse,
    follow,
    me,
    merge,
    move,
    propose,
    proposed,
    rating,
    replying,
    seats,
    thread,
    updates,
)
from app.web.citizen.surfaces import endorsing, following, mine, proposing
from app.web.shared import continuations

__all__ = ["init_app"]

VIEWS = (answered, appeal, discuss, endorse, follow, me, merge, move, propose, proposed, replying, thread, updates)


def init_app(app: Flask) -> None:
    """Let citizens in, and let the door finish what they came for."""
    for surface in (endorsing, following, mine, proposing, discuss.discussing, rating.rating, seats.seats):
        app.register_blueprint(surface)
    continuations.register(app, endorse.CONTINUATION)
