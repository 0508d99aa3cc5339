"""What anyone may see in the demonstration, and only there: every letter that left, with the codes in it."""

from __future__ import annotations

from flask import Flask

from app.web.dev.routes import dev
from config import Config

__all__ = ["init_app"]


def init_app(app: Flask, config: Config) -> None:
    """Open the pages; outside the demonstration they do not exist."""
    if config.demo:
        app.register_blueprint(dev)
