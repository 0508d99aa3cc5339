"""A start ends what a killed one left running, and nobody else."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from _processes import RECORD, Born, birth, end_orphans, write_down


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    """A process that leads a session and has a child in it."""
    process = subprocess.Popen(["/bin/sh", "-c", "sleep 60 & wait"], start_new_session=True)
    yield process
    process.kill()
    process.wait()


def born(process: subprocess.Popen[bytes]) -> Born:
    moment = birth(process.pid)
    assert moment
    return Born("sleeper", process.pid, moment)


def test_an_orphan_is_ended_with_its_children(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    orphan = born(sleeper)
    write_down(tmp_path, [orphan])
    assert end_orphans(tmp_path) == ["sleeper"]
    assert not orphan.alive
    assert orphan.session() == []
    assert end_orphans(tmp_path) == []


def test_the_children_of_a_dead_orphan_are_ended_too(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    orphan = born(sleeper)
    sleeper.kill()
    sleeper.wait()
    assert orphan.session()
    write_down(tmp_path, [orphan])
    end_orphans(tmp_path)
    assert orphan.session() == []


def test_a_stranger_with_an_orphans_number_is_left_alone(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    stranger = born(sleeper)
    write_down(tmp_path, [Born("web", stranger.pid, stranger.birth - 1)])
    assert end_orphans(tmp_path) == []
    assert stranger.alive


@pytest.mark.parametrize("record", ["", "{", '{"boot": "another", "running": [["web", 1, 1]]}', "[]"])
def test_a_record_that_says_nothing_ends_nobody(tmp_path: Path, record: str) -> None:
    (tmp_path / RECORD).write_text(record)
    assert end_orphans(tmp_path) == []
