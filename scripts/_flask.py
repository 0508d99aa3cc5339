"""Gives an operator's command to the platform that scripts/serve runs, such as `scripts/flask demo travel +61d`."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from _environment import PYTHON
from _trouble import ROOT, Trouble, run

ENVIRONMENT = "environment.json"


def main(arguments: list[str]) -> int:
    """Become `flask` in the environment of the running platform."""
    parser = argparse.ArgumentParser(prog="scripts/flask", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT / ".data" / "serve", help="the folder that scripts/serve was given")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="as `flask` knows it; without one, all are listed")
    wanted = parser.parse_args(arguments)
    try:
        environment = json.loads((wanted.data / ENVIRONMENT).read_text())
    except FileNotFoundError:
        raise Trouble(
            f"nothing has been served from {wanted.data} yet: start scripts/serve first, or name its folder with --data."
        ) from None
    os.chdir(ROOT)
    os.execve(PYTHON, [str(PYTHON), "-m", "flask", *wanted.command], {**os.environ, **environment})


if __name__ == "__main__":
    run(main)
