"""The public ledger of a petition's endorsements: endorsed less taken back less removed is what counts, by local days (rule 26).

No row speaks of fewer people than a cell may (section 2 of the rules): days on which too few came share a row, and where too few took
theirs back, a row says only what is left of both. What a batch removed is public whatever its number, and stands on its own day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.endorse.models import EndorsementHour, Removal
from app.endorse.spans import spans
from app.kernel.workdays import local_day
from app.petition.lifecycle import Stage
from app.petition.models import Petition


@dataclass(frozen=True)
class Sum:
    """People by what they did; `removed` is less by what was restored."""

    endorsed: int = 0
    taken_back: int = 0
    removed: int = 0

    @property
    def came(self) -> int:
        return self.endorsed - self.taken_back

    @property
    def counted(self) -> int:
        return self.came - self.removed

    def __add__(self, other: Sum) -> Sum:
        return Sum(self.endorsed + other.endorsed, self.taken_back + other.taken_back, self.removed + other.removed)


@dataclass(frozen=True)
class Line:
    """Some local days, both ends inclusive, and the count at their end. Where not `is_split` only `sum.came` may be shown."""

    first: date
    last: date
    sum: Sum
    total: int
    is_split: bool = True

    @property
    def endorsed(self) -> int | None:
        return self.sum.endorsed if self.is_split else None

    @property
    def taken_back(self) -> int | None:
        return self.sum.taken_back if self.is_split else None


@dataclass(frozen=True)
class Ledger:
    """`whole` is the count the page shows; the lines sum to it unless fewer people came than a cell may speak of, when there are none."""

    whole: Sum
    lines: Sequence[Line]
    batches: Sequence[Removal]


def ledger(session: Session, petition: Petition) -> Ledger:
    """As far as the tally has come; in one snapshot for the sums, so that they always add up."""
    days = _days(session, petition)
    return Ledger(sum(days.values(), Sum()), lines(session, petition, days=days), batches(session, petition))


def lines(session: Session, petition: Petition, *, days: Mapping[date, Sum] | None = None) -> list[Line]:
    """The ledger by days, from the window's first to its last and the days after it on which something was removed."""
    if petition.endorse_from is None or petition.endorse_until is None:
        return []
    days = _days(session, petition) if days is None else days
    return by_days(
        days, first=local_day(petition.endorse_from), last=local_day(petition.endorse_until - timedelta(microseconds=1)),
        smallest=petition.policy.smallest_cell,
    )  # fmt: skip


def by_days(days: Mapping[date, Sum], *, first: date, last: date, smallest: int) -> list[Line]:
    """Pure: what happened on each local day, as rows that may be shown."""
    within = [first + timedelta(n) for n in range((min(last, max(days, default=first)) - first).days + 1)]
    sums = [days.get(day, Sum()) for day in within]
    if within and sums:
        early = [happened for day, happened in days.items() if day < first]
        sums[0] = sum(early, sums[0])
    came = list(accumulate(one.came for one in sums))
    found, total = [], 0
    for span in spans(first, came, days=1, smallest=smallest):
        whole = sum(sums[(span.first - first).days : (span.last - first).days + 1], Sum())
        total += whole.counted
        found.append(Line(span.first, span.last, whole, total))
    for day in sorted(day for day in days if day > last and found):
        total += days[day].counted
        found.append(Line(day, day, days[day], total))
    return _hide_few(found, smallest)


def batches(session: Session, petition: Petition) -> Sequence[Removal]:
    """What was removed from it, the oldest first, undone batches included."""
    rows = select(Removal).where(Removal.petition_id == petition.id, Removal.confirmed)
    return session.scalars(rows.order_by(Removal.settled_at, Removal.id)).all()


def all_batches(session: Session, *, limit: int | None = None) -> Sequence[Removal]:
    """Every batch of petitions that are shown, the newest first, with its petition."""
    rows = select(Removal).join(Petition, Petition.id == Removal.petition_id).where(Removal.confirmed, Petition.stage != Stage.HIDDEN)
    return session.scalars(
        rows.options(joinedload(Removal.petition)).order_by(Removal.settled_at.desc(), Removal.id.desc()).limit(limit)
    ).all()


def removed_of(session: Session, petition: Petition) -> int:
    """How many of its endorsements are removed now."""
    hour = EndorsementHour
    return int(session.scalar(select(func.coalesce(func.sum(hour.removed), 0)).where(hour.petition_id == petition.id)) or 0)


def _days(session: Session, petition: Petition) -> dict[date, Sum]:
    found: dict[date, Sum] = {}
    for row in session.scalars(select(EndorsementHour).where(EndorsementHour.petition_id == petition.id)):
        day = local_day(row.hour)
        found[day] = found.get(day, Sum()) + Sum(row.endorsed, row.taken_back, row.removed)
    return found


def _hide_few(found: list[Line], smallest: int) -> list[Line]:
    """Were only one row without its parts, subtracting the others from the whole would tell them: its neighbour goes without them, too."""
    hidden = {no for no, line in enumerate(found) if 0 < line.sum.taken_back < smallest}
    if len(hidden) == 1 and len(found) > 1:
        (only,) = hidden
        hidden.add(only - 1 if only else 1)
    return [replace(line, is_split=False) if no in hidden else line for no, line in enumerate(found)]
