"""Addresses of static files carry a piece of their content's hash, so that they may be kept for ever."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

STATIC = Path(__file__).resolve().parents[3] / "static"


@cache
def asset(name: str) -> str:
    """The address of a file in `static/`, without the language's prefix: one copy serves all. Raises FileNotFoundError."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"
