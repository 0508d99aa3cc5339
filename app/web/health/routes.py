"""`/healthz`, `/readyz`, `/metrics`: for machines, in plain text, never cached."""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, abort, request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from sqlalchemy.exc import SQLAlchemyError

from app.kernel.health import Check, Figure, Watch
from app.web.platform import platform
from app.web.shared.session import db, now
from config import Mode

health = Blueprint("health", __name__)


class Figures:
    """The figures of one moment, as Prometheus' library collects them."""

    def __init__(self, figures: list[Figure]) -> None:
        self._figures = figures

    def collect(self) -> list[GaugeMetricFamily]:
        families: dict[str, GaugeMetricFamily] = {}
        for figure in self._figures:
            names, values = [name for name, _ in figure.labels], [value for _, value in figure.labels]
            family = families.setdefault(figure.name, GaugeMetricFamily(figure.name, figure.help, labels=names))
            family.add_metric(values, figure.value)
        return list(families.values())


@health.get("/healthz")
def alive() -> Response:
    """This process answers, whatever else does not."""
    return plain("ok\n")


@health.get("/readyz")
def ready() -> Response:
    """200 if people can be served; else 503 with what is wrong."""
    checks = _checks()
    lines = "".join(f"{'ok' if check.ok else 'BAD'} {check.name}: {check.word}\n" for check in checks)
    return plain(lines, status=200 if all(check.ok for check in checks) else 503)


@health.get("/metrics")
def metrics() -> Response:
    """The figures, for whoever holds the token; in production there is nothing here without one."""
    _let_in()
    registry = CollectorRegistry()
    registry.register(Figures(_watch().figures(db(), at=now())))
    return plain(generate_latest(registry).decode())


def plain(text: str, *, status: int = 200) -> Response:
    return Response(text, status=status, mimetype="text/plain", headers={"Cache-Control": "no-store"})


def _checks() -> list[Check]:
    try:
        return _watch().ready(db(), at=now())
    except SQLAlchemyError as fault:
        return [Check("database", False, type(fault).__name__)]


def _watch() -> Watch:
    watch = platform().watch
    if watch is None:
        abort(503)
    return watch


def _let_in() -> None:
    config = platform().config
    if not config.metrics_token:
        if config.mode is Mode.PRODUCTION:
            abort(404)
        return
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(shown.encode(), config.metrics_token.encode()):
        abort(404)
