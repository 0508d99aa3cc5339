"""What the suite needs of the machine besides Python: a browser, a Chinese font, Node.js, and the system's own PostgreSQL and Redis.

Each part that is missing is installed from the system's packages where this user may (root, with apt-get), Chromium otherwise from
Playwright. What is still missing then stops the run by name: no test is left out for the want of a part.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import _apt
import _binaries
import _node
from _account import works
from _environment import PYTHON
from _trouble import ROOT, Trouble

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONTS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts", Path.home() / ".local/share/fonts")
CHINESE = ("cjk", "sourcehan", "wqy", "uming", "ukai", "droidsansfallback", "twkai", "notosanstc", "notoseriftc")
WHERE_PLAYWRIGHT_KEEPS_IT = (
    "from playwright.sync_api import sync_playwright as s; p = s().start(); print(p.chromium.executable_path); p.stop()"
)


@dataclass(frozen=True)
class Part:
    name: str
    package: str
    is_there: Callable[[], bool]


def chromium() -> str | None:
    """The path of a Chromium that runs."""
    return next((path for path in _browsers() if works([path, "--version"], None)), None)


def _browsers() -> Iterator[str]:
    if os.environ.get("CHROMIUM"):
        yield os.environ["CHROMIUM"]
        return
    yield from (path for name in BROWSERS if (path := shutil.which(name)))
    done = subprocess.run([PYTHON, "-c", WHERE_PLAYWRIGHT_KEEPS_IT], capture_output=True, text=True, check=False)
    yield done.stdout.strip()


def _has_chinese_font() -> bool:
    files = (file for folder in FONTS if folder.exists() for file in folder.rglob("*.[to]t[fc]"))
    return any(word in file.name.lower().replace("-", "") for file in files for word in CHINESE)


def _has_postgres() -> bool:
    return any(program.major >= _binaries.OLDEST_POSTGRES for program in _binaries.of_the_system(_binaries.system_postgres))


def _has_redis() -> bool:
    return any(_binaries.of_the_system(_binaries.system_redis))


PARTS = (
    Part("Chromium", "chromium", lambda: chromium() is not None),
    Part("a font with Chinese characters", "fonts-noto-cjk", _has_chinese_font),
    Part(f"Node.js {_node.OLDEST} or newer with npm", "npm", _node.is_there),
    Part("the system's PostgreSQL, 15 or newer", "postgresql", _has_postgres),
    Part("the system's Redis or Valkey", "redis-server", _has_redis),
)


def gather() -> None:
    """Make sure that every part is there. Raises `Trouble` with the names of those that are not."""
    missing = [part for part in PARTS if not part.is_there()]
    _apt.install([part.package for part in missing])
    if PARTS[0] in missing and not PARTS[0].is_there():
        print(f"Installing {PARTS[0].name} …", flush=True)
        _apt.attempt([str(PYTHON), "-m", "playwright", "install", "chromium"])
    missing = [part for part in missing if not part.is_there()]
    if missing:
        names = "; ".join(part.name for part in missing)
        packages = " ".join(part.package for part in missing)
        raise Trouble(f"the suite needs what this machine lacks: {names}. Install it (Debian: apt-get install {packages}) and start again.")
    _node.modules(ROOT / "tests" / "face")
