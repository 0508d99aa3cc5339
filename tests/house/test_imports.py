"""Who may import whom: the contracts of pyproject.toml, the types and the style, checked on the whole house."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent
CHECKS = {
    "imports": [str(BIN / "lint-imports"), "--no-cache"],
    "types": [str(BIN / "mypy")],
    "style": [str(BIN / "ruff"), "check", "."],
    "format": [str(BIN / "ruff"), "format", "--check", "."],
}


@pytest.mark.parametrize("check", CHECKS)
def test_the_house_is_in_order(check: str) -> None:
    result = subprocess.run(CHECKS[check], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
