"""The whole web in a real browser: a server of its own on committed data, and Chromium."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext
from sqlalchemy import Engine, select
from werkzeug.serving import WSGIRequestHandler, make_server

import config as settings
from app.accounts.models import Agency, Person
from app.factory import create_app
from app.kernel import office_days
from app.kernel.db import sessions_for
from app.kernel.secrets import Keyring
from app.web.platform import Platform
from tests.cast import Cast, assemble
from tests.conftest import HandClock
from tests.given import Given
from tests.web.visits import Visit

SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}


class Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Say nothing of every request."""


@dataclass
class Live:
    """A running platform, its people, and its clock, which is moved by hand."""

    url: str
    app: Flask
    platform: Platform
    clock: HandClock

    @contextmanager
    def given(self) -> Iterator[Given]:
        """Situations, committed at the end."""
        with self.platform.sessions.begin() as session:
            yield Given(session, self.platform.keys, self.cast(session), self.clock.at)

    def cast(self, session: Any) -> Cast:
        people = {person.nickname: person for person in session.scalars(select(Person))}
        if people:
            return Cast(**{name: people[name] for name in PEOPLE}, **_agencies(session))
        office_days.seed(session)
        return assemble(session, self.platform.keys, at=self.clock.at)

    def enter(self, context: BrowserContext, name: str) -> None:
        """Sign one of the cast in, in this browser."""
        with self.platform.sessions() as session:
            person = session.scalars(select(Person).where(Person.nickname == name)).one()
        visit = Visit(self.app).enter(person, strong=True)
        cookie = visit.client.get_cookie("gongyi")
        assert cookie is not None
        context.add_cookies([{"name": "gongyi", "value": cookie.value, "url": self.url, "httpOnly": True}])


PEOPLE = ("mei", "bo", "lin", "hao", "wu", "chen", "ann", "kai")


def _agencies(session: Any) -> dict[str, Any]:
    found = {agency.code: agency for agency in session.scalars(select(Agency))}
    return {"finance": found["A05000000E"], "transport": found["A15000000G"]}


@pytest.fixture
def live(fresh_engine: Engine, config: settings.Config, keys: Keyring, clock: HandClock) -> Iterator[Live]:
    platform = Platform(config, fresh_engine, sessions_for(fresh_engine), clock, keys)
    app = create_app(parts=platform)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Live(f"http://127.0.0.1:{server.server_port}", app, platform, clock)
    server.shutdown()
    thread.join()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport=SIZES["phone"], reduced_motion="reduce", locale="zh-TW")
    yield context
    context.close()


@pytest.fixture
def plain_context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser without JavaScript."""
    context = chromium.new_context(viewport=SIZES["phone"], java_script_enabled=False, locale="zh-TW")
    yield context
    context.close()
