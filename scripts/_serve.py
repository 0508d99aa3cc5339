"""Starts the whole platform on this machine: database, queue, schema, demonstration, workers, schedule, web."""

from __future__ import annotations

import argparse
import http.client
import json
import os
import socket
import time
from pathlib import Path

import _folder
import _prepared
import _secrets
import _services
from _account import own_file
from _children import Child, Children, Stopped
from _environment import prepare
from _processes import end_orphans
from _room import need
from _trouble import ROOT, Trouble, run

ENVIRONMENT = "environment.json"
WORKERS = 2
EPILOG = """\
The first start installs the packages into .venv and fills the demonstration; later ones take seconds. Ctrl-C stops everything.

environment:
  DATABASE_URL, REDIS_URL   a PostgreSQL (15 or newer) and a Redis to use instead of starting them
  GONGYI_SERVICES           auto (the system's PostgreSQL and Redis, else those of the wheels), system or wheels
  ORIGIN                    the address that people type, where it is not http://HOST:PORT
  DEMO_SIZE                 full or small
  SECRET_KEY, MASTER_KEY, MAIL_URL, SMS_URL, …   as in config.py

See also scripts/flask: operator's commands for the running platform, such as `scripts/flask demo travel +61d`.
"""


def main(arguments: list[str]) -> int:
    """Serve until asked to stop. Returns the exit code."""
    wanted = _parse(arguments)
    data = _folder.make(wanted.data)
    with _folder.alone(data):
        need(data, megabytes=300)
        ended = end_orphans(data)
        if ended:
            print(f"An earlier start was killed; ended what it left running: {', '.join(ended)}.", flush=True)
        with _listener(wanted.host, wanted.port) as listener:
            python = prepare("run")
            try:
                with Children(data) as children:
                    _serve(children, data, python, listener, wanted)
            except Stopped:
                print("Stopped.", flush=True)
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/serve", description=__doc__, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, default=8000, help="where the web listens (8000)")
    parser.add_argument("--host", default="127.0.0.1", help="the address it listens on (127.0.0.1; 0.0.0.0 is every address)")
    parser.add_argument("--data", type=Path, default=ROOT / ".data" / "serve", help="the folder that keeps everything (.data/serve)")
    return parser.parse_args(arguments)


def _listener(host: str, port: int) -> socket.socket:
    """The web's socket, taken first: everything else would be in vain without it, and a web that starts again loses nobody."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except (OSError, OverflowError):
        raise Trouble(f"{host}:{port} is not an address of this machine: give another --host or --port.") from None
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(128)
    except OSError as fault:
        listener.close()
        raise Trouble(f"port {port} cannot be used ({fault.strerror}): choose another, such as scripts/serve --port {port + 1}.") from None
    return listener


def _serve(children: Children, data: Path, python: Path, listener: socket.socket, wanted: argparse.Namespace) -> None:
    began = time.monotonic()
    secrets = _secrets.of(data)
    services = _services.start(children, data, secrets)
    print(f"{services.words}; logs in {children.logs}", flush=True)
    environment = _environment(services, secrets, wanted)
    own_file(data / ENVIRONMENT, json.dumps(environment), None)
    flask = [str(python), "-m", "flask"]
    everything = {**os.environ, **environment}
    everything.pop("PYTHONDONTWRITEBYTECODE", None)  # nine processes would each compile the whole application anew
    people = _prepared.people(children, data, flask, everything)
    for number in range(1, WORKERS + 1):
        children.begin(Child(f"worker-{number}", [*flask, "jobs", "work"], everything))
    children.begin(Child("schedule", [*flask, "jobs", "tick"], everything))
    server = [str(python), "-m", "gunicorn", "-c", str(ROOT / "scripts" / "gunicorn.conf.py"), "--bind", f"fd://{listener.fileno()}"]
    web = Child("web", server, everything, handed=(listener.fileno(),))
    children.begin(web)
    try:
        _wait_until_ready(children, web, listener)
    except Trouble:
        _prepared.forget(data)  # what is remembered may be the cause
        raise
    print(f"\n{environment['ORIGIN']}   (ready after {time.monotonic() - began:.1f} s; Ctrl-C stops everything)\n\n{people}", flush=True)
    children.watch()


def _environment(services: _services.Services, secrets: _secrets.Secrets, wanted: argparse.Namespace) -> dict[str, str]:
    host = {"0.0.0.0": "localhost", "::": "localhost"}.get(wanted.host, wanted.host)
    return {
        "CONFIG": "demo",
        "FLASK_APP": "app.factory",
        "DATABASE_URL": services.database_url,
        "REDIS_URL": services.redis_url,
        "SECRET_KEY": os.environ.get("SECRET_KEY") or secrets.session,
        "MASTER_KEY": os.environ.get("MASTER_KEY") or secrets.master,
        "ORIGIN": os.environ.get("ORIGIN") or f"http://{f'[{host}]' if ':' in host else host}:{wanted.port}",
    }


def _wait_until_ready(children: Children, web: Child, listener: socket.socket) -> None:
    said = [""]

    def is_ready() -> bool:
        status, said[0] = _readiness(listener)
        return status == 200

    try:
        children.until(web, is_ready, seconds=120)
    except Trouble as trouble:
        raise Trouble(f"{trouble}\n    /readyz said: {said[0] or 'nothing'}") from None


def _readiness(listener: socket.socket) -> tuple[int, str]:
    host, port = listener.getsockname()[:2]
    line = http.client.HTTPConnection({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port, timeout=5)
    try:
        line.request("GET", "/readyz")
        answer = line.getresponse()
        return answer.status, answer.read().decode(errors="replace")
    except (OSError, http.client.HTTPException) as fault:
        return 0, str(fault)
    finally:
        line.close()


if __name__ == "__main__":
    run(main)
