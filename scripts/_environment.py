"""The environment: `.venv` in the checkout, holding exactly what a lock file in requirements/ names.

`scripts/serve` needs run.txt and `scripts/test` needs test.txt, which holds all of run.txt. Both share one folder, so the folder
remembers which lock it holds: serve never takes away what the tests need, and nothing is installed twice.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib
import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import _apt
from _room import need
from _trouble import DISK_IS_FULL, ROOT, Trouble, last_lines

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
HELD = VENV / "gongyi-lock.json"
LOG = ROOT / ".data" / "install.log"
REQUIREMENTS = ROOT / "requirements"


def prepare(lock: str) -> Path:
    """Make sure that the packages of requirements/<lock>.txt are installed. Returns the environment's Python."""
    with _alone():
        if not _holds(lock):
            need(VENV.parent, megabytes=700)
            _install("test" if _held().get("lock") == "test" else lock)
    return PYTHON


@contextmanager
def _alone() -> Iterator[None]:
    LOG.parent.mkdir(exist_ok=True)
    with (LOG.parent / "environment.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _holds(lock: str) -> bool:
    held = _held()
    return PYTHON.exists() and held.get("lock") in (lock, "test") and held.get("sha256") == _sha256(str(held["lock"]))


def _held() -> dict[str, str]:
    try:
        return dict(json.loads(HELD.read_text()))
    except (OSError, ValueError):
        return {}


def _sha256(lock: str) -> str:
    return hashlib.sha256((REQUIREMENTS / f"{lock}.txt").read_bytes()).hexdigest()


def _install(lock: str) -> None:
    print(f"Installing the packages of requirements/{lock}.txt (once; about a minute) …", flush=True)
    HELD.unlink(missing_ok=True)
    if not _has_pip():
        _make()
    requirements = str(REQUIREMENTS / f"{lock}.txt")
    _do([str(PYTHON), "-m", "pip", "install", "--no-input", "--retries", "2", "--require-hashes", "-r", requirements])
    HELD.write_text(json.dumps({"lock": lock, "sha256": _sha256(lock)}))


def _has_pip() -> bool:
    return PYTHON.exists() and subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, check=False).returncode == 0


def _make() -> None:
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if not _has_venv():
        _apt.install([package])
    if not _has_venv():
        raise Trouble(f"this Python lacks its venv module: install it (Debian: apt-get install {package}) and start again.")
    _do([sys.executable, "-m", "venv", "--clear", str(VENV)])


def _has_venv() -> bool:
    importlib.invalidate_caches()
    return all(importlib.util.find_spec(module) for module in ("venv", "ensurepip"))


def _do(command: list[str]) -> None:
    with LOG.open("w") as log:
        done = subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, cwd=ROOT, check=False)
    if done.returncode:
        raise Trouble(sentence(LOG.read_text(errors="replace")))


CAUSES = {
    r"No space left on device|Disk quota exceeded": DISK_IS_FULL,
    r"DO NOT MATCH THE HASHES": "a package differs from the one that was locked: do not use it, and find out where the registry got it.",
    r"NameResolutionError|NewConnectionError|ConnectTimeout|Read timed out|ProxyError|Network is unreachable|No matching distribution": (
        "the package registry cannot be reached, or lacks a package: check the network (and pip's settings) and start again."
    ),
}


def sentence(log: str) -> str:
    """What pip's (or venv's) output means for the person who waits for it."""
    for pattern, sentence in CAUSES.items():
        if re.search(pattern, log):
            return f"{sentence} The whole story is in {LOG}."
    return f"the packages could not be installed; the log {LOG} ends:\n{last_lines(LOG)}"
