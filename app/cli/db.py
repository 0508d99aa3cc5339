"""`flask db`: the schema."""

from __future__ import annotations

import click

from app import schema
from app.web.platform import platform


@click.group()
def db() -> None:
    """The database's schema."""


@db.command()
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the schema to REVISION (the newest by default)."""
    schema.upgrade(platform().engine, revision)


@db.command()
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take the schema back to REVISION."""
    schema.downgrade(platform().engine, revision)
