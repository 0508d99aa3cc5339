"""The web server's settings.

Threads, because a browser opens connections ahead of need: two of them, idle, hold two synchronous workers for as long as they stay
silent (measured: no answer for ten seconds), while eight threads a worker answer at once beside twelve silent connections.
"""

import os

from flask import Flask

wsgi_app = "app.factory:create_app()"
preload_app = True  # the import is most of a start: once, not once a worker
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS") or max(2, os.cpu_count() or 2))
threads = 8
graceful_timeout = 10
control_socket_disable = True


def post_fork(server: object, worker: object) -> None:
    """A connection must not cross a fork: each worker begins with an empty pool."""
    application: Flask = worker.app.wsgi()  # type: ignore[attr-defined]
    application.extensions["gongyi"].forget_connections()
