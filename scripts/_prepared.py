"""What a start does once: the schema, the demonstration, and the list of its people.

Each of the three starts a Python that imports the whole application, which is most of what a start takes. A folder with a database
of its own therefore remembers for which migrations and which demonstration it was prepared; another's database is asked every time.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

from _children import Child, Children
from _trouble import ROOT

REMEMBERED = "prepared.json"
DECIDES = ("migrations", "app/demo", "app/cli")


def people(children: Children, data: Path, flask: list[str], environment: Mapping[str, str]) -> str:
    """Prepare the database where that is due. Returns the demonstration's people, for a person to read."""
    state = _state(environment)
    remembered = _remembered(data)
    if remembered.get("state") == state and "DATABASE_URL" not in os.environ:
        return remembered["people"].replace(remembered["origin"], environment["ORIGIN"])
    children.do(Child("migration", [*flask, "db", "upgrade"], environment))
    children.do(Child("demonstration", [*flask, "demo", "seed"], environment))
    roll = Child("people", [*flask, "demo", "people"], environment)
    children.do(roll)
    text = roll.log.read_text()
    (data / REMEMBERED).write_text(json.dumps({"state": state, "origin": environment["ORIGIN"], "people": text}))
    return text


def forget(data: Path) -> None:
    """Let the next start prepare everything anew."""
    (data / REMEMBERED).unlink(missing_ok=True)


def _state(environment: Mapping[str, str]) -> str:
    state = hashlib.sha256(environment.get("DEMO_SIZE", "").encode())
    for folder in DECIDES:
        for file in sorted(path for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix != ".pyc"):
            state.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return state.hexdigest()


def _remembered(data: Path) -> dict[str, str]:
    try:
        return dict(json.loads((data / REMEMBERED).read_text()))
    except (OSError, ValueError):
        return {}
