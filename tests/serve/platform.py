"""One `scripts/serve`, started for real with a data folder and a port of its own."""

from __future__ import annotations

import ctypes
import json
import os
import re
import shutil
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

import _processes
import psycopg
from _account import POINTER
from _postgres import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1
OF_THE_SUITE = ("DATABASE_URL", "REDIS_URL", "CONFIG", "SECRET_KEY", "MASTER_KEY", "ORIGIN", "MAIL_URL", "SMS_URL", "GONGYI_SERVICES")


def environment(**more: str) -> dict[str, str]:
    """What a person's terminal holds, without what the suite added."""
    return {name: value for name, value in os.environ.items() if name not in OF_THE_SUITE} | {"DEMO_SIZE": "small"} | more


def _end_with_the_tests() -> None:
    """Let the kernel send SIGTERM when the tests are killed: nobody else would stop the platform then."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Served:
    """A platform, its output, and the processes it wrote down."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.data = data
        self.settings = settings
        self.port = free_port()
        self.output = ""

    def start(self) -> Served:
        """Start it, and return when it has printed its address. Fails with the output when it ends instead."""
        command = [ROOT / "scripts" / "serve", "--port", str(self.port), "--data", self.data]
        self.process = subprocess.Popen(
            command, env=environment(**self.settings), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
            preexec_fn=_end_with_the_tests,
        )  # fmt: skip
        self.output = ""
        self.read_on(self.url)
        return self

    def read_on(self, sign: str) -> str:
        """Read its output until `sign` has come. Returns all of it."""
        assert self.process.stdout
        while sign not in self.output:
            line = self.process.stdout.readline()
            self.output += line
            assert line, f"scripts/serve ended with exit code {self.process.wait()}:\n{self.output}"
        return self.output

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str) -> int:
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return int(answer.status)

    def children(self) -> dict[str, _processes.Born]:
        record = json.loads((self.data / _processes.RECORD).read_text())
        return {entry["name"]: _processes.Born(**entry) for entry in record["running"]}

    def ask(self, sql: str) -> object:
        """The first value of the first row, from the platform's own database."""
        url = json.loads((self.data / "environment.json").read_text())["DATABASE_URL"]
        with psycopg.connect(url.replace("postgresql+psycopg", "postgresql")) as connection:
            row = connection.execute(sql).fetchone()  # type: ignore[arg-type]
            return row[0] if row else None

    def stop(self, number: int = signal.SIGINT) -> int:
        """Ask it to end; the rest of its output is kept. Returns the exit code."""
        self.process.send_signal(number)
        self.output += self.process.communicate(timeout=150)[0]
        return self.process.returncode

    def kill(self, *, with_children: bool) -> None:
        """End it as a power cut would (`with_children`), or as a person with `kill -9` and one number."""
        victims = list(self.children().values()) if with_children else []
        self.process.kill()
        for victim in victims:
            os.kill(victim.pid, signal.SIGKILL)
        self.process.communicate(timeout=150)

    def clear(self) -> None:
        """End what is left, and take away the data, also where it lies elsewhere."""
        if self.process.poll() is None:
            self.kill(with_children=True)
        _processes.end_orphans(self.data)
        pointer = self.data / POINTER
        if pointer.exists():
            shutil.rmtree(pointer.read_text().strip(), ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)


def eventually(true: object, *, seconds: float = 90) -> None:
    """Wait until `true()` is."""
    assert callable(true)
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.1)


def addresses(output: str) -> list[str]:
    return re.findall(r"https?://\S+", output)
