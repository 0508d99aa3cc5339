"""Sessions that really commit, each on a connection of its own, and the cast."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from app.kernel.db import sessions_for
from app.kernel.secrets import Keyring
from tests.cast import Cast, assemble
from tests.race.test_endorse import START


@pytest.fixture
def sessions(fresh_engine: Engine) -> sessionmaker[Session]:
    return sessions_for(fresh_engine)


@pytest.fixture
def cast(sessions: sessionmaker[Session], keys: Keyring) -> Cast:
    with sessions.begin() as session:
        return assemble(session, keys, at=START)
