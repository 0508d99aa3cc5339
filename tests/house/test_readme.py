"""The README's map names every package of the house, and every surface of the web."""

from __future__ import annotations

import re
from pathlib import Path

import pytest


def packages(folder: Path) -> set[str]:
    return {path.parent.name for path in folder.glob("*/__init__.py")}


@pytest.mark.parametrize(("folder", "named"), [("app", r"`app/(\w+)/`"), ("app/web", r"`(\w+)`")])
def test_the_map_is_whole(folder: str, named: str) -> None:
    rows = [line for line in Path("README.md").read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    about = [row for row in rows if "`app/web/`" in row] if folder == "app/web" else rows
    assert set(re.findall(named, "\n".join(about))) >= packages(Path(folder))


def test_every_picture_and_page_that_it_points_to_is_there() -> None:
    for page in (Path("README.md"), Path("docs/operations.md"), Path("CHANGELOG.md")):
        targets = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
        assert [target for target in targets if not (page.parent / target).exists()] == []
