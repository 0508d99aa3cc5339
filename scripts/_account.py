"""Who runs the database. PostgreSQL refuses to run as root, so root lends it to an account without rights.

That account must reach its binaries and its files. What it cannot reach (a checkout below /root, say) is not opened up for it:
no right of any folder outside the data is ever changed. Its files then live below /var/lib/gongyi instead.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ELSEWHERE = Path("/var/lib/gongyi")
POINTER = "services-folder"


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int


def lent() -> Account | None:
    """The account that runs the services when root starts them: `postgres`, else `nobody`. None for anybody else."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def acting_as(account: Account | None) -> dict[str, Any]:
    """What `subprocess` must be told so that a process runs under `account`."""
    return {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}


def works(command: list[str | Path], account: Account | None) -> bool:
    """Whether `command` runs and succeeds under `account`."""
    try:
        return subprocess.run(command, cwd="/", capture_output=True, check=False, **acting_as(account)).returncode == 0
    except OSError:
        return False


def home_for(data: Path, account: Account | None) -> Path:
    """The folder that holds the services' files: `data`, or one that `account` can reach. The choice is kept."""
    if account is None:
        return data
    pointer = data / POINTER
    if pointer.exists():
        return Path(pointer.read_text().strip())
    home = data if works(["/bin/sh", "-c", 'cd "$1"', "-", data], account) else _elsewhere(data)
    pointer.write_text(f"{home}\n")
    return home


def _elsewhere(data: Path) -> Path:
    home = ELSEWHERE / hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    if home.exists():
        shutil.rmtree(home)  # left by a data folder that was deleted: without that folder's keys it is unreadable
    for folder in (ELSEWHERE, home):
        if not folder.exists():
            folder.mkdir(parents=True)
            folder.chmod(0o755)
    return home


def own_folder(folder: Path, account: Account | None) -> Path:
    """A folder that only `account` (or we) can open; made when missing."""
    if not folder.exists():
        folder.mkdir(mode=0o700)
        if account:
            os.chown(folder, account.uid, account.gid)
    return folder


def own_file(file: Path, text: str, account: Account | None) -> Path:
    """Write `text` where only `account` (or we) can read it."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(text)
    if account:
        os.chown(file, account.uid, account.gid)
    return file
