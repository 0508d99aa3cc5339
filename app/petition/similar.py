"""Which petitions are like this one (rules 2 and 7): by the bigrams they share, rare ones counting for more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import log

from sqlalchemy import cast, func, literal, select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session, selectinload

from app.kernel.workdays import local_day
from app.petition import deadlines, words
from app.petition.lifecycle import ANSWERED, UNDER_WAY, Stage
from app.petition.models import Petition

CANDIDATES = 60
# Below this share of common bigrams two titles are about different things (measured on the reworded titles of the tests).
LEAST = 0.22


@dataclass(frozen=True)
class Similar:
    """A petition and how alike it is, from 0 to 1."""

    petition: Petition
    likeness: float


def petitions(session: Session, title: str, *, demands: tuple[str, ...] = (), limit: int, besides: int | None = None) -> list[Similar]:
    """At most `limit` petitions like this title, most alike first; withdrawn and hidden ones never."""
    asked = words.any_of(title)
    if not asked:
        return []
    query = cast(literal(asked), TSQUERY)
    rows = (
        select(Petition)
        .where(Petition.words.op("@@")(query), Petition.stage.not_in((Stage.HIDDEN, Stage.WITHDRAWN)))
        .options(selectinload(Petition.demands))
        .order_by(func.ts_rank(Petition.words, query).desc(), Petition.id.desc())
        .limit(CANDIDATES)
    )
    found = [petition for petition in session.scalars(rows) if petition.id != besides]
    wanted = Counter(words.bigrams(title))
    rarity = _rarity([words.bigrams(petition.title) for petition in found] + [list(wanted)])
    ranked = [Similar(petition, _likeness(wanted, petition, rarity)) for petition in found]
    ranked.sort(key=lambda similar: -similar.likeness)
    return [similar for similar in ranked[:limit] if similar.likeness >= LEAST]


def forbids(petition: Petition, *, at: datetime) -> bool:
    """Is a petition like this one a duplicate: already open, or answered within the last months that its rules name? (rule 7)"""
    if petition.stage in UNDER_WAY:
        return True
    if petition.stage not in ANSWERED or petition.responded_at is None:
        return False
    return local_day(at) <= deadlines.months_after(local_day(petition.responded_at), petition.policy.duplicate_months)


def _rarity(titles: list[list[str]]) -> dict[str, float]:
    seen = Counter(gram for title in titles for gram in set(title))
    return {gram: log(1 + len(titles) / count) for gram, count in seen.items()}


def _likeness(wanted: Counter[str], petition: Petition, rarity: dict[str, float]) -> float:
    title = set(words.bigrams(petition.title))
    text = title.union(*(words.bigrams(demand.text) for demand in petition.demands))
    asked = _weight(wanted.keys(), rarity)
    dice = 2 * _weight(wanted.keys() & title, rarity) / (asked + _weight(title, rarity))
    covered = _weight(wanted.keys() & text, rarity) / asked
    return round(0.6 * dice + 0.4 * covered, 4)


def _weight(grams: Iterable[str], rarity: dict[str, float]) -> float:
    return sum(rarity.get(gram, 1.0) for gram in grams)
