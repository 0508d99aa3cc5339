"""Measures the platform: `scripts/bench endorse`, as ratios within one run, `scripts/bench similar` and `scripts/bench pictures`.

endorse   In one run, on the same server, workers and database: a bare Flask view that does one INSERT … ON CONFLICT DO NOTHING (the
          floor) and the real endorsement by signed-in people with all checks on, in turn, under wrk. Prints both rates, their ratio,
          p50 and p99, and whether accepted answers = rows = tally. Then says where the time of one endorsement goes.
similar   In a throwaway database of so many made-up petitions: how long the search for similar ones takes (p50, p95, max), and in
          the same run the ratio to reading one petition by its number.
pictures  How long a picture for sharing takes, drawn and asked for again. Needs no services.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import _folder
import _secrets
import _services
from _children import Child, Children, Stopped
from _environment import prepare
from _room import need
from _test import RUNS, remove
from _trouble import ROOT, Trouble, run

SCRIPTS = ROOT / "scripts"


@dataclass(frozen=True)
class Shot:
    """What wrk saw: answers a second, and latencies in milliseconds; `accepted` were said to be done."""

    rate: float
    p50: float
    p99: float
    accepted: int


def main(arguments: list[str]) -> int:
    """Measure. Returns 0 when nothing was lost; the ratio is for people to judge."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["endorse", "pictures", "similar"])
    parser.add_argument("--rounds", type=int, default=5, help="pairs of measurements (default 5)")
    parser.add_argument("--people", type=int, default=4000, help="endorsements in each round (default 4000)")
    parser.add_argument("--petitions", type=int, default=100_000, help="for similar (default 100000)")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--port", type=int, default=8765)
    asked = parser.parse_args(arguments)
    if asked.what == "pictures":
        return subprocess.run([prepare("test"), SCRIPTS / "_bench_pictures.py"], check=False).returncode
    if asked.what == "endorse" and shutil.which("wrk") is None:
        raise Trouble("wrk is missing: install it (Debian: apt-get install wrk) and start again.")
    python = prepare("test")
    RUNS.mkdir(parents=True, exist_ok=True)
    data = _folder.make(RUNS / str(os.getpid()))
    need(data, megabytes=1000)
    measure = _similar if asked.what == "similar" else _endorse
    try:
        with _folder.alone(data), Children(data) as children:
            return measure(asked, python, data, children)
    except Stopped:
        return 130
    finally:
        remove(data)


def _similar(asked: argparse.Namespace, python: Path, data: Path, children: Children) -> int:
    services = _services.start_throwaway(children, data, _secrets.of(data))
    print(f"On {services.words}; {asked.petitions:,} petitions.\n", flush=True)
    environment = {**os.environ, "DATABASE_URL": services.database_url}
    return subprocess.run([python, SCRIPTS / "_bench_similar.py", str(asked.petitions)], env=environment, check=False).returncode


def _endorse(asked: argparse.Namespace, python: Path, data: Path, children: Children) -> int:
    services = _services.start_throwaway(children, data, _secrets.of(data))
    origin = f"http://127.0.0.1:{asked.port}"
    environment = {
        **os.environ, "CONFIG": "test", "DATABASE_URL": services.database_url, "REDIS_URL": services.redis_url, "ORIGIN": origin,
        "FLASK_APP": "app.factory", "PYTHONPATH": f"{SCRIPTS}:{ROOT}", "LOG_LEVEL": "WARNING",
    }  # fmt: skip
    crowd = data / "crowd"
    children.do(Child("schema", [str(python), "-m", "flask", "db", "upgrade"], environment))
    size = str(asked.rounds * asked.people)
    children.do(Child("crowd", [str(python), str(SCRIPTS / "_bench_crowd.py"), size, str(crowd)], environment, patience=60))
    gunicorn = [
        str(python),
        "-m",
        "gunicorn",
        "-c",
        str(SCRIPTS / "gunicorn.conf.py"),
        "-b",
        f"127.0.0.1:{asked.port}",
        "_bench_app:both()",
    ]
    web = Child("web", gunicorn, environment)
    children.begin(web)
    children.until(web, lambda: _answers(f"{origin}/floor/count"), seconds=60)
    print(f"On {services.words}; {asked.rounds} rounds of {asked.people} each way, {asked.connections} connections.\n", flush=True)
    shots: dict[str, list[Shot]] = {"floor": [], "endorse": []}
    for turn in range(asked.rounds):
        for kind, seen in shots.items():
            seen.append(_shoot(kind, origin, crowd, turn, asked))
            print(f"  round {turn + 1} {kind:8}{_words(seen[-1])}", flush=True)
    return _report(shots, origin)


def _shoot(kind: str, origin: str, crowd: Path, turn: int, asked: argparse.Namespace) -> Shot:
    given = {"KIND": kind, "CROWD": str(crowd), "FIRST": str(turn * asked.people), "COUNT": str(asked.people)}
    command = ["wrk", "-t1", f"-c{asked.connections}", "-d120s", "--timeout", "30s", "-s", str(SCRIPTS / "_bench.lua"), origin]
    done = subprocess.run(command, env={**os.environ, **given}, capture_output=True, text=True, check=False)
    found = re.search(r"^shot (\{.*\})$", done.stdout, re.MULTILINE)
    if found is None:
        raise Trouble(f"wrk gave no figures:\n{done.stdout}{done.stderr}")
    return Shot(**json.loads(found[1]))


def _report(shots: dict[str, list[Shot]], origin: str) -> int:
    ratios = [real.rate / floor.rate for floor, real in zip(shots["floor"], shots["endorse"], strict=True)]
    print()
    for kind, seen in shots.items():
        p50, p99 = statistics.median(shot.p50 for shot in seen), statistics.median(shot.p99 for shot in seen)
        print(f"{kind:8} {statistics.median(shot.rate for shot in seen):7.0f} a second, p50 {p50:.1f} ms, p99 {p99:.1f} ms (medians)")
    print(f"ratio    {statistics.median(ratios):7.2f} (median of the rounds; {min(ratios):.2f} to {max(ratios):.2f})")
    counts = json.load(urllib.request.urlopen(f"{origin}/floor/count"))
    accepted = sum(shot.accepted for shot in shots["endorse"])
    true = accepted == counts["rows"] == counts["tally"]
    print(f"accepted {accepted} = rows {counts['rows']} = tally {counts['tally']}: {'true' if true else 'FALSE'}")
    print("\nWhere one endorsement's time goes (one thread, no load, microseconds):")
    for part, cost in json.load(urllib.request.urlopen(f"{origin}/floor/parts")).items():
        print(f"  {cost:7.0f}  {part}")
    return 0 if true else 1


def _words(shot: Shot) -> str:
    return f"{shot.rate:7.0f} a second, p50 {shot.p50:6.1f} ms, p99 {shot.p99:6.1f} ms, {shot.accepted} accepted"


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


if __name__ == "__main__":
    run(main)
