"""What everybody may read: no cookie, no token, no name; the same for everyone and cacheable for as long as a count may be stale.

What is personal ("have I endorsed this?") is a link to a private page.
"""

from __future__ import annotations

from flask import Flask

from app.web.public.routes import public
from app.web.public.theme import theme

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Open the public pages."""
    app.register_blueprint(public)
    app.register_blueprint(theme)
