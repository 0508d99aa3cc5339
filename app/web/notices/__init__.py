"""Letters switched off, and on again, by the link in them: no signing in, no cookie (section 4 of the rules).

Mail scanners open links, so a link only shows a page; the button on it acts. Mail programs that know RFC 8058 act by a POST of their own.
"""

from __future__ import annotations

from flask import Flask

from app.web.notices import survey as survey
from app.web.notices.routes import notices

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Open the page behind the links."""
    app.register_blueprint(notices)
