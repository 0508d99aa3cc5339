"""The database's schema, moved by the numbered migrations. `migrations/HEAD` names the newest, so that two branches collide in git."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config as Alembic
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

ROOT = Path(__file__).parent.parent


def alembic(connection: Connection | None = None) -> Alembic:
    settings = Alembic(ROOT / "alembic.ini")
    settings.set_main_option("script_location", str(ROOT / "migrations"))
    settings.attributes["connection"] = connection
    return settings


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to `revision`; several at once wait for each other."""
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('gongyi/schema'))"))
        command.upgrade(alembic(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    with engine.begin() as connection:
        command.downgrade(alembic(connection), revision)


def head() -> str:
    """The newest migration's number."""
    return ScriptDirectory.from_config(alembic()).get_current_head() or ""


def current(connection: Connection) -> str:
    """The migration the database stands at, or an empty string."""
    if connection.scalar(text("SELECT to_regclass('alembic_version')")) is None:
        return ""
    return connection.scalar(text("SELECT version_num FROM alembic_version")) or ""
