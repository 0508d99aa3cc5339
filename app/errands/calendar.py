"""The office calendar taken over from an official file, checked before and once more now: all of it, or nothing (rule 4)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from sqlalchemy.orm import Session

from app.errands.models import Errand
from app.kernel import office_csv, office_days


def take_over(session: Session, errand: Errand, tell: Callable[[int, int], None]) -> int:
    """Import the file that `params` hold, month by month in one transaction; returns how many days it has. Raises Invalid."""
    days = office_csv.read(errand.params["text"])
    done = 0
    for _, month in groupby(days, key=lambda official: (official.day.year, official.day.month)):
        some = list(month)
        office_days.take_over(session, some, errand.params["source"])
        done += len(some)
        tell(done, len(days))
    return done
