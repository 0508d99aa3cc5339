"""Are similar petitions found when another citizen puts the same wish in other words? (rule 2)

`similar_cases.csv` pairs titles: the same wish in other words (same = yes), or one close by or far off that is another matter (no).
`unrelated_titles.txt` is what else there is. Wanted is the title that means the same among the first five; unwanted, that another
matter is shown, or that whoever puts a new wish is told of many that are not like it.
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


def cases(*, same: bool) -> list[tuple[str, str]]:
    with (HERE / "similar_cases.csv").open(encoding="utf-8") as file:
        return [(row["title"], row["other"]) for row in csv.DictReader(file) if row["same"] == ("yes" if same else "no")]


def pairs() -> list[tuple[str, str]]:
    return cases(same=True)


def others() -> list[str]:
    lines = (HERE / "unrelated_titles.txt").read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


@pytest.fixture
def corpus(session: Session, cast: Cast) -> None:
    titles = dict.fromkeys([title for title, _ in pairs()] + others())
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
    labelled = [*cases(same=True), *cases(same=False)]
    assert len(labelled) >= 200
    assert len(cases(same=True)) >= 140
    assert len(cases(same=False)) >= 70
    assert len(set(labelled)) == len(labelled)
    assert not set(others()) & {reworded for _, reworded in pairs()}


def test_the_same_wish_in_other_words_is_found(session: Session, corpus: None, record_property: Callable[[str, object], None]) -> None:
    found, confused = ask(session, pairs()), ask(session, cases(same=False))
    right, wrong = (sum(place is not None for place in asked.places) for asked in (found, confused))
    figures = {
        "recall_5": found.recall(5),
        "recall_1": found.recall(1),
        # Of the pairs that were labelled and are shown, those that are the same; of all that is shown, what was asked for.
        "precision_labelled": right / (right + wrong),
        "precision_shown": found.precision,
    }
    for name, figure in figures.items():
        record_property(name, round(figure, 3))
    print({name: round(figure, 3) for name, figure in figures.items()})
    assert found.recall(5) >= 0.9
    assert found.recall(1) >= 0.85
    assert figures["precision_labelled"] >= 0.75
    assert found.precision >= 0.7


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
