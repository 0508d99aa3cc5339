"""A Redis (or Valkey) of our own: on loopback only, behind a password, its queue on disk, never evicting.

It is the doorbell and holds nothing that PostgreSQL does not: files that it cannot read are put aside and it starts empty.
"""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

from _account import Account, own_file, own_folder
from _binaries import Program, redis
from _children import Child, Children
from _postgres import free_port
from _trouble import Trouble

SETTINGS = "settings.conf"
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": os.defpath}


def start(children: Children, home: Path, account: Account | None, password: str) -> tuple[str, Program]:
    """Start the server with its files below `home`. Returns its URL and the program that runs it."""
    program = redis(home, account)
    folder = home / f"{program.name.lower()}-{program.major}"  # the one cannot read the files of the other
    had_files = (folder / "appendonlydir").exists()
    port = free_port()
    child = Child("queue", [str(program.path), str(folder / SETTINGS)], ENVIRONMENT, account)
    _write_settings(folder, account, port, password)
    try:
        _begin(children, child, port, password)
    except Trouble:
        if not had_files:
            raise
        children.end(child)
        _put_aside(folder)
        _write_settings(folder, account, port, password)
        _begin(children, child, port, password)
    return f"redis://:{password}@127.0.0.1:{port}/0", program


def _begin(children: Children, child: Child, port: int, password: str) -> None:
    children.begin(child)
    children.until(child, lambda: _answers(port, password), seconds=30)


def _put_aside(folder: Path) -> None:
    unreadable = folder.with_name(f"{folder.name}.unreadable")
    shutil.rmtree(unreadable, ignore_errors=True)
    folder.rename(unreadable)


def _write_settings(folder: Path, account: Account | None, port: int, password: str) -> None:
    own_file(own_folder(folder, account) / SETTINGS, _settings(folder, port, password), account)


def _settings(folder: Path, port: int, password: str) -> str:
    return f"""\
bind 127.0.0.1
port {port}
requirepass {password}
dir "{folder}"
appendonly yes
save ""
maxmemory-policy noeviction
"""


def _answers(port: int, password: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
            line.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            return line.makefile("rb").read(12) == b"+OK\r\n+PONG\r\n"
    except OSError:
        return False
