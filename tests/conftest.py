"""The parts of every test: a real PostgreSQL and Redis, a clock that is moved by hand, the application on both.

`scripts/test` starts the services and names them in DATABASE_URL and REDIS_URL. Each xdist worker has a database of its own,
made from a migrated template; a test runs inside one transaction with savepoints, which is rolled back at its end.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session, sessionmaker

import config as settings
from app import schema
from app.factory import create_app
from app.kernel.clock import WallClock
from app.kernel.db import engine_for, sessions_for
from app.kernel.secrets import Keyring
from app.web.platform import Platform, attach
from app.web.shared import limits
from tests.cast import Cast, assemble
from tests.given import Given


class HandClock:
    """A clock that stands until it is moved."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def advance(self, **by: float) -> datetime:
        self.at += timedelta(**by)
        return self.at


@pytest.fixture(scope="session")
def server_url() -> str:
    if "DATABASE_URL" not in os.environ:
        pytest.exit("DATABASE_URL is not set: run the tests with scripts/test", returncode=2)
    return os.environ["DATABASE_URL"].replace("postgresql+psycopg://", "postgresql://")


def url_of(server_url: str, database: str) -> str:
    return re.sub(r"(://[^/?]*/)[^?]*", rf"\g<1>{database}", server_url)


def create_database(server_url: str, name: str, template: str = "template0") -> str:
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f"CREATE DATABASE \"{name}\" TEMPLATE \"{template}\" ENCODING 'UTF8' LOCALE 'C.UTF-8'")
    return url_of(server_url, name)


@pytest.fixture(scope="session")
def template_database(server_url: str) -> str:
    """A migrated, empty database that is only copied."""
    name = f"gongyi_template_{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}_{zlib.crc32(os.getcwd().encode()):x}_{os.getpid()}"
    engine = engine_for("postgresql+psycopg" + create_database(server_url, name).removeprefix("postgresql"))
    schema.upgrade(engine)
    engine.dispose()
    return name


@pytest.fixture(scope="session")
def engine(server_url: str, template_database: str) -> Iterator[Engine]:
    name = template_database.replace("template", "test")
    engine = engine_for("postgresql+psycopg" + create_database(server_url, name, template_database).removeprefix("postgresql"))
    yield engine
    engine.dispose()
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'DROP DATABASE IF EXISTS "{template_database}" WITH (FORCE)')


@pytest.fixture
def fresh_engine(server_url: str, template_database: str, engine: Engine) -> Iterator[Engine]:
    """A database of the test's own, for what must really be committed: races, crashes, several processes."""
    name = template_database.replace("template", "race")
    fresh = engine_for("postgresql+psycopg" + create_database(server_url, name, template_database).removeprefix("postgresql"), pool_size=30)
    yield fresh
    fresh.dispose()
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()


@pytest.fixture
def sessions(connection: Connection) -> sessionmaker[Session]:
    return sessionmaker(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    with sessions() as session:
        yield session


@pytest.fixture
def clock() -> HandClock:
    """Monday 2026-03-02, ten in the morning in Taipei."""
    return HandClock(datetime(2026, 3, 2, 2, tzinfo=UTC))


@pytest.fixture
def keys() -> Keyring:
    return Keyring(settings.TEST_MASTER_KEY)


@pytest.fixture
def config() -> settings.Config:
    return settings.read({**os.environ, "CONFIG": "test"})


@pytest.fixture
def platform(config: settings.Config, engine: Engine, sessions: sessionmaker[Session], clock: HandClock, keys: Keyring) -> Platform:
    return Platform(config, engine, sessions, clock, keys)


@pytest.fixture(scope="session")
def application(engine: Engine) -> Flask:
    """One application for all tests: making it and compiling its templates costs half a second."""
    config = settings.read({**os.environ, "CONFIG": "test"})
    return create_app(parts=Platform(config, engine, sessions_for(engine), WallClock(), Keyring(settings.TEST_MASTER_KEY)))


@pytest.fixture
def app(application: Flask, platform: Platform) -> Iterator[Flask]:
    """The application on the test's own parts; what a test registers or sets is forgotten after it."""
    extensions, settled = dict(application.extensions), dict(application.config)
    attach(application, platform)
    limits.init_app(application, platform.config)
    yield application
    application.extensions.clear()
    application.extensions.update(extensions)
    application.config.clear()
    application.config.update(settled)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def cast(session: Session, keys: Keyring, clock: HandClock) -> Cast:
    return assemble(session, keys, at=clock.at)


@pytest.fixture
def given(session: Session, keys: Keyring, cast: Cast, clock: HandClock) -> Given:
    return Given(session, keys, cast, clock.at)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The one browser of a run: Playwright can be started only once in a process."""
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()
