"""Which petitions are like this one (rules 2 and 7): by the pairs of characters, and the characters, that their titles share.

Rare ones count for more; how rare each is, the titles of late tell. A title is like another when they share much of the shorter one,
since one citizen says in ten characters what another says in thirty. Pairs shared with a demand count half.

Found in three steps, each on fewer: the index knows which titles and demands hold two of the pairs, without reading a row; of those
the database puts first whose titles hold most; the likeness is worked out for the first fifty, and the few that are like it are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from math import log

from sqlalchemy import ColumnElement, Float, Text, cast, func, literal, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY
from sqlalchemy.orm import Session, defer, selectinload

from app.kernel.workdays import local_day
from app.petition import deadlines, words
from app.petition.lifecycle import ANSWERED, UNDER_WAY, Stage
from app.petition.models import SUBJECT, Demand, Petition

SAMPLE = 400
# Fewer titles than this tell little of what is rare, so the sample counts as at least so many.
FEWEST = 100
CANDIDATES = 50
# Pairs that stand in more than this share of titles make no candidate, unless hardly any other is left; nor do more than these.
COMMON = 0.03
PAIRS, FEW = 20, 4
# Below the first, two titles are about different things; from the second on they say nearly the same (measured by the tests).
LEAST = 0.22
CLOSE = 0.35
GONE = (Stage.HIDDEN, Stage.WITHDRAWN, Stage.MERGED)


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
    """At most `limit` petitions like this title, most alike first; withdrawn, merged and hidden ones never."""
    rarity = _rarity(session)
    pairs = list(dict.fromkeys(gram for text in (title, *demands) for gram in words.bigrams(text)))
    if not pairs:
        return []
    found = _candidates(session, _telling(pairs, rarity), rarity, besides)
    asked = _demands(session, found)
    likeness = {id_: _likeness(title, demands, other, asked.get(id_, ()), rarity) for id_, other in found.items()}
    first = sorted(found, key=lambda id_: -likeness[id_])[:limit]
    alike = _read(session, [id_ for id_ in first if likeness[id_] >= LEAST])
    return [Similar(petition, likeness[petition.id]) for petition in alike]


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
        return self._of_count[self.seen.get(gram, 0)]

    @property
    def common(self) -> float:
        """What a pair tells that stands in too many titles."""
        return log(1 + self.titles / (0.5 + COMMON * self.titles))

    def of(self, grams: Iterable[str]) -> float:
        return sum(map(self, grams))

    @cached_property
    def _of_count(self) -> list[float]:
        return [log(1 + self.titles / (0.5 + count)) for count in range(max(self.seen.values(), default=0) + 1)]


def _rarity(session: Session) -> Rarity:
    return _rarity_among(tuple(session.scalars(select(Petition.title).order_by(Petition.id.desc()).limit(SAMPLE))))


@lru_cache(maxsize=4)
def _rarity_among(titles: tuple[str, ...]) -> Rarity:
    """The same until somebody submits another."""
    return Rarity(max(FEWEST, len(titles)), Counter(gram for title in titles for gram in _grams(title)))


def _telling(pairs: list[str], rarity: Rarity) -> list[str]:
    """The rarest of the pairs: few enough, and rare enough, for the index to leave most petitions out."""
    rarest = sorted(pairs, key=lambda gram: -rarity(gram))
    return [gram for no, gram in enumerate(rarest[:PAIRS]) if no < FEW or rarity(gram) >= rarity.common]


def _candidates(session: Session, pairs: list[str], rarity: Rarity, besides: int | None) -> dict[int, str]:
    """Titles by their ids of those that hold two of the pairs, in title or demands; the titles that hold most of them first."""
    query = cast(literal(words.two_of(pairs)), TSQUERY)
    near = (
        select(Petition.id, Petition.title)
        .where(literal_column(SUBJECT).op("@@")(query), Petition.stage.not_in(GONE), Petition.id != (besides or 0))
        # So that the database asks the index for the rows before it reads any of their titles.
        .cte("near")
        .prefix_with("MATERIALIZED")
    )
    spellings = {spelling: rarity(pair) for pair in pairs for spelling in _spellings(pair)}
    asked = func.unnest(_array(spellings, Text), _array(spellings.values(), Float)).table_valued("spelling", "weight").render_derived()
    # Folding every title would cost more than all the rest.
    title = near.c.title if all(map(words.is_chinese, pairs)) else func.lower(near.c.title)
    shared = func.coalesce(func.sum(asked.c.weight), 0)
    rows = (
        select(near.c.id, near.c.title)
        .outerjoin(asked, func.strpos(title, asked.c.spelling) > 0)
        .group_by(near.c.id, near.c.title)
        .order_by(shared.desc(), near.c.id.desc())
        .limit(CANDIDATES)
    )
    return dict(session.execute(rows).all())


def _spellings(pair: str) -> set[str]:
    """As titles may write it: folded, and with the common form of 臺."""
    return {pair, pair.replace("臺", "台")}


def _array(values: Iterable[object], of: type[Text] | type[Float[float]]) -> ColumnElement[Sequence[object]]:
    return cast(literal(list(values), ARRAY(of)), ARRAY(of))


def _demands(session: Session, ids: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for id_, demand in session.execute(select(Demand.petition_id, Demand.text).where(Demand.petition_id.in_(ids))):
        found.setdefault(id_, []).append(demand)
    return found


def _read(session: Session, ids: list[int]) -> list[Petition]:
    """These petitions with their demands, in the order asked."""
    rows = select(Petition).where(Petition.id.in_(ids)).options(selectinload(Petition.demands), defer(Petition.words))
    found = {petition.id: petition for petition in session.scalars(rows)} if ids else {}
    return [found[id_] for id_ in ids]


def _likeness(title: str, demands: tuple[str, ...], other: str, others: Iterable[str], rarity: Rarity) -> float:
    mine, theirs = _grams(title), _grams(other)
    halves = (mine & _pairs(others)) | (theirs & _pairs(demands))
    shared = rarity.of(mine & theirs) + rarity.of(halves - (mine & theirs)) / 2
    return round(min(1.0, shared / min(rarity.of(mine), rarity.of(theirs))), 4) if mine and theirs else 0.0


@lru_cache(maxsize=4 * SAMPLE)
def _grams(title: str) -> frozenset[str]:
    """The pairs of a title and its single characters. Those of the sample are asked for again and again."""
    return frozenset(_pairs([title])).union(character for run in words.runs(title) for character in run if words.is_chinese(run))


def _pairs(texts: Iterable[str]) -> set[str]:
    return {gram for text in texts for gram in words.bigrams(text)}
