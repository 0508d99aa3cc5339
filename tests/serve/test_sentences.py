"""What can go wrong with a start: one sentence that says what to do, exit code 2, no traceback."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import _environment
import pytest
from _room import need
from _trouble import Trouble

from tests.serve.platform import ROOT, Served, environment

pytestmark = [pytest.mark.serve, pytest.mark.xdist_group("serve")]


def said(command: str, *arguments: str | Path, **settings: str) -> tuple[int, str]:
    """The exit code of a command, and all that it printed."""
    done = subprocess.run(
        [ROOT / "scripts" / command, *arguments], env=environment(**settings), capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield taken.getsockname()[1]


@pytest.mark.parametrize("command", ["serve", "test", "flask"])
def test_every_command_explains_itself(command: str) -> None:
    code, output = said(command, "--help")
    assert code == 0
    assert f"scripts/{command}" in output


def test_a_taken_port(taken_port: int, tmp_path: Path) -> None:
    code, output = said("serve", "--port", str(taken_port), "--data", tmp_path)
    assert code == 2
    another = f"choose another, such as scripts/serve --port {taken_port + 1}."
    assert output == f"gongyi: port {taken_port} cannot be used (Address already in use): {another}\n"


def test_an_address_of_another_machine(tmp_path: Path) -> None:
    code, output = said("serve", "--host", "192.0.2.1", "--data", tmp_path)
    assert code == 2
    assert re.fullmatch(r"gongyi: port 8000 cannot be used \(.+\): choose another.*\n", output)


def test_no_python_that_is_new_enough(tmp_path: Path) -> None:
    for tool in ("sh", "dirname"):
        (tmp_path / tool).symlink_to(f"/bin/{tool}" if Path(f"/bin/{tool}").exists() else f"/usr/bin/{tool}")
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    code, output = said("serve", PATH=str(tmp_path))
    assert code == 2
    assert re.fullmatch(r"gongyi: Python 3\.11 or newer is needed .*\n", output)


def test_a_full_disk(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"is full: \d+ MB are free and 999999999 MB are needed; make room"):
        need(tmp_path, megabytes=999_999_999)


def test_no_network(tmp_path: Path) -> None:
    nowhere = [
        sys.executable,
        "-m",
        "pip",
        "--isolated",
        "download",
        "--retries",
        "0",
        "--index-url",
        "http://127.0.0.1:9/simple",
        "-d",
        tmp_path,
    ]
    log = subprocess.run([*nowhere, "gongyi-is-not-there"], capture_output=True, text=True, check=False)
    assert _environment.sentence(log.stdout + log.stderr).startswith("the package registry cannot be reached")


def test_services_from_nowhere(tmp_path: Path) -> None:
    code, output = said("serve", "--port", "0", "--data", tmp_path, GONGYI_SERVICES="cloud")
    assert (code, output) == (2, "gongyi: GONGYI_SERVICES must be auto, system or wheels, not 'cloud'.\n")


def test_flask_before_the_first_start(tmp_path: Path) -> None:
    code, output = said("flask", "--data", tmp_path, "routes")
    assert (code, output) == (
        2,
        f"gongyi: nothing has been served from {tmp_path} yet: start scripts/serve first, or name its folder with --data.\n",
    )


def test_a_part_that_dies_at_once_shows_the_end_of_its_log(tmp_path: Path) -> None:
    served = Served(tmp_path / "data", MASTER_KEY="rubbish")
    with pytest.raises(AssertionError, match=r"(?s)exit code 2:.*gongyi: migration failed; its log .* ends:\n.*MASTER_KEY") as caught:
        served.start()
    assert "Traceback" not in str(caught.value)
    served.clear()
