"""Operator commands: `flask db`, `flask people`, `flask calendar`, `flask jobs`, `flask demo`."""

from __future__ import annotations

from flask import Flask

from app.cli.calendar import calendar
from app.cli.db import db
from app.cli.demo import demo
from app.cli.jobs import jobs
from app.cli.people import cli as people


def register(app: Flask) -> None:
    """Give the application its commands."""
    app.cli.add_command(db)
    app.cli.add_command(jobs)
    app.cli.add_command(people)
    app.cli.add_command(calendar)
    app.cli.add_command(demo)
