"""What everybody may read: no cookie, no token, no name; the same for everyone and cacheable for as long as a count may be stale.

What is personal ("have I endorsed this?") is a link to a private page.
"""

from __future__ import annotations

from flask import Flask

from app.web.public import agencies as agencies
from app.web.public import attachments as attachments
from app.web.public import beside as beside
from app.web.public import discussion as discussion
from app.web.public import feeds as feeds
from app.web.public import guide as guide
from app.web.public import ledger as ledger
from app.web.public import meetings as meetings
from app.web.public import moderation as moderation
from app.web.public import numbers as numbers
from app.web.public import promises as promises
from app.web.public import ratings as ratings
from app.web.public import rules as rules
from app.web.public import versions as versions
from app.web.public.routes import public
from app.web.public.sharing import sharing
from app.web.public.theme import theme

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Open the public pages; every file here adds its own to the blueprint."""
    app.register_blueprint(public)
    app.register_blueprint(sharing)
    app.register_blueprint(theme)
