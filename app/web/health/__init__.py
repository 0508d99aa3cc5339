"""Whether this process lives, whether the platform is ready for people, and its figures for Prometheus."""

from __future__ import annotations

from flask import Flask

from app.web.health.routes import health

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Let the platform be watched."""
    app.register_blueprint(health)
