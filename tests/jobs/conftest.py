"""A works on the test's own session, and one on committed data with a real relay."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from app.jobs.context import Works, equip
from app.kernel import outbox
from app.kernel.db import sessions_for
from app.kernel.outbox import Channel
from app.kernel.secrets import Keyring
from config import Config
from tests.conftest import HandClock
from tests.relay import BODY, REFUSED, SUCCESS, Aggregator, Relay, aggregator, relay

Put = Callable[..., None]


@dataclasses.dataclass
class Outside:
    """What stands at the other end of the wires."""

    relay: Relay
    aggregator: Aggregator


@pytest.fixture
def wires(config: Config) -> Iterator[tuple[Outside, Config]]:
    with relay() as (mail, port), aggregator() as (texts, url):
        yield (
            Outside(mail, texts),
            dataclasses.replace(
                config,
                mail_url=f"smtp://127.0.0.1:{port}",
                sms_url=url,
                sms_body=BODY,
                sms_success=SUCCESS,
                sms_refused=REFUSED,
                sms_charset="big5",
            ),
        )


@pytest.fixture
def outside(wires: tuple[Outside, Config]) -> Outside:
    return wires[0]


@pytest.fixture
def works(wires: tuple[Outside, Config], engine: Engine, sessions: sessionmaker[Session], clock: HandClock, keys: Keyring) -> Works:
    return equip(wires[1], engine, sessions, clock, keys)


@pytest.fixture
def make_works(wires: tuple[Outside, Config], fresh_engine: Engine, clock: HandClock, keys: Keyring) -> Callable[[], Works]:
    """Works on committed data; each with its own connections, as processes have them."""
    return lambda: equip(wires[1], fresh_engine, sessions_for(fresh_engine), clock, keys)


def letters(works: Works, *addresses: str, urgent: bool = False, channel: Channel = Channel.EMAIL, name: str = "invited") -> None:
    """Put a letter to each of these addresses."""
    with works.sessions() as session:
        for address in addresses:
            outbox.put(
                session, works.keys, key=f"{name}:{address}", channel=channel, to=address, language="zh-Hant-TW", name=name,
                params={"role": "admin", "agency": None}, at=works.clock.now(), urgent=urgent,
            )  # fmt: skip
        session.commit()
