"""Draws the platform's pages as pictures: every page in every state that the tests know, at the width of a phone and of a desk."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import _folder
import _parts
import _secrets
import _services
from _children import Child, Children, Stopped
from _environment import prepare
from _room import need
from _test import RUNS, remove
from _trouble import ROOT, Trouble, run

EPILOG = """\
Names may hold * and ?: `scripts/shots 'petition-*' home`. A picture is called NAME-WIDTH.png, with -dark and -en where that was asked for.
The states are those of tests/face/states. What is missing on the machine is installed as by scripts/test.
"""


def main(arguments: list[str]) -> int:
    """Draw the pages asked for. Returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="scripts/shots", description=__doc__, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", help="which pages (all)")
    parser.add_argument("--out", type=Path, default=ROOT / "screenshots", help="the folder to write to (screenshots)")
    parser.add_argument("--dark", action="store_true", help="by night instead of by day")
    parser.add_argument("--en", action="store_true", help="in English instead of Chinese")
    parser.add_argument("--list", action="store_true", help="only say which pages there are")
    parser.parse_args(arguments)
    python = prepare("test")
    _parts.gather()
    RUNS.mkdir(parents=True, exist_ok=True)
    data = _folder.make(RUNS / str(os.getpid()))
    try:
        need(data, megabytes=1000)
        with _folder.alone(data), Children(data) as children:
            return _draw(children, data, python, arguments)
    except Stopped:
        return 130
    finally:
        remove(data)


def _draw(children: Children, data: Path, python: Path, arguments: list[str]) -> int:
    services = _services.start_throwaway(children, data, _secrets.of(data))
    environment = {
        **os.environ,
        "CONFIG": "test",
        "DATABASE_URL": services.database_url,
        "REDIS_URL": services.redis_url,
        "CHROMIUM": _parts.chromium() or "",
        "LOG_LEVEL": "WARNING",
    }
    code = children.result(Child("shots", [str(python), "-m", "tests.face.shots", *arguments], environment, shown=True))
    if code < 0:
        raise Trouble("drawing the pages was stopped from outside.")
    return code


if __name__ == "__main__":
    run(main)
