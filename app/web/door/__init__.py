"""The door: joining, signing in, the second factor, and one's own account, for everybody.

It is a surface of its own because, before it, nobody knows who is asking: a citizen, an officer and a stranger must see the same
page, the same letter and the same answer, so that nobody learns whether an address or a number is known. Joining and signing in
are one flow: a code proves an address; whoever it belongs to is signed in, and whoever is new is signed in as new and led on.
"""

from __future__ import annotations

from flask import Flask

from app.web.door import account, entering, errands, joining, resuming, second
from app.web.door.greeting import greeting
from app.web.door.surface import door

__all__ = ["init_app"]

VIEWS = (account, entering, errands, joining, resuming, second)


def init_app(app: Flask) -> None:
    """Open the door."""
    app.register_blueprint(door)
    app.context_processor(greeting)
