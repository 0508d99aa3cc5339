"""Processes told apart beyond doubt: a number is used again, a number with its moment of birth is not.

Every child leads a session of its own and is written down, so that a start after `kill -9` finds and ends what was left running.
"""

from __future__ import annotations

import json
import os
import signal
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

RECORD = "running.json"
STATE, SESSION, BIRTH = 0, 3, 19  # in /proc/<pid>/stat, counted after the name
DEAD = ("Z", "X")


@dataclass(frozen=True)
class Born:
    """A process: its number, and its birth in clock ticks after the machine's."""

    name: str
    pid: int
    birth: int

    @property
    def alive(self) -> bool:
        return birth(self.pid) == self.birth

    def session(self) -> list[int]:
        """The living members of the session it leads or led, itself among them."""
        if birth(self.pid) not in (None, self.birth):
            return []  # the number belongs to somebody else by now
        return [pid for pid in _numbers() if _belongs(pid, self)]

    def end(self) -> None:
        """Kill it and whatever it began, and wait until they have let go of their files and ports."""
        while members := self.session():
            for pid in members:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.02)


def birth(pid: int) -> int | None:
    """When process `pid` was born; None when it is gone, or dead and not yet buried by its parent."""
    fields = _stat(pid)
    return None if fields is None or fields[STATE] in DEAD else int(fields[BIRTH])


def _stat(pid: int) -> list[str] | None:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def _numbers() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _belongs(pid: int, leader: Born) -> bool:
    fields = _stat(pid)
    return bool(fields and fields[STATE] not in DEAD and int(fields[SESSION]) == leader.pid and int(fields[BIRTH]) >= leader.birth)


def write_down(data: Path, running: list[Born]) -> None:
    """Replace the record of what runs for `data`."""
    fresh = data / f"{RECORD}.new"
    fresh.write_text(json.dumps({"boot": _boot(), "running": [asdict(born) for born in running]}))
    fresh.rename(data / RECORD)


def end_orphans(data: Path, *, seconds: float = 10) -> list[str]:
    """End what an earlier, killed start left running, the youngest first. Returns their names."""
    orphans = [born for born in reversed(_recorded(data)) if born.session()]
    for orphan in orphans:
        if orphan.alive:
            os.kill(orphan.pid, signal.SIGINT if orphan.name in ("database", "pytest") else signal.SIGTERM)
        deadline = time.monotonic() + seconds
        while orphan.alive and time.monotonic() < deadline:
            time.sleep(0.05)
        orphan.end()
    return [orphan.name for orphan in orphans]


def _recorded(data: Path) -> list[Born]:
    try:
        record = json.loads((data / RECORD).read_text())
        return [Born(**born) for born in record["running"]] if record["boot"] == _boot() else []
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
