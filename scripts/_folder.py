"""The data folder of one start: made when missing, and used by one start at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from _trouble import Trouble


def make(folder: Path) -> Path:
    """`folder`, resolved; made when missing, so that nobody else can list it."""
    folder = folder.resolve()
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o711)  # the account that runs the database passes through
    return folder


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold `folder`. The kernel lets go of it when this process dies, however it dies. Raises `Trouble` when it is held."""
    with (folder / "lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise Trouble(
                f"{folder} is in use by process {file.read().strip()}: stop that one, or name another folder with --data."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
