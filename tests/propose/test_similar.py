"""Are similar petitions found when another citizen puts the same wish in other words? (rule 2)

`similar_cases.csv` pairs a title with its rewording; `unrelated_titles.txt` is what else there is, a third of it close by but another
matter. Wanted is the pair's title among the first five; unwanted, that whoever puts a new wish is told of many that are not like it.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.petition import similar
from app.petition.lifecycle import Stage
from app.petition.models import Demand, Petition
from app.petition.policy import Policy
from app.petition.text import Text, digest, search_vector
from app.petition.topics import Topic
from tests.cast import Cast

HERE = Path(__file__).parent
SHOWN = Policy().similar_shown
AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
DEMAND = "請主管機關評估可行的做法，並公布辦理期程。"


@dataclass(frozen=True)
class Found:
    """How a list of questions fared: places of the right one (from 1, or None), and how many were shown each time."""

    places: list[int | None]
    shown: list[int]

    def recall(self, first: int) -> float:
        return sum(place is not None and place <= first for place in self.places) / len(self.places)

    @property
    def precision(self) -> float:
        return sum(place is not None for place in self.places) / max(1, sum(self.shown))


def pairs() -> list[tuple[str, str]]:
    with (HERE / "similar_cases.csv").open(encoding="utf-8") as file:
        return [(row["title"], row["reworded"]) for row in csv.DictReader(file)]


def others() -> list[str]:
    lines = (HERE / "unrelated_titles.txt").read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


@pytest.fixture
def corpus(session: Session, cast: Cast) -> None:
    titles = [title for title, _ in pairs()] + others()
    session.add_all(_petition(no, title, cast.mei.id) for no, title in enumerate(titles))
    session.flush()


def _petition(no: int, title: str, proposer: int) -> Petition:
    text = Text(title=title, demands=(DEMAND,), reasons="目前的做法造成不便，希望能改善。", impact="多數人受益。", topic=Topic.SAFETY)
    return Petition(
        number=f"P-2026-{no:04d}", stage=Stage.IN_REVIEW, title=title, reasons=text.reasons, impact=text.impact, topic=text.topic,
        text_sha256=digest(text), words=search_vector(text), rules=asdict(Policy()), proposer_id=proposer, submitted_at=AT,
        review_due_at=AT, endorse_threshold=5_000, demands=[Demand(no=1, text=DEMAND)],
    )  # fmt: skip


def ask(session: Session, questions: list[tuple[str, str]]) -> Found:
    places, shown = [], []
    for title, reworded in questions:
        titles = [row.petition.title for row in similar.petitions(session, reworded, limit=SHOWN)]
        places.append(titles.index(title) + 1 if title in titles else None)
        shown.append(len(titles))
    return Found(places, shown)


def test_there_is_enough_to_ask() -> None:
    titles = [title for title, _ in pairs()]
    assert len(titles) >= 60
    assert len(others()) >= 120
    assert len({*titles, *others()}) == len(titles) + len(others())


def test_the_same_wish_in_other_words_is_found(session: Session, corpus: None, record_property: Callable[[str, object], None]) -> None:
    found = ask(session, pairs())
    figures = {"recall_5": found.recall(5), "recall_1": found.recall(1), "precision": found.precision}
    for name, figure in figures.items():
        record_property(name, round(figure, 3))
    print({name: round(figure, 3) for name, figure in figures.items()})
    assert found.recall(5) >= 0.9
    assert found.recall(1) >= 0.85
    assert found.precision >= 0.75


def test_a_new_wish_is_not_told_that_many_are_like_it(session: Session, corpus: None) -> None:
    """Titles that nobody has put before, those close by among them: asked against all the others."""
    shown = []
    for title in others():
        rows = similar.petitions(session, title, limit=SHOWN + 1)
        shown.append(sum(row.petition.title != title for row in rows))
    print({"shown": round(sum(shown) / len(shown), 3), "none": round(sum(n == 0 for n in shown) / len(shown), 3)})
    assert sum(shown) / len(shown) <= 0.6
    assert sum(n == 0 for n in shown) / len(shown) >= 0.6


def test_the_measure_can_fail(session: Session, corpus: None) -> None:
    """The control: each rewording asked for another pair's title finds next to nothing."""
    titles = [title for title, _ in pairs()]
    crossed = [(titles[(no + 1) % len(titles)], reworded) for no, (_title, reworded) in enumerate(pairs())]
    assert ask(session, crossed).recall(5) <= 0.1


@pytest.mark.parametrize("number", [0, 1, 3])
def test_few_petitions_are_enough(session: Session, cast: Cast, number: int) -> None:
    title, reworded = pairs()[1]
    session.add_all(_petition(no, other, cast.mei.id) for no, other in enumerate([title, *others()][:number]))
    session.flush()
    assert [row.petition.title for row in similar.petitions(session, reworded, limit=SHOWN)] == [title][:number]
    assert similar.petitions(session, "手語翻譯員證照制度", limit=SHOWN) == []
    assert similar.petitions(session, "！？", limit=SHOWN) == []
