"""What stops a command: one sentence that says what to do, exit code 2, no traceback."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

DISK_IS_FULL = "the disk is full: free at least 1 GB and start again."


class Trouble(Exception):
    """The message is the sentence."""


def run(command: Callable[[list[str]], int]) -> None:
    """Run `command` on the arguments given and end the process with its exit code."""
    try:
        if sys.platform != "linux":
            raise Trouble("the commands run on Linux only: use a virtual machine or a container of it.")
        sys.exit(command(sys.argv[1:]))
    except Trouble as trouble:
        sentence = str(trouble)
    except OSError as fault:
        sentence = _sentence(fault)
    except KeyboardInterrupt:
        sys.exit(130)
    print(f"gongyi: {sentence}", file=sys.stderr)
    sys.exit(2)


def _sentence(fault: OSError) -> str:
    if fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return DISK_IS_FULL
    if fault.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{fault.filename} cannot be used ({fault.strerror}): give this user the right to write there, or name another folder."
    return f"{fault}."


def last_lines(log: Path, count: int = 12) -> str:
    """The end of a log, indented, for a reader who must find out why its process died."""
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return "\n".join(f"    {line}" for line in lines[-count:])
