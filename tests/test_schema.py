"""The migrations make what the models say, say where they stand, and can be taken back with data in the tables."""

from datetime import UTC, datetime
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, select

from app import schema
from app.kernel.db import sessions_for
from app.kernel.secrets import Keyring
from app.models import Base
from app.petition.models import Petition
from tests.cast import assemble
from tests.given import Given

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata))


def test_models_equal_migrations(engine: Engine) -> None:
    assert differences(engine) == []


def test_head_file_names_the_newest_migration() -> None:
    assert Path("migrations/HEAD").read_text().strip() == schema.head()


def test_down_and_up_again_with_data(fresh_engine: Engine, keys: Keyring) -> None:
    sessions = sessions_for(fresh_engine)
    with sessions.begin() as session:
        given = Given(session, keys, assemble(session, keys, at=AT), AT)
        given.an_answered_petition()
    with sessions() as session:
        assert session.scalar(select(Petition.number))
    schema.downgrade(fresh_engine, "base")
    assert set(inspect(fresh_engine).get_table_names()) <= {"alembic_version"}
    with fresh_engine.connect() as connection:
        assert schema.current(connection) == ""
    schema.upgrade(fresh_engine)
    assert differences(fresh_engine) == []
    with sessions() as session:
        assert session.scalar(select(Petition.number)) is None
