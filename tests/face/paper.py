"""The HTML of a page held against the standard, and what it weighs on the wire."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def modules() -> Path:
    """Where the packages of package-lock.json are; installs them when missing."""
    command = [sys.executable, ROOT / "scripts" / "_node.py", "tests/face"]
    return Path(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.strip())


@dataclass(frozen=True)
class Paper:
    """What html-validate complains of, and the bytes of a page packed with brotli."""

    faults: list[str]
    weight: int


class Reader:
    """One Node.js process, asked line by line. Use as a context."""

    def __init__(self, packages: Path) -> None:
        self._process = subprocess.Popen(
            ["node", HERE / "check.mjs", packages], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        self.weight_of_file = cache(self._weight_of_file)

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def read(self, html: str) -> Paper:
        return Paper(**self._ask({"html": html}))

    def _weight_of_file(self, path: Path) -> int:
        return int(self._ask({"file": str(path)})["weight"])

    def _ask(self, question: dict[str, str]) -> dict[str, object]:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        return dict(json.loads(self._process.stdout.readline()))
