"""Runs the whole suite on real parts: packages, browser, a PostgreSQL and a Redis of its own, then pytest."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
from pathlib import Path

import _folder
import _parts
import _secrets
import _services
from _account import POINTER
from _children import Child, Children, Stopped
from _environment import prepare
from _processes import end_orphans
from _room import need
from _trouble import ROOT, Trouble, run

RUNS = ROOT / ".data" / "test"
EPILOG = """\
Every argument is pytest's: `scripts/test tests/petition -k refuse -x`. Without -n the tests share out over all processor cores.
What is missing on the machine is installed where this user may (root, with apt-get), else it is named. A skipped test is a failed one.
"""


def main(arguments: list[str]) -> int:
    """Run the tests. Returns pytest's exit code."""
    if arguments[:1] in (["--help"], ["-h"]):
        argparse.ArgumentParser(
            prog="scripts/test", usage="scripts/test [pytest arguments]", description=__doc__, epilog=EPILOG, add_help=False
        ).print_help()
        return 0
    python = prepare("test")
    _parts.gather()
    RUNS.mkdir(parents=True, exist_ok=True)
    _bury_the_dead()
    data = _folder.make(RUNS / str(os.getpid()))
    try:
        with _folder.alone(data):
            return _run(data, python, arguments)
    finally:
        remove(data)


def _run(data: Path, python: Path, arguments: list[str]) -> int:
    need(data, megabytes=1000)
    try:
        with Children(data) as children:
            services = _services.start_throwaway(children, data, _secrets.of(data))
            print(f"Testing on {services.words}.", flush=True)
            return _pytest(children, services, python, arguments)
    except Stopped:
        return 130


def _pytest(children: Children, services: _services.Services, python: Path, arguments: list[str]) -> int:
    environment = {
        **os.environ,
        "CONFIG": "test",
        "DATABASE_URL": services.database_url,
        "REDIS_URL": services.redis_url,
        "CHROMIUM": _parts.chromium() or "",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT / "scripts"), os.environ.get("PYTHONPATH")])),
    }
    command = [str(python), "-m", "pytest", "-p", "_no_skips", *_shares(arguments), *arguments]
    return children.result(Child("pytest", command, environment, goodbye=signal.SIGINT, patience=30, shown=True))


def _shares(arguments: list[str]) -> list[str]:
    """How the tests share out over the cores, unless `arguments` say it."""
    if any(argument.startswith(("-n", "--numprocesses", "--pdb", "--collect-only", "--co")) for argument in arguments):
        return []
    return ["-n", str(max(2, os.cpu_count() or 2)), "--dist", "loadgroup"]


def _bury_the_dead() -> None:
    """Clear away what killed runs left behind; a run that still lives holds its folder."""
    for folder in RUNS.iterdir():
        try:
            with _folder.alone(folder):
                end_orphans(folder)
        except Trouble:
            continue
        remove(folder)


def remove(data: Path) -> None:
    pointer = data / POINTER
    if pointer.exists():
        shutil.rmtree(pointer.read_text().strip(), ignore_errors=True)
    shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    run(main)
