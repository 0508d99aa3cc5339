"""In which order a lane is read: how many found a comment well argued, and how new it is.

    score = log10(1 + votes) + moment / (policy `discuss_rank_days` days)

The first nine votes weigh as much as the next ninety, so early ones do not decide everything; ten times the votes stand against so
many days. Moments are the comment's own, so that the order changes only by votes, never by the hour at which it is looked at.
Every lane is ranked by itself: whatever happens in one moves nothing in another. The later comment wins a tie.
"""

from __future__ import annotations

import math
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Float, cast, func

from app.discuss.models import Comment

SECONDS_A_DAY = 86_400


class Order(StrEnum):
    ARGUED = "argued"
    NEWEST = "newest"


def score(votes: int, at: datetime, *, days: int) -> float:
    """The published formula."""
    return math.log10(1 + votes) + at.timestamp() / (days * SECONDS_A_DAY)


def ordered(order: Order, votes: ColumnElement[int], *, days: int) -> tuple[ColumnElement[Any], ...]:
    """The same for the database, the best first."""
    if order is Order.NEWEST:
        return Comment.at.desc(), Comment.id.desc()
    aged = cast(func.extract("epoch", Comment.at), Float(53)) / (days * SECONDS_A_DAY)
    return (func.log(cast(1 + votes, Float(53))) + aged).desc(), Comment.id.desc()
