"""Every text of the pages has its English, naming the same facts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_nothing_lacks_its_english() -> None:
    checked = subprocess.run([sys.executable, ROOT / "scripts/_messages.py", "--check"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
