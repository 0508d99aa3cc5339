"""Which petitions are like this one (rules 2 and 7): by the pairs of characters, and the characters, that their titles share.

Rare ones count for more; how rare each is, the titles of late tell. A title is like another when they share much of the shorter one,
since one citizen says in ten characters what another says in thirty. Pairs shared with a demand count half.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
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

SAMPLE = 400
# Fewer titles than this tell little of what is rare, so the sample counts as at least so many.
FEWEST = 100
CANDIDATES = 100
# Pairs that stand in more than this share of titles do not make a candidate.
COMMON = 0.1
# Below the first, two titles are about different things; from the second on they say nearly the same (measured by the tests).
LEAST = 0.22
CLOSE = 0.35


@dataclass(frozen=True)
class Similar:
    """A petition and how alike it is, from 0 to 1."""

    petition: Petition
    likeness: float

    @property
    def is_close(self) -> bool:
        """Do they say nearly the same?"""
        return self.likeness >= CLOSE


def petitions(session: Session, title: str, *, demands: tuple[str, ...] = (), limit: int, besides: int | None = None) -> list[Similar]:
    """At most `limit` petitions like this title, most alike first; withdrawn and hidden ones never."""
    rarity = _rarity(session)
    pairs = _pairs([title, *demands])
    asked = words.any_of([gram for gram in pairs if rarity(gram) >= rarity.common] or pairs)
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
    ranked = [Similar(petition, _likeness(title, demands, petition, rarity)) for petition in found]
    ranked.sort(key=lambda similar: -similar.likeness)
    return [similar for similar in ranked[:limit] if similar.likeness >= LEAST]


def forbids(petition: Petition, *, at: datetime) -> bool:
    """Is a petition like this one a duplicate: already open, or answered within the last months that its rules name? (rule 7)"""
    if petition.stage in UNDER_WAY:
        return True
    if petition.stage not in ANSWERED or petition.responded_at is None:
        return False
    return local_day(at) <= deadlines.months_after(local_day(petition.responded_at), petition.policy.duplicate_months)


@dataclass(frozen=True)
class Rarity:
    """How much a pair or a character tells, by how many titles of a sample hold it."""

    titles: int
    seen: Mapping[str, int]

    def __call__(self, gram: str) -> float:
        return log(1 + self.titles / (0.5 + self.seen.get(gram, 0)))

    @property
    def common(self) -> float:
        """What a pair tells that stands in too many titles."""
        return log(1 + self.titles / (0.5 + COMMON * self.titles))

    def of(self, grams: Iterable[str]) -> float:
        return sum(map(self, grams))


def _rarity(session: Session) -> Rarity:
    titles = session.scalars(select(Petition.title).order_by(Petition.id.desc()).limit(SAMPLE)).all()
    return Rarity(max(FEWEST, len(titles)), Counter(gram for title in titles for gram in _grams(title)))


def _likeness(title: str, demands: tuple[str, ...], petition: Petition, rarity: Rarity) -> float:
    mine, theirs = _grams(title), _grams(petition.title)
    halves = (mine & _pairs(demand.text for demand in petition.demands)) | (theirs & _pairs(demands))
    shared = rarity.of(mine & theirs) + rarity.of(halves - (mine & theirs)) / 2
    return round(min(1.0, shared / min(rarity.of(mine), rarity.of(theirs))), 4) if mine and theirs else 0.0


def _grams(title: str) -> set[str]:
    """The pairs of a title and its single characters."""
    return _pairs([title]).union(character for run in words.runs(title) for character in run if words.is_chinese(run))


def _pairs(texts: Iterable[str]) -> set[str]:
    return {gram for text in texts for gram in words.bigrams(text)}
