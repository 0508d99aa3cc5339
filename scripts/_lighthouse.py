"""Measures pages of a running demonstration with Lighthouse, as a phone on a slow line: home, list, petition, endorse, propose.

Three runs each; the medians must reach 0.97 for performance and 1.0 for accessibility, best practices and search engines.
"""

from __future__ import annotations

import argparse
import http.cookiejar
import json
import os
import re
import statistics
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import _node
import _parts
from _environment import prepare
from _trouble import ROOT, Trouble, run

PACKAGES = ROOT / "scripts" / "_lighthouse"
LEAST = {"performance": 0.97, "accessibility": 1.0, "best-practices": 1.0, "seo": 1.0}
# Pages that only their reader sees are kept out of search engines on purpose.
PERSONAL = ("endorse", "propose")
# Now and then Chromium loses a trace (NO_NAVSTART): Lighthouse itself asks to be run again.
TRIES = 3
# Seconds for a code to leave.
PATIENCE = 20
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
EPILOG = """\
Start the platform first (scripts/serve). Not part of scripts/test: the figures are those of the machine as much as of the pages, so
let nothing else run on it.
"""


class Visitor:
    """A browser without a window: cookies, and the forms of the door."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> str:
        """The text at a path. Raises `Trouble` when nothing answers there."""
        try:
            with self._opener.open(self.origin + path, timeout=30) as answer:
                return str(answer.read().decode())
        except OSError as fault:
            raise Trouble(f"{self.origin}{path} does not answer ({fault}): start scripts/serve, or name its address.") from None

    def post(self, path: str, fields: Mapping[str, str]) -> None:
        """Send a form of the page at `path`."""
        found = TOKEN.search(self.get(path))
        data = urllib.parse.urlencode({"csrf_token": found[1] if found else "", **fields}).encode()
        self._opener.open(self.origin + path, data, timeout=30).close()

    def sign_in(self, address: str) -> None:
        """Through the door, with the code that the demonstration shows once it has left."""
        before = self._codes(address)
        self.post("/sign-in", {"address": address})
        for _ in range(PATIENCE):
            fresh = self._codes(address) - before
            if fresh:
                self.post("/sign-in/code", {"code": fresh.pop()})
                return
            time.sleep(1)
        raise Trouble(f"no code came for {address}: name one of the people that scripts/serve prints, with --as.")

    def _codes(self, address: str) -> set[str]:
        letters = json.loads(self.get("/dev/letters.json"))
        return {letter["code"] for letter in letters if letter["to"] == address and letter["code"]}


def main(arguments: list[str]) -> int:
    """Measure. Returns 0 when every median is reached."""
    parser = argparse.ArgumentParser(
        prog="scripts/lighthouse", description=__doc__, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("origin", nargs="?", default="http://127.0.0.1:8000", help="the platform (http://127.0.0.1:8000)")
    parser.add_argument("--as", dest="address", default="citizen01@example.org", help="the citizen who endorses and proposes")
    parser.add_argument("--runs", type=int, default=3, help="runs for each page (3)")
    parser.add_argument("--only", action="append", help="measure this page only")
    asked = parser.parse_args(arguments)
    prepare("test")
    chromium = _parts.chromium()
    if chromium is None:
        raise Trouble("Chromium is missing: install it (Debian: apt-get install chromium) and start again.")
    lighthouse = _node.modules(PACKAGES) / ".bin" / "lighthouse"
    visitor = Visitor(asked.origin.rstrip("/"))
    visitor.sign_in(asked.address)
    missed = []
    for name, path in _pages(visitor).items():
        if not asked.only or name in asked.only:
            medians = _measure(lighthouse, chromium, visitor, name, path, asked.runs)
            missed += [f"{name}: {kind} {medians[kind]:.2f}, below {least}" for kind, least in LEAST.items() if medians[kind] < least]
    print("\n".join(missed) or "All medians are reached.")
    return 1 if missed else 0


def _pages(visitor: Visitor) -> dict[str, str]:
    found = json.loads(visitor.get("/petitions.json?stage=endorsing&sort=most"))["petitions"]
    if not found:
        raise Trouble("no petition is open to endorsements: `scripts/flask demo travel --reset` brings the demonstration back to its day.")
    petition = f"/petitions/{found[0]['number']}"
    return {"home": "/", "list": "/petitions", "petition": petition, "endorse": f"{petition}/endorse", "propose": "/propose?new=1"}


def _measure(lighthouse: Path, chromium: str, visitor: Visitor, name: str, path: str, runs: int) -> dict[str, float]:
    scores: dict[str, list[float]] = {kind: [] for kind in LEAST}
    paints: list[float] = []
    for _ in range(runs):
        report = _run(lighthouse, chromium, visitor, name, path)
        for kind, seen in scores.items():
            seen.append(report["categories"][kind]["score"] or 0)
        paints.append(report["audits"]["largest-contentful-paint"]["numericValue"] / 1000)
    medians = {kind: statistics.median(seen) for kind, seen in scores.items()}
    words = "  ".join(f"{kind} {score:.2f}" for kind, score in medians.items())
    print(f"{name:10}{words}  largest paint {statistics.median(paints):.2f} s", flush=True)
    return medians


def _run(lighthouse: Path, chromium: str, visitor: Visitor, name: str, path: str) -> dict[str, dict]:  # type: ignore[type-arg]
    command = [
        str(lighthouse), visitor.origin + path, "--output=json", "--quiet", "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
        f"--only-categories={','.join(LEAST)}",
    ]  # fmt: skip
    if name in PERSONAL:
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in visitor.cookies)
        command += [f"--extra-headers={json.dumps({'Cookie': cookies})}", "--skip-audits=is-crawlable"]
    for _ in range(TRIES):
        done = subprocess.run(command, env={**os.environ, "CHROME_PATH": chromium}, capture_output=True, text=True, check=False)
        if not done.returncode:
            break
    else:
        raise Trouble(f"Lighthouse could not measure {visitor.origin}{path}:\n{done.stderr[-1500:]}")
    return dict(json.loads(done.stdout))


if __name__ == "__main__":
    run(main)
