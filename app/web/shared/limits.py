"""Rough limits per address of the network, or per person: floods stop here, before they cost a statement.

Generous, since a campus or a whole mobile network may share one address. The limits of the rules stand in the database.
"""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app, request

from app.kernel.secrets import new_token
from app.kernel.throttle import Limit, Throttle
from app.web.platform import platform
from config import Config, Mode

CODE = Limit("code", 60, 600)
ATTEMPT = Limit("attempt", 120, 600)
KEEP = Limit("keep", 60, 600)
FOLLOW = Limit("follow", 120, 600)
SUBMIT = Limit("submit", 30, 3600)
VOTE = Limit("vote", 200, 3600)

THROTTLE = "gongyi-throttle"


def take(limit: Limit, *, by: str | None = None) -> None:
    """Count one use by somebody, or by whoever asks from this address. Raises TooMany."""
    throttle = cast(Throttle, current_app.extensions[THROTTLE])
    throttle.take(limit, by=by or _address())


def init_app(app: Flask, config: Config) -> None:
    # Applications under test must not share their counts: each keeps its own.
    prefix = new_token() if config.mode is Mode.TEST else "gongyi"
    app.extensions[THROTTLE] = Throttle(config.redis_url, prefix=prefix)


def _address() -> str:
    return platform().keys.keyed_hash("network", request.remote_addr or "").hex()[:32]
