"""Where the demonstration's endorsers live and come from: as many as live there, more in some places for some petitions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from random import Random

from app.endorse.counties import County
from app.endorse.sources import Source

# Out of so many.
ALL = 10_000
# Roughly how many tens of thousands live there.
PEOPLE = {
    County.NEW_TAIPEI: 404, County.TAICHUNG: 285, County.KAOHSIUNG: 273, County.TAIPEI: 250, County.TAOYUAN: 233, County.TAINAN: 186,
    County.CHANGHUA: 123, County.PINGTUNG: 79, County.YUNLIN: 66, County.HSINCHU_COUNTY: 59, County.MIAOLI: 53, County.CHIAYI_COUNTY: 48,
    County.NANTOU: 47, County.HSINCHU_CITY: 46, County.YILAN: 45, County.KEELUNG: 36, County.HUALIEN: 31, County.CHIAYI_CITY: 26,
    County.TAITUNG: 21, County.KINMEN: 14, County.PENGHU: 11, County.LIENCHIANG: 1,
}  # fmt: skip
CAME = {
    Source.LINE: 30, Source.FACEBOOK: 18, Source.LIST: 14, Source.SEARCH: 11, Source.SITE: 9, Source.THREADS: 6, Source.LINK: 4,
    Source.SOCIAL: 3, Source.LETTER: 2, Source.QR: 1, Source.POSTER: 1, Source.EMBED: 1,
}  # fmt: skip


@dataclass(frozen=True)
class Origins:
    """Kinds and where each begins out of ALL, as words apart by blanks; from the last beginning on there is no kind."""

    kinds: str
    begins: str


@cache
def counties(number: str) -> Origins:
    """Three in five or so say where they live."""
    chance = Random(f"{number} counties")
    return _origins(PEOPLE, chance, said=chance.uniform(0.5, 0.7))


@cache
def sources(number: str) -> Origins:
    """Of the others it is not known."""
    chance = Random(f"{number} sources")
    return _origins(CAME, chance, said=chance.uniform(0.55, 0.75))


def _origins(weights: dict[County, int] | dict[Source, int], chance: Random, *, said: float) -> Origins:
    tilted = [weight * chance.lognormvariate(0, 0.35) for weight in weights.values()]
    begins = accumulate((ALL * said * weight / sum(tilted) for weight in tilted), initial=0)
    return Origins(_joined(weights), _joined(map(int, begins)))


def _joined(words: Iterable[object]) -> str:
    return " ".join(map(str, words))
