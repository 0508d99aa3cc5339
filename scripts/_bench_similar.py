"""How long it takes to find similar petitions among many: `_bench_similar.py COUNT`, on an empty, migrated database.

The petitions are put together from the titles of the demonstration and of the tests: who and what of one, what is wanted of another,
with places and years, so that no pair of characters is as rare as in random text. Asked are rewordings by people and new titles.
"""

from __future__ import annotations

import csv
import json
import os
import random
import statistics
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from sqlalchemy import select, text
from sqlalchemy.orm import Session

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app import schema  # noqa: E402
from app.kernel.db import engine_for, sessions_for  # noqa: E402
from app.petition import similar  # noqa: E402
from app.petition.models import Petition  # noqa: E402
from app.petition.policy import Policy  # noqa: E402
from app.petition.text import Text, digest, search_vector  # noqa: E402
from app.petition.topics import Topic  # noqa: E402

PLACES = ("臺北", "新北", "桃園", "臺中", "臺南", "高雄", "基隆", "新竹", "苗栗", "彰化", "南投", "雲林")
PLACES += ("嘉義", "屏東", "宜蘭", "花蓮", "臺東", "澎湖", "金門", "馬祖", "離島", "偏鄉", "山區", "全國")
COLUMNS = (
    "number", "stage", "title", "reasons", "impact", "topic", "difference", "text_sha256", "words", "rules", "proposer_id",
    "lead_undecided", "submitted_at", "review_due_at", "endorse_threshold", "endorsements", "closed_at",
)  # fmt: skip
START = datetime(2016, 1, 4, 2, tzinfo=UTC)
ASKED, WARM, SHOWN = 300, 30, Policy().similar_shown


def titles() -> list[str]:
    """What people wrote: the demonstration's and the tests'."""
    demo = [tomllib.loads(path.read_text("utf-8"))["title"] for path in sorted((ROOT / "app/demo/petitions").glob("*.toml"))]
    lines = (ROOT / "tests/propose/unrelated_titles.txt").read_text("utf-8").splitlines()
    return [*demo, *(line for line in lines if line and not line.startswith("#")), *(row["title"] for row in _pairs())]


def made_up(chance: random.Random, parts: list[tuple[str, str]]) -> str:
    """A title of two people's wishes."""
    (who, _), (_, wanted) = chance.choice(parts), chance.choice(parts)
    place = chance.choice(PLACES) if chance.random() < 0.5 else ""
    return f"{place}{who}應{wanted}"[:60]


def fill(connection: psycopg.Connection, count: int) -> None:
    """Write so many petitions and their demands, as fast as the database takes them."""
    chance, policy = random.Random(count), json.dumps(asdict(Policy()))
    parts = [(who, wanted) for who, _, wanted in (title.partition("應") for title in titles()) if who and wanted]
    now = datetime.now(UTC)
    row = "INSERT INTO person (nickname, language, created_at) VALUES ('民眾', 'zh-Hant-TW', %s) RETURNING id"
    proposer = connection.execute(row, (now,)).fetchone()
    assert proposer is not None
    demands: list[tuple[int, int, str]] = []
    with connection.cursor().copy(f"COPY petition ({', '.join(('id', *COLUMNS))}) FROM STDIN") as copy:
        for no in range(1, count + 1):
            wished = tuple(f"{made_up(chance, parts)}。" for _ in range(chance.randint(1, 3)))
            whole = Text(
                made_up(chance, parts), wished, f"{made_up(chance, parts)}，{made_up(chance, parts)}。" * 2, "多數人受益。", Topic.SAFETY
            )
            at = START + timedelta(minutes=50 * no)
            copy.write_row(
                (no, f"B-{no}", "closed" if no % 3 else "not_reached", whole.title, whole.reasons, whole.impact, "safety", "",
                 digest(whole), search_vector(whole), policy, proposer[0], False, at, at, 5_000, no * 7 % 5_000, at)
            )  # fmt: skip
            demands += [(no, place, wish) for place, wish in enumerate(wished, 1)]
    with connection.cursor().copy("COPY demand (petition_id, no, text) FROM STDIN") as copy:
        for demand in demands:
            copy.write_row(demand)
    connection.commit()
    connection.autocommit = True
    connection.execute("VACUUM ANALYZE")  # as a database that has been in use for an hour


def questions(chance: random.Random) -> list[str]:
    """Rewordings by people, and new titles."""
    parts = [(who, wanted) for who, _, wanted in (title.partition("應") for title in titles()) if who and wanted]
    reworded = [row["other"] for row in _pairs()]
    return [chance.choice(reworded) if no % 2 else made_up(chance, parts) for no in range(ASKED)]


def timed(act: Callable[[], object]) -> float:
    """Milliseconds."""
    before = time.perf_counter()
    act()
    return (time.perf_counter() - before) * 1000


def measure(session: Session, count: int) -> Iterator[tuple[str, list[float]]]:
    """The search for similar ones and, in the same run, one by its number."""
    chance, asked = random.Random(1), questions(random.Random(2))

    def one_more(title: str) -> None:
        session.expunge_all()
        similar.petitions(session, title, limit=SHOWN)

    def one() -> None:
        session.expunge_all()
        session.scalars(select(Petition).where(Petition.number == f"B-{chance.randint(1, count)}")).one()

    for title in asked[:WARM]:
        one_more(title)
    found = [(timed(lambda title=title: one_more(title)), timed(one)) for title in asked]  # type: ignore[misc]
    yield "similar", [took for took, _ in found]
    yield "by number", [took for _, took in found]


def main() -> None:
    count, url = int(sys.argv[1]), os.environ["DATABASE_URL"]
    engine = engine_for("postgresql+psycopg" + url.removeprefix("postgresql"))
    schema.upgrade(engine)
    with sessions_for(engine)() as session:
        if session.scalar(text("SELECT count(*) FROM petition")) != count:
            took = timed(lambda: fill(psycopg.connect(url), count))
            print(f"{count:,} petitions written in {took / 1000:.0f} s", flush=True)
        medians = []
        for name, times in measure(session, count):
            p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
            medians.append(p50)
            print(f"{name:10} p50 {p50:6.1f} ms, p95 {p95:6.1f} ms, max {max(times):6.1f} ms ({len(times)} asked)")
        print(f"ratio      {medians[0] / medians[1]:6.1f} (medians of one run)")


def _pairs() -> list[dict[str, str]]:
    with (ROOT / "tests/propose/similar_cases.csv").open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["same"] == "yes"]


if __name__ == "__main__":
    main()
