"""What those who look after the count see of a petition: when many came at once, and from where; never who (rule 26).

A number of a row, its time, the kind of its source and, where ten or more declared it, its county is all there is to see. No
limit is written here: rows are in the order of how far they are above what is usual at that hour of the day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Select, String, cast, func, literal, select
from sqlalchemy.orm import Session, joinedload

from app.endorse.counties import County
from app.endorse.models import Endorsement, Removal, RemovalEndorsement
from app.endorse.selection import counting
from app.endorse.sources import Source
from app.kernel.errors import NotFound
from app.kernel.workdays import TAIPEI
from app.petition.models import Petition

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SAMPLE = 20


@dataclass(frozen=True)
class Burst:
    """How many endorsed in a span from `at` on, what is usual then, and from where most of them came."""

    at: datetime
    people: int
    usual: int
    source: Source | None
    from_source: int

    @property
    def above(self) -> int:
        return self.people - self.usual


@dataclass(frozen=True)
class Seen:
    """One endorsement of a batch, as far as it may be seen."""

    no: int
    at: datetime
    source: Source | None
    county: County | None


def hours(session: Session, petition: Petition) -> list[Burst]:
    """Hours in which anybody endorsed, those most above their usual first; usual is the median of the same hour on other days."""
    found = _counted(session, petition, "hour")
    if not found or petition.endorse_from is None:
        return []
    days = max(1, (max(found) - petition.endorse_from).days + 1)
    by_clock: dict[int, list[int]] = {}
    for at, sources in found.items():
        by_clock.setdefault(at.astimezone(TAIPEI).hour, []).append(sum(sources.values()))
    bursts = [
        _burst(at, sources, _usual(by_clock[at.astimezone(TAIPEI).hour], sum(sources.values()), days)) for at, sources in found.items()
    ]
    return sorted(bursts, key=lambda burst: (-burst.above, burst.at))


def minutes(session: Session, petition: Petition, hour: datetime) -> list[Burst]:
    """The minutes of an hour in which anybody endorsed, in their order; usual is the hour's mean."""
    found = _counted(session, petition, "minute", hour)
    usual = sum(sum(sources.values()) for sources in found.values()) // 60
    return [_burst(at, sources, usual) for at, sources in sorted(found.items())]


def rows(session: Session, petition: Petition, hour: datetime) -> list[Seen]:
    """Every endorsement of an hour that counts, in order, for a list by number."""
    wanted = select(Endorsement.id, Endorsement.at, Endorsement.source).where(*counting(petition.id))
    within = wanted.where(Endorsement.at >= hour, Endorsement.at < hour + HOUR).order_by(Endorsement.at, Endorsement.id)
    return [Seen(id_, at, source, None) for id_, at, source in session.execute(within)]


def sources(session: Session, petition: Petition) -> list[tuple[Source | None, int]]:
    """Where its endorsers came from, most first; for those who look after the count only."""
    number = func.count()
    found = select(Endorsement.source, number).where(*counting(petition.id)).group_by(Endorsement.source)
    return [(source, count) for source, count in session.execute(found.order_by(number.desc()))]


def sample(session: Session, removal: Removal, *, smallest: int) -> Sequence[Seen]:
    """Some endorsements of a batch by chance, the same for everybody who looks; a county only where `smallest` or more declared it."""
    living = _of(removal, Endorsement.county, func.count()).group_by(Endorsement.county)
    many: dict[County | None, int] = dict(session.execute(living).all())
    chance = func.md5(cast(RemovalEndorsement.endorsement_id, String) + literal(f":{removal.id}"))
    drawn = session.execute(
        _of(removal, Endorsement.id, Endorsement.at, Endorsement.source, Endorsement.county).order_by(chance).limit(SAMPLE)
    )
    seen = [Seen(id_, at, source, county if many.get(county, 0) >= smallest else None) for id_, at, source, county in drawn]
    return sorted(seen, key=lambda row: (row.at, row.no))


def span(session: Session, removal: Removal) -> tuple[datetime, datetime]:
    """When the first and the last of a batch endorsed."""
    first, last = session.execute(_of(removal, func.min(Endorsement.at), func.max(Endorsement.at))).one()
    return first, last


def of_removal(session: Session, removal: Removal) -> list[tuple[Source | None, int]]:
    """Where those of a batch came from, most first."""
    number = func.count()
    found = _of(removal, Endorsement.source, number).group_by(Endorsement.source).order_by(number.desc())
    return [(source, count) for source, count in session.execute(found)]


def still_counting(session: Session, removal: Removal) -> int:
    """How many of a batch would be removed now: the others were taken back since."""
    counts = _of(removal, func.count()).where(Endorsement.taken_back_at.is_(None), Endorsement.removed_at.is_(None))
    return session.scalar(counts) or 0


def batches(session: Session) -> Sequence[Removal]:
    """Every batch, what waits for a second person first, then the newest."""
    waits = (Removal.settled_at.is_(None)) | (Removal.undo_at.is_not(None) & Removal.undone_at.is_(None))
    found = select(Removal).options(joinedload(Removal.petition)).order_by(waits.desc(), Removal.id.desc())
    return session.scalars(found).all()


def batch(session: Session, removal_id: int) -> Removal:
    """One, with its petition. Raises NotFound."""
    found = session.scalar(select(Removal).where(Removal.id == removal_id).options(joinedload(Removal.petition)))
    if found is None:
        raise NotFound("removal.unknown")
    return found


def count_waiting(session: Session) -> int:
    """How many batches wait for a second person."""
    waits = (Removal.settled_at.is_(None)) | (Removal.undo_at.is_not(None) & Removal.undone_at.is_(None))
    return session.scalar(select(func.count()).select_from(Removal).where(waits)) or 0


def _of(removal: Removal, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(RemovalEndorsement)
        .join(Endorsement, Endorsement.id == RemovalEndorsement.endorsement_id)
        .where(RemovalEndorsement.removal_id == removal.id)
    )


def _counted(session: Session, petition: Petition, unit: str, hour: datetime | None = None) -> dict[datetime, dict[Source | None, int]]:
    at = func.date_trunc(unit, Endorsement.at, "UTC")
    wanted = select(at, Endorsement.source, func.count()).where(*counting(petition.id))
    if hour is not None:
        wanted = wanted.where(Endorsement.at >= hour, Endorsement.at < hour + HOUR)
    found: dict[datetime, dict[Source | None, int]] = {}
    for moment, source, people in session.execute(wanted.group_by(at, Endorsement.source)):
        found.setdefault(moment, {})[source] = people
    return found


def _burst(at: datetime, sources: dict[Source | None, int], usual: int) -> Burst:
    source, most = max(sources.items(), key=lambda pair: (pair[1], pair[0] or ""))
    return Burst(at, sum(sources.values()), usual, source, most)


def _usual(same_hour: list[int], own: int, days: int) -> int:
    others = [*same_hour, *[0] * (days - len(same_hour))]
    others.remove(own)
    return round(median(others)) if others else 0
