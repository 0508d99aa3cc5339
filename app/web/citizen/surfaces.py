"""The four surfaces of a citizen and who may enter each."""

from __future__ import annotations

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from app.web.shared import guards
from app.web.shared.cookies import personal


def writer() -> ResponseReturnValue | None:
    """Verified. A page that saves by itself is only told that it could not: led to the door, it would leave a kept form each time."""
    if "X-Fragment" in request.headers and isinstance(guards.current(), guards.Visitor):
        abort(401)
    return guards.verified()


# Knows who asks, but asks only where it must: the endorsement itself needs no account loaded.
endorsing = personal(Blueprint("endorse", __name__))

following = Blueprint("follow", __name__)
guards.protect(following, guards.reachable)

mine = Blueprint("me", __name__)
guards.protect(mine, guards.citizen)

proposing = Blueprint("propose", __name__)
guards.protect(proposing, writer)
