"""The officers' surface, /desk: an agency's cases by due date, its acts, and the answer demand by demand (rules 12, 15 to 21)."""

from __future__ import annotations

from flask import Flask

from app.web.agency import (
    acts,
    advice,
    alerts,
    answering,
    approving,
    attachments,
    case,
    co_agencies,
    contact,
    deputies,
    desks,
    discussion,
    handover,
    meetings,
    opinions,
    parts,
    promises,
)
from app.web.agency.surface import agency

__all__ = ["init_app"]

VIEWS = (
    acts,
    advice,
    alerts,
    answering,
    approving,
    attachments,
    case,
    co_agencies,
    contact,
    deputies,
    desks,
    discussion,
    handover,
    meetings,
    opinions,
    parts,
    promises,
)


def init_app(app: Flask) -> None:
    """Open the agencies' desk."""
    app.register_blueprint(agency)
