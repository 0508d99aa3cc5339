"""The processes of one start: begun in order, watched, begun again when they die, ended in the reverse order."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

from _account import Account, acting_as
from _processes import Born, birth, write_down
from _trouble import DISK_IS_FULL, ROOT, Trouble, last_lines

BLINK = 0.1
LONGEST_PAUSE = 30.0
STEADY = 60.0
NOTHING = 5_000_000


class Stopped(Exception):
    """Somebody asked for the end: Ctrl-C, SIGTERM, or the terminal closed."""


@dataclass(eq=False)
class Child:
    """One process. `patience` is how many seconds its end may take; `pause` the seconds before it is begun again.

    What it says goes to a log of its own, or, `shown`, to the terminal.
    """

    name: str
    command: list[str]
    environment: Mapping[str, str]
    account: Account | None = None
    goodbye: signal.Signals = signal.SIGTERM
    patience: float = 15
    handed: tuple[int, ...] = ()
    shown: bool = False
    log: Path = field(init=False)
    process: subprocess.Popen[bytes] = field(init=False)
    born: Born = field(init=False)
    begun: float = field(init=False)
    pause: float = field(default=1, init=False)
    due: float | None = field(default=None, init=False)


class Children:
    """Use as a context: leaving it ends every child, whatever happened. Asked for the end twice, it does not wait."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.logs = data / "logs"
        self.logs.mkdir(exist_ok=True)
        self._running: list[Child] = []
        self._asked = 0

    def __enter__(self) -> Children:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        for child in reversed(self._running.copy()):
            self.end(child)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self._asked += 1

    def wait(self, seconds: float) -> None:
        """Let time pass. Raises `Stopped` when the end was asked for."""
        until = time.monotonic() + seconds
        while not self._asked and (left := until - time.monotonic()) > 0:
            time.sleep(min(BLINK, left))
        if self._asked:
            raise Stopped

    def begin(self, child: Child) -> None:
        """Start `child`."""
        if child not in self._running:
            child.log = self._new_log(child.name)
            self._running.append(child)
        with child.log.open("ab") as log:
            streams: dict[str, Any] = {} if child.shown else {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
            child.process = subprocess.Popen(
                child.command, env=dict(child.environment), cwd="/" if child.account else ROOT, pass_fds=child.handed,
                start_new_session=True, **streams, **acting_as(child.account),
            )  # fmt: skip
        child.born = Born(child.name, child.process.pid, birth(child.process.pid) or 0)
        child.begun, child.due = time.monotonic(), None
        self._write_down()

    def _new_log(self, name: str) -> Path:
        log = self.logs / f"{name}.log"
        if log.exists():
            log.rename(log.with_suffix(".log.1"))
        return log

    def until(self, child: Child, ready: Callable[[], bool], *, seconds: float) -> None:
        """Wait until `child` is ready. Raises `Trouble` with the end of the log when it takes too long or any child dies."""
        deadline = time.monotonic() + seconds
        while not ready():
            for dead in (one for one in self._running if one.process.poll() is not None):
                raise Trouble(f"{dead.name} did not start; {_end_of(dead.log)}")
            if time.monotonic() > deadline:
                raise Trouble(f"{child.name} was not ready after {seconds:.0f} s; {_end_of(child.log)}")
            self.wait(BLINK)

    def do(self, child: Child) -> None:
        """Run `child` to its end. Raises `Trouble` unless it succeeds."""
        if self.result(child):
            raise Trouble(f"{child.name} failed; {_end_of(child.log)}")

    def result(self, child: Child) -> int:
        """Run `child` to its end. Returns its exit code."""
        self.begin(child)
        while child.process.poll() is None:
            self.wait(BLINK)
        self.end(child)
        return child.process.returncode

    def watch(self) -> None:
        """Begin again whatever dies, after a growing pause, until the end is asked for. Raises `Stopped`."""
        while True:
            self.wait(0.5)
            for child in self._running:
                self._look_after(child, time.monotonic())

    def _look_after(self, child: Child, now: float) -> None:
        if child.due is None and child.process.poll() is None:
            return
        if child.due is None:
            child.born.end()
            child.pause = 1 if now - child.begun > STEADY else min(child.pause * 2, LONGEST_PAUSE)
            child.due = now + child.pause
            code = child.process.returncode
            print(f"{child.name} ended (exit code {code}) and starts again in {child.pause:.0f} s; see {child.log}", flush=True)
        elif now >= child.due:
            self.begin(child)

    def end(self, child: Child) -> None:
        """End `child` and whatever it began."""
        deadline = time.monotonic() + child.patience
        if child.process.poll() is None:
            child.process.send_signal(child.goodbye)
        while child.process.poll() is None and time.monotonic() < deadline and self._asked < 2:
            time.sleep(BLINK / 2)
        child.born.end()
        child.process.wait()
        self._running.remove(child)
        with suppress(OSError):  # on a full disk too, the others must be ended
            self._write_down()

    def _write_down(self) -> None:
        write_down(self.data, [child.born for child in self._running])


def _end_of(log: Path) -> str:
    lines = last_lines(log)
    full = "No space left on device" in lines or shutil.disk_usage(log.parent).free < NOTHING  # a log cannot tell of its own full disk
    return DISK_IS_FULL if full else f"its log {log} ends:\n{lines}"
