"""Lists that administrators keep: rows with a code, a place and a version; no stale form overwrites one, and the last in use stays."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy import ColumnElement, SmallInteger, func, select, true, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.errors import Conflict, Invalid, Problem


class KeptRow:
    """What every such row has beside its texts and its unique code; `version` counts its changes."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    position: Mapped[int] = mapped_column(SmallInteger)
    version: Mapped[int] = mapped_column(default=1)


Row = TypeVar("Row", bound=KeptRow)


def one(session: Session, table: type[Row], code: str) -> Row | None:
    """As it stands now, in use or not."""
    return session.scalar(select(table).where(table.code == code).execution_options(populate_existing=True))


def add(
    session: Session, table: type[Row], code: str, faults: Iterable[Problem], *, form: re.Pattern[str],
    among: ColumnElement[bool] | None = None, **texts: object,
) -> Row:  # fmt: skip
    """A new last row of those `among` which it stands. Raises Invalid for `faults`, a code that has not this form, or one that is taken."""
    problems = list(faults)
    if not form.fullmatch(code):
        problems.insert(0, Problem("code", "code.form"))
    elif one(session, table, code):
        problems.insert(0, Problem("code", "code.taken"))
    if problems:
        raise Invalid(problems)
    place = select(func.coalesce(func.max(table.position), 0) + 1).where(true() if among is None else among).scalar_subquery()
    row = insert(table).values(code=code, position=place, **texts).on_conflict_do_nothing(index_elements=["code"]).returning(table)
    added = session.scalar(row)
    if added is None:
        raise Invalid([Problem("code", "code.taken")])
    return added


def is_last(session: Session, row: KeptRow, in_use: ColumnElement[bool]) -> bool:
    """Is it the only one in use? Nobody else takes one out of use until this transaction ends."""
    table = type(row)
    ids = select(table.id).where(in_use).order_by(table.id).with_for_update()
    return session.scalars(ids).all() == [row.id]


def change(session: Session, row: KeptRow, *, seen: int, **changes: object) -> None:
    """Change the version that was read. Raises Conflict `list.changed` when it is not the latest."""
    table = type(row)
    changed = update(table).where(table.id == row.id, table.version == seen).values(version=seen + 1, **changes)
    if session.scalar(changed.returning(table.id).execution_options(synchronize_session=False)) is None:
        raise Conflict("list.changed")
    session.refresh(row)
