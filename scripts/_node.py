"""Node.js, and the packages that a package-lock.json names, installed once for each lock into .data/node."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import _apt
from _trouble import ROOT, Trouble, last_lines, run

KEPT = ROOT / ".data" / "node"
OLDEST = 18
LOG = KEPT / "install.log"


def is_there() -> bool:
    """Whether npm and a Node.js that is new enough stand in the PATH."""
    return shutil.which("npm") is not None and _version() >= OLDEST


def modules(project: Path) -> Path:
    """The folder `node_modules` with what `project`'s lock names; installed when missing. Raises `Trouble`."""
    lock = project / "package-lock.json"
    home = KEPT / hashlib.sha256(lock.read_bytes()).hexdigest()[:16]
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if not (home / "whole").exists():
            print(f"Installing the packages of {lock.relative_to(ROOT)} (once) …", file=sys.stderr, flush=True)
            _install(project, home)
    return home / "node_modules"


def _install(project: Path, home: Path) -> None:
    if not is_there():
        _apt.install(["npm"])
    if not is_there():
        raise Trouble(f"npm and Node.js {OLDEST} or newer are missing: install them (Debian: apt-get install npm) and start again.")
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    for name in ("package.json", "package-lock.json"):
        shutil.copy(project / name, home / name)
    with LOG.open("w") as log:
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=home, stdout=log, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        raise Trouble(f"the packages of {project.relative_to(ROOT)}/package.json could not be installed; {LOG} ends:\n{last_lines(LOG)}")
    (home / "whole").touch()


def _version() -> int:
    try:
        said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
        return int(said.strip().removeprefix("v").partition(".")[0])
    except (OSError, ValueError):
        return 0


def main(arguments: list[str]) -> int:
    """Print where the packages of a folder with a package-lock.json are: `_node.py tests/face`."""
    print(modules((ROOT / arguments[0]).resolve()))
    return 0


if __name__ == "__main__":
    run(main)
