"""The workers hear of a code right after it is committed, and of nothing else."""

from __future__ import annotations

import dataclasses

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.factory import create_app
from app.kernel.db import sessions_for
from app.kernel.outbox import Letter
from app.web.platform import Platform
from tests.web.visits import Visit


@pytest.fixture
def heard() -> list[int]:
    """How many letters the workers found at each ring, in a transaction of their own."""
    return []


@pytest.fixture
def app(platform: Platform, fresh_engine: Engine, heard: list[int]) -> Flask:
    sessions = sessions_for(fresh_engine)

    def ring() -> None:
        with Session(fresh_engine) as worker:
            heard.append(worker.scalar(select(func.count(Letter.id))) or 0)

    return create_app(parts=dataclasses.replace(platform, engine=fresh_engine, sessions=sessions, ring=ring))


@pytest.mark.race
def test_a_code_is_rung_for_after_its_commit(app: Flask, heard: list[int]) -> None:
    visit = Visit(app)
    visit.get("/sign-in")
    assert heard == []
    answer = visit.post("/sign-in", {"address": "new@example.org"})
    assert answer.status_code == 303
    assert heard == [1]
    visit.follow()
    visit.get("/petitions")
    assert heard == [1]


@pytest.mark.race
def test_a_form_that_sends_nothing_rings_for_nothing(app: Flask, heard: list[int]) -> None:
    visit = Visit(app)
    visit.get("/sign-in")
    assert visit.post("/sign-in", {"address": "nonsense"}).status_code == 422
    assert heard == []
