"""Every text of the pages has its English, naming the same facts."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

ROOT = Path(__file__).parents[2]


def test_nothing_lacks_its_english() -> None:
    checked = subprocess.run([sys.executable, ROOT / "scripts/_messages.py", "--check"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize(
    ("english", "is_sound"),
    [
        ("%(count)s {count:person|people}", True),
        ("{count:One person|%(count)s people}", True),
        ("%(count)s {many:person|people}", False),
        ("{count:person|people}", False),
        ("%(number)s people", False),
        ("", False),
    ],
)
def test_a_number_that_is_not_given_is_a_fault(english: str, is_sound: bool) -> None:
    spec = importlib.util.spec_from_file_location("messages", ROOT / "scripts/_messages.py")
    assert spec is not None and spec.loader is not None
    messages = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(messages)
    catalogue = Catalog(locale="en")
    catalogue.add("%(count)s人", english)
    assert (list(messages.faults(catalogue)) == []) is is_sound
