"""The moderators' surface, /moderate: the queue by due date, one case beside its criteria, and the decisions (rules 4 to 9)."""

from __future__ import annotations

from flask import Flask

from app.web.moderator import casework, changes, comments, export, hiding, links, looks, opinions, proposals, refusing, standards, updates
from app.web.moderator.routes import moderator

__all__ = ["init_app"]

VIEWS = (casework, changes, comments, export, hiding, links, looks, opinions, proposals, refusing, standards, updates)


def init_app(app: Flask) -> None:
    """Open the moderators' desk."""
    app.register_blueprint(moderator)
