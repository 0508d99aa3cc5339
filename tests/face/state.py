"""A page in one of its states: how to reach it, and the answer it must be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.face.visitors import NOBODY

Fields = Mapping[str, str | Callable[[Page], str]]


@dataclass(frozen=True)
class State:
    """`name` is that of its pictures. `path` and `to` may name places of the world as `{name}`.

    `who` asks (tests/face/world.py says who there is). With `sends`, the form fields are posted from the page at `path` to the path
    `to` (itself, unless named), and the page that comes back is meant; a field may be read from the page by a function. `status` is
    the answer's. `bare` asks a platform on which nothing has happened yet.
    """

    name: str
    path: str
    who: str = NOBODY
    sends: Fields | None = None
    to: str | None = None
    status: int = 200
    bare: bool = False
