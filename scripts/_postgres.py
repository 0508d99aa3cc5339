"""A PostgreSQL of our own: on loopback only, behind a password, UTF-8 whatever the machine's locale says."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from _account import Account, acting_as, own_file, own_folder, works
from _binaries import Program, postgres
from _children import Child, Children
from _trouble import DISK_IS_FULL, Trouble

ENVIRONMENT = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": os.defpath}  # nothing of PGDATA, PGOPTIONS and their like
NAME = "gongyi"
CREATE = f"create database {NAME} template template0 encoding 'UTF8' locale 'C.UTF-8'\n"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # a socket's path may have 107 bytes: a checkout's may have more
    "max_connections": "200",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def start(children: Children, home: Path, account: Account | None, password: str, *, durable: bool) -> tuple[str, Program]:
    """Start the cluster below `home`, made when missing. Returns its URL and the program that runs it."""
    cluster = home / "postgres"
    program = postgres(home, account, major=_major(cluster))
    if not cluster.exists():
        _make(cluster, program, account, password)
    _forget_the_dead(cluster)
    port = free_port()
    settings = {**SETTINGS, **({} if durable else FORGETFUL), "port": str(port)}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command = [str(program.path), "-D", str(cluster), *options]
    child = Child("database", command, ENVIRONMENT, account, goodbye=signal.SIGINT, patience=30)
    children.begin(child)
    asks: list[str | Path] = [program.path.with_name("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    children.until(child, lambda: works(asks, account), seconds=60)
    return f"postgresql://{NAME}:{password}@127.0.0.1:{port}/{NAME}", program


def _major(cluster: Path) -> int | None:
    version = cluster / "PG_VERSION"
    return int(version.read_text()) if version.exists() else None


def _make(cluster: Path, program: Program, account: Account | None, password: str) -> None:
    """Make a cluster aside and move it into place when whole, so that a start killed half-way leaves nothing to trip over."""
    unfinished = cluster.with_name("postgres.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    own_folder(unfinished, account)
    inside = unfinished / "cluster"
    secret = own_file(unfinished / "password", password, account)
    initdb: list[str | Path] = [program.path.with_name("initdb"), "-D", inside, "-U", NAME, "-A", "scram-sha-256", f"--pwfile={secret}"]
    _run([*initdb, "-E", "UTF8", "--locale=C.UTF-8"], account)
    _run([program.path, "--single", "-D", inside, "postgres"], account, CREATE)
    inside.rename(cluster)
    shutil.rmtree(unfinished)


def _run(command: list[str | Path], account: Account | None, typed: str = "") -> None:
    done = subprocess.run(
        command,
        input=typed,
        text=True,
        cwd="/",
        env=ENVIRONMENT,
        capture_output=True,
        check=False,
        start_new_session=True,
        **acting_as(account),
    )
    output = done.stdout + done.stderr
    if "No space left on device" in output:
        raise Trouble(DISK_IS_FULL)
    if done.returncode or "ERROR:" in output:
        raise Trouble(f"the database could not be made: {output.strip()[-800:]}")


def _forget_the_dead(cluster: Path) -> None:
    """After a crash the number in postmaster.pid may belong to a stranger by now, and PostgreSQL would refuse to start."""
    file = cluster / "postmaster.pid"
    try:
        at_home = Path(f"/proc/{int(file.read_text().split()[0])}/cwd").readlink() == cluster
    except (OSError, ValueError, IndexError):
        at_home = False
    if not at_home:
        file.unlink(missing_ok=True)


def free_port() -> int:
    """A port of the loopback that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
