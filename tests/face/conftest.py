"""One browser, one checker of HTML and one world for a whole run (each xdist worker has its own)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.face import browsing, paper
from tests.face.browsing import Opened
from tests.face.language import Stretchable
from tests.face.state import State
from tests.face.world import World, running


@dataclass(frozen=True)
class Face:
    """All that the checks need: worlds, the browser before each, and the checker of HTML."""

    world: World
    empty: World
    full: browsing.Reader
    bare: browsing.Reader
    paper: paper.Reader

    def texts(self, state: State) -> Stretchable:
        return (self.empty if state.bare else self.world).texts

    def open(self, state: State, *, prefix: str = "") -> Opened:
        return (self.bare if state.bare else self.full).open(state, prefix=prefix)


@pytest.fixture(scope="session")
def packages() -> Path:
    return paper.modules()


@pytest.fixture(scope="session")
def face(server_url: str, template_database: str, chromium: Browser, packages: Path) -> Iterator[Face]:
    names = (template_database.replace("template", kind) for kind in ("face", "bare"))
    with (
        running(server_url, next(names), template=template_database) as world,
        running(server_url, next(names), template=template_database, empty=True) as empty,
        paper.Reader(packages) as reader,
    ):
        axe = (packages / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
        full, bare = (browsing.Reader(chromium, one, scripts=[axe]) for one in (world, empty))
        yield Face(world, empty, full, bare, reader)
        full.close()
        bare.close()
