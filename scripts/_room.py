"""Room on the disk, asked for before it is needed: a full disk met half-way leaves a worse mess than a sentence does."""

from __future__ import annotations

import shutil
from pathlib import Path

from _trouble import Trouble


def need(folder: Path, *, megabytes: int) -> None:
    """Stop with a sentence unless the disk of `folder` has that much room."""
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < megabytes:
        raise Trouble(f"the disk of {folder} is full: {free} MB are free and {megabytes} MB are needed; make room and start again.")
