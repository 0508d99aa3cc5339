"""The administrators' surface, /admin: people, agencies, leads, the office calendar, jobs, and the numbers in force (rules 4, 14, 25)."""

from __future__ import annotations

from flask import Flask

from app.web.admin import (
    agencies,
    calendar,
    errands,
    grounds,
    imports,
    jobs,
    leads,
    letters,
    opinions,
    pauses,
    people,
    policy,
    reform,
    topics,
)
from app.web.admin.surface import admin

__all__ = ["init_app"]

VIEWS = (agencies, calendar, errands, grounds, imports, jobs, leads, letters, opinions, pauses, people, policy, reform, topics)


def init_app(app: Flask) -> None:
    """Open the administrators' pages."""
    app.register_blueprint(admin)
