"""One platform filled with the whole demonstration, for all tests that only look at it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

import config as settings
from app.demo import seed
from app.kernel.db import engine_for
from app.kernel.secrets import Keyring
from tests.conftest import create_database

# A Wednesday, ten in the morning in Taipei.
NOW = datetime(2026, 11, 18, 2, tzinfo=UTC)
KEYS = Keyring(settings.TEST_MASTER_KEY)


@pytest.fixture(scope="module")
def own_engine(server_url: str, template_database: str) -> Iterator[Engine]:
    """A database of the module's own: the tally counts only what is committed."""
    name = template_database.replace("template", "demo")
    engine = engine_for("postgresql+psycopg" + create_database(server_url, name, template_database).removeprefix("postgresql"))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def whole(own_engine: Engine) -> sessionmaker[Session]:
    """Sessions of a platform on which the whole demonstration has just been seeded."""
    sessions = sessionmaker(own_engine, expire_on_commit=False)
    assert seed.seed(sessions.begin, KEYS, at=NOW)
    return sessions


@pytest.fixture
def shown(whole: sessionmaker[Session]) -> Iterator[Session]:
    with whole() as session:
        yield session
