"""How reviewing goes, in figures: how many were decided by their date, how long half of them took, and on which grounds others ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Date, Select, cast, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from app.kernel.workdays import TAIPEI, Workdays
from app.petition.lifecycle import Move
from app.petition.models import Petition, Transition
from app.review import grounds
from app.review.models import GroundKind, ListedGround

DECISIONS = (Move.ADMIT, Move.REFUSE)
BEGINNINGS = (Move.SUBMIT, Move.APPEAL)


@dataclass(frozen=True)
class Punctuality:
    """Of every petition decided on, by the decision that stands: how many, how many by their date, how many workdays half of them took."""

    decided: int
    in_time: int
    median_workdays: int | None

    @property
    def percent(self) -> int | None:
        """Rounded down, so that 100 means all."""
        return self.in_time * 100 // self.decided if self.decided else None


def punctuality(session: Session, *, workdays: Workdays) -> Punctuality:
    """Days are counted in the database and workdays here, once for each pair of days."""
    decided, began = _last(DECISIONS).subquery(), _last(BEGINNINGS).subquery()
    first, last = (cast(func.timezone(TAIPEI.key, row.c.at), Date) for row in (began, decided))
    rows = (
        select(first, last, func.count(), func.count().filter(decided.c.at < Petition.review_due_at))
        .select_from(decided)
        .join(began, began.c.petition_id == decided.c.petition_id)
        .join(Petition, Petition.id == decided.c.petition_id)
        .where(decided.c.id > began.c.id)
        .group_by(first, last)
    )
    found = session.execute(rows).all()
    took = sorted((workdays.between(start, end), number) for start, end, number, _ in found)
    return Punctuality(sum(row[2] for row in found), sum(row[3] for row in found), _median(took))


def refusals(session: Session) -> list[tuple[ListedGround, int]]:
    """Refusals by their ground, those later appealed included; in the order of the list, without retired grounds that nobody was given."""
    ground = Transition.facts["ground"].as_string()
    rows = select(ground, func.count()).where(Transition.move == Move.REFUSE).group_by(ground)
    counted: dict[str, int] = dict(session.execute(rows).all())
    listed = [ground for ground in grounds.every(session) if ground.kind is GroundKind.REFUSE]
    return [(ground, counted.get(ground.code, 0)) for ground in listed if ground.used_until is None or ground.code in counted]


def _last(moves: tuple[Move, ...]) -> Select[int, int, datetime]:
    """The last row of the ledger with one of these moves, for each petition."""
    rows = select(Transition.id, Transition.petition_id, Transition.at).where(Transition.move.in_(moves))
    return rows.ext(distinct_on(Transition.petition_id)).order_by(Transition.petition_id, Transition.id.desc())


def _median(took: list[tuple[int, int]]) -> int | None:
    """The value in the middle of (value, how often) pairs in order; the lower one of two."""
    half = (sum(number for _, number in took) + 1) // 2
    for value, number in took:
        half -= number
        if half <= 0:
            return value
    return None
