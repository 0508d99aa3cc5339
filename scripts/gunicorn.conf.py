"""The web server's settings.

Threads, because a browser opens connections ahead of need: two of them, idle, hold two synchronous workers for as long as they stay
silent (measured: no answer for ten seconds), while eight threads a worker answer at once beside twelve silent connections.
"""

import os

wsgi_app = "app.factory:create_app()"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS") or max(2, os.cpu_count() or 2))
threads = 8
graceful_timeout = 10
control_socket_disable = True
