"""The system's packages, where this user may install them: root, with apt-get."""

from __future__ import annotations

import os
import shutil
import subprocess


def install(packages: list[str]) -> None:
    """Try to install `packages`; whether it helped is seen by looking for what was missing again."""
    if packages and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {', '.join(packages)} …", flush=True)
        attempt(["apt-get", "update"])
        attempt(["apt-get", "install", "-y", "--no-install-recommends", *packages])


def attempt(command: list[str]) -> None:
    """Run `command`, and show the end of its output only where it fails."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{' '.join(command)}: {(done.stderr or done.stdout).strip()[-500:]}", flush=True)
