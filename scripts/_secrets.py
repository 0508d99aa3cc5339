"""The secrets of one data folder: made once, kept beside the data, readable by their owner alone."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from _account import POINTER, own_file
from _trouble import Trouble

FILE = "secrets.json"


@dataclass(frozen=True)
class Secrets:
    """`master` has the form of MASTER_KEY: a version, a colon, 32 bytes in base64."""

    session: str
    master: str
    postgres: str
    redis: str


def of(data: Path) -> Secrets:
    """The secrets of `data`, made when it has none yet."""
    file = data / FILE
    if not file.exists():
        if any((data / sign).exists() for sign in ("postgres", POINTER)):
            raise Trouble(f"{file} is missing, and {data} is locked without it: bring it back, or delete {data} to begin anew.")
        made = Secrets(secrets.token_hex(32), _master(), secrets.token_hex(32), secrets.token_hex(32))
        own_file(file.with_suffix(".new"), json.dumps(asdict(made)), None).rename(file)
    try:
        return Secrets(**json.loads(file.read_text()))
    except (ValueError, TypeError):
        raise Trouble(f"{file} is damaged: bring it back from a copy, or delete {data} to begin anew.") from None


def _master() -> str:
    return "1:" + base64.b64encode(secrets.token_bytes(32)).decode()
