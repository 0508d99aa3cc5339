"""The agencies as a tree, and found by what somebody types of their name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Agency


@dataclass(frozen=True)
class Branch:
    """An agency and those directly below it, by code."""

    agency: Agency
    below: Sequence[Agency]


def branches(session: Session) -> list[Branch]:
    """Every agency below the root with those below it, by code; without a root, whatever has no parent."""
    rows = list(session.scalars(select(Agency).where(Agency.closed_at.is_(None)).order_by(Agency.code)))
    roots = {row.id for row in rows if row.parent_id is None and any(child.parent_id == row.id for child in rows)}
    top = [row for row in rows if row.parent_id in roots or (row.parent_id is None and row.id not in roots)]
    return [Branch(row, [child for child in rows if child.parent_id == row.id]) for row in top]


def named(session: Session, text: str, *, limit: int = 8) -> Sequence[Agency]:
    """Agencies whose name in either language holds what was typed, shorter names first; 台 finds 臺."""
    wanted = " ".join(text.split()).replace("台", "臺")
    if not wanted:
        return []
    holds = or_(Agency.name_zh.icontains(wanted, autoescape=True), Agency.name_en.icontains(wanted, autoescape=True))
    rows = select(Agency).where(holds, Agency.closed_at.is_(None))
    return session.scalars(rows.order_by(func.length(Agency.name_zh), Agency.code).limit(limit)).all()


def of_codes(session: Session, codes: Sequence[str]) -> list[Agency]:
    """The agencies of these codes that there are, in the order asked."""
    found = {row.code: row for row in session.scalars(select(Agency).where(Agency.code.in_(codes), Agency.closed_at.is_(None)))}
    return [found[code] for code in codes if code in found]
