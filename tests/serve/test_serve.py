"""`scripts/serve` from the first start to the last, on the system's PostgreSQL and Redis and on those of the wheels."""

from __future__ import annotations

import signal
import urllib.error
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serve.platform import Served, addresses, eventually

pytestmark = [pytest.mark.serve, pytest.mark.xdist_group("serve")]


@pytest.fixture(params=["system", "wheels"])
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Served]:
    served = Served(tmp_path / "data", GONGYI_SERVICES=request.param).start()
    yield served
    served.clear()


def test_it_lives_through_starts_stops_and_kills(served: Served) -> None:
    first_start(served)
    nobody_else_takes_its_folder(served)
    if served.settings["GONGYI_SERVICES"] == "system":  # who looks after the children is the same for both
        what_dies_comes_back(served)
    seeded = served.ask("select count(*) from petition")
    ctrl_c_leaves_nothing(served)
    served.start()
    assert served.ask("select count(*) from petition") == seeded
    a_killed_one_is_followed_by_a_whole_one(served, seeded)
    assert served.stop(signal.SIGTERM) == 0


def first_start(served: Served) -> None:
    assert all(address.startswith(served.url) for address in addresses(served.output))
    assert all(role in served.read_on("admin ") for role in ("citizen01@", "moderator ", "officer ", "admin "))
    assert (served.get("/"), served.get("/readyz")) == (200, 200)
    major = int(str(served.ask("show server_version_num"))) // 10000
    assert major == 18 if served.settings["GONGYI_SERVICES"] == "wheels" else major >= 15
    assert served.ask("show server_encoding") == "UTF8"
    assert served.ask("select datctype from pg_database where datname = current_database()") == "C.UTF-8"
    assert (served.data / "secrets.json").stat().st_mode & 0o077 == 0
    assert (served.data / "environment.json").stat().st_mode & 0o077 == 0


def nobody_else_takes_its_folder(served: Served) -> None:
    with pytest.raises(AssertionError, match=r"exit code 2:\ngongyi: .* is in use by process \d+: stop that one"):
        Served(served.data).start()


def what_dies_comes_back(served: Served) -> None:
    before = served.children()
    assert set(before) == {"database", "queue", "worker-1", "worker-2", "schedule", "web"}
    for name in ("web", "worker-1"):
        before[name].end()
    eventually(lambda: all(served.children()[name] != before[name] for name in ("web", "worker-1")))
    eventually(lambda: answers(served))


def answers(served: Served) -> bool:
    try:
        return served.get("/readyz") == 200
    except (urllib.error.URLError, OSError):
        return False


def ctrl_c_leaves_nothing(served: Served) -> None:
    children = served.children()
    assert served.stop(signal.SIGINT) == 0
    assert served.output.endswith("Stopped.\n")
    assert [name for name, born in children.items() if born.alive or born.session()] == []
    assert served.children() == {}


def a_killed_one_is_followed_by_a_whole_one(served: Served, seeded: object) -> None:
    everything = served.settings["GONGYI_SERVICES"] == "wheels"
    served.kill(with_children=everything)
    orphans = [born for born in served.children().values() if born.alive]
    assert everything or {"database", "queue", "web"} <= {born.name for born in orphans}
    served.start()
    assert not any(born.alive for born in orphans)
    assert served.get("/readyz") == 200
    assert served.ask("select count(*) from petition") == seeded
