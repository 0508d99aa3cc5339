"""The pause that lasts now, for the banner of every page and for what a page of a petition says; asked once for each page."""

from __future__ import annotations

from flask import g
from sqlalchemy.exc import SQLAlchemyError

from app.petition import pauses
from app.petition.pauses import Pause
from app.web.shared.session import db, now


def pause_now() -> Pause | None:
    """The pause that lasts at the moment of the request; None also while the database does not answer, so that refusals stay up."""
    if g.get("in_trouble"):
        return None
    if "pause" not in g:
        g.pause = _asked()
    pause: Pause | None = g.pause
    return pause


def _asked() -> Pause | None:
    try:
        return pauses.in_force(db(), at=now())
    except SQLAlchemyError:
        return None
