"""The migrations make what the models say, and say where they stand."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine

from app import schema
from app.models import Base


def test_models_equal_migrations(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata) == []


def test_head_file_names_the_newest_migration() -> None:
    assert Path("migrations/HEAD").read_text().strip() == schema.head()
