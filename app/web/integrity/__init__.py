"""The desk of those who look after the count, /integrity: bursts, and batches of endorsements that two people remove (rule 26)."""

from __future__ import annotations

from flask import Flask

from app.web.integrity import batches, looking, shortfalls
from app.web.integrity.surface import furnish, integrity

__all__ = ["init_app"]

VIEWS = (batches, looking, shortfalls)


def init_app(app: Flask) -> None:
    """Open the desk; moderators and administrators share it."""
    furnish(app)
    app.register_blueprint(integrity)
