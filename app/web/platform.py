"""What an application is made of, kept with it: configuration, database, clock and keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from app.kernel.clock import Clock
from app.kernel.health import Watch
from app.kernel.secrets import Keyring
from config import Config


@dataclass(frozen=True)
class Platform:
    """The parts of one running process."""

    config: Config
    engine: Engine
    sessions: sessionmaker[Session]
    clock: Clock
    keys: Keyring
    ring: Callable[[], object] = lambda: None
    """Tells the workers that a letter is urgent; without it they find out by themselves within seconds."""
    watch: Watch | None = None
    instant: Engine | None = None
    """Connections on which every statement commits by itself, and which are not asked first whether they still live."""

    def forget_connections(self) -> None:
        """Begin with empty pools: a database connection must not cross a fork."""
        self.engine.dispose(close=False)
        if self.instant is not None:
            self.instant.dispose(close=False)


def attach(app: Flask, platform: Platform) -> None:
    app.extensions["gongyi"] = platform


def platform() -> Platform:
    """The platform of the current application."""
    return cast(Platform, current_app.extensions["gongyi"])
