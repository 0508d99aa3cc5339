"""The list of third-party packages with versions and licences, from the lock files and what is installed."""

from __future__ import annotations

import argparse
import json
import re
from importlib.metadata import metadata
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCKED = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^]]*\])?==([^ \\]+)", re.MULTILINE)


def locked(name: str) -> dict[str, str]:
    """Package names and versions of a lock file."""
    return dict(LOCKED.findall((ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")))


def licence(package: str) -> str:
    """What the package says of its licence, in a word or two."""
    about = metadata(package)
    said = about.get("License-Expression") or _classified(about.get_all("Classifier") or []) or (about.get("License") or "").split("\n")[0]
    return said.strip()[:60] or "see its files"


def _classified(classifiers: list[str]) -> str:
    names = [line.rsplit(" :: ", 1)[1] for line in classifiers if line.startswith("License :: ")]
    return ", ".join(name for name in names if name != "OSI Approved")


def of_node(folder: str) -> list[tuple[str, str, str]]:
    """Name, version and licence of each Node package that a folder's lock file has; those that these need stand in the lock."""
    packages = json.loads((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    places = ((name, packages[f"node_modules/{name}"]) for name in packages[""]["dependencies"])
    return [(name, place["version"], place["license"]) for name, place in places]


def of_python(packages: dict[str, str]) -> list[tuple[str, str, str]]:
    return [(name, version, licence(name)) for name, version in sorted(packages.items())]


def table(packages: list[tuple[str, str, str]]) -> str:
    rows = [f"| {name} | {version} | {licence} |" for name, version, licence in packages]
    return "\n".join(["| package | version | licence |", "| --- | --- | --- |", *rows])


def document() -> str:
    """The whole of THIRD_PARTY.md."""
    running, testing = locked("run"), locked("test")
    only_testing = {name: version for name, version in testing.items() if name not in running}
    return f"""# Third-party parts

Written by `scripts/third-party` from the lock files. What the pages show of others' work (icons, a font) stands in
[static/THIRD_PARTY.md](static/THIRD_PARTY.md). The office calendar is made from the government's open data (行政院人事行政總處).

## What runs

{table(of_python(running))}

## What tests need besides

{table(of_python(only_testing))}

Of Node.js, with what they need as their `package-lock.json` lists it; Lighthouse is for `scripts/lighthouse` alone:

{table([*of_node("tests/face"), *of_node("scripts/_lighthouse")])}
"""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        prog="scripts/third-party", description="Write THIRD_PARTY.md from the lock files and the installed packages."
    )
    parser.add_argument("--check", action="store_true", help="write nothing; say by the exit code whether the file is true")
    if parser.parse_args().check:
        raise SystemExit((ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8") != document())
    (ROOT / "THIRD_PARTY.md").write_text(document(), encoding="utf-8")
