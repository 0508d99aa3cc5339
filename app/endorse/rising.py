"""Which petitions gather endorsements fastest: by the net number of the last 24 full hours and the present one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.endorse.models import EndorsementHour
from app.kernel.workdays import local_day
from app.petition import lists
from app.petition.models import Petition

A_DAY = timedelta(hours=24)
NET = func.sum(EndorsementHour.endorsed - EndorsementHour.taken_back - EndorsementHour.removed)


def recent(session: Session, petitions: Iterable[Petition], *, at: datetime) -> dict[int, int]:
    """Net endorsements of the last day by the petition's id; those without any are left out."""
    ids = [petition.id for petition in petitions]
    rows = select(EndorsementHour.petition_id, NET).where(EndorsementHour.petition_id.in_(ids), EndorsementHour.hour > at - A_DAY)
    return {id_: net for id_, net in session.execute(rows.group_by(EndorsementHour.petition_id)) if net}


def hottest(session: Session, *, at: datetime, limit: int) -> Sequence[Petition]:
    """Open petitions, not yet established, by the net endorsements of the last day, those with most in all winning a tie."""
    lately = select(EndorsementHour.petition_id, NET.label("net")).where(EndorsementHour.hour > at - A_DAY)
    counted = lately.group_by(EndorsementHour.petition_id).subquery()
    rows = (
        lists.shown()
        .outerjoin(counted, counted.c.petition_id == Petition.id)
        .where(lists.open_now(at))
        .order_by(func.coalesce(counted.c.net, 0).desc(), Petition.endorsements.desc(), Petition.id)
    )
    return session.scalars(rows.limit(limit)).all()


def added_since(session: Session, since: datetime) -> int:
    """Net endorsements on the whole platform from the hour of `since` on."""
    return session.scalar(select(func.coalesce(NET, 0)).where(EndorsementHour.hour > since - timedelta(hours=1))) or 0


def running_totals(session: Session, petition: Petition, *, until: datetime) -> list[int]:
    """Totals at the end of each local day of the window, up to the day of `until` or the window's last; empty before it opens."""
    if petition.endorse_from is None or petition.endorse_until is None or until < petition.endorse_from:
        return []
    closes = local_day(petition.endorse_until - timedelta(microseconds=1))
    by_day: dict[date, int] = {}
    for row in session.scalars(select(EndorsementHour).where(EndorsementHour.petition_id == petition.id)):
        day = local_day(row.hour)
        # What is removed or restored after the window stands on its last day, so that the last total is the count.
        day = min(day, closes)
        by_day[day] = by_day.get(day, 0) + row.endorsed - row.taken_back - row.removed
    first = local_day(petition.endorse_from)
    last = min(local_day(until), closes)
    totals, total = [], sum(net for day, net in by_day.items() if day < first)
    for n in range((last - first).days + 1):
        total += by_day.get(first + timedelta(days=n), 0)
        totals.append(total)
    return totals
