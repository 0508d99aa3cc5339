"""A skipped test is a failed one, with and without workers; an expected failure is not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.serve.platform import ROOT

SOURCES = {
    "test_inside.py": "import pytest\ndef test_it(): pytest.skip('no printer')\n",
    "test_outside.py": "import pytest\n@pytest.mark.skip(reason='no scanner')\ndef test_it(): pass\n",
    "test_module.py": "import pytest\npytest.skip('no camera', allow_module_level=True)\n",
    "test_expected.py": "import pytest\n@pytest.mark.xfail\ndef test_it(): assert False\n",
    "test_passes.py": "def test_it(): pass\n",
}


@pytest.mark.parametrize("options", [["-n0"], ["-n1"]], ids=["alone", "shared out"])
def test_a_skip_fails_with_its_reason(tmp_path: Path, options: list[str]) -> None:
    for name, source in SOURCES.items():
        (tmp_path / name).write_text(source)
    code, output = run(tmp_path, *options, "--continue-on-collection-errors")
    assert code == 1
    assert all(reason in output for reason in ("no printer", "no scanner", "no camera"))
    assert output.count("A skipped test is a failed one") == 3
    assert "1 failed, 1 passed, 1 xfailed, 2 errors" in output


def run(folder: Path, *options: str) -> tuple[int, str]:
    plugins = ["-p", "_no_skips", "-p", "xdist.plugin", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *plugins, "--rootdir", folder, *options, folder],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name != "CI"}  # where pytest would say everything twice
        | {"PYTHONPATH": str(ROOT / "scripts"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout
