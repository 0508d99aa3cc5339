"""What is still to be told, claimed: several may announce side by side, and each row is told by one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.kernel.db import Base

AT_ONCE = 20
Row = TypeVar("Row", bound=Base)


def claimed(session: Session, due: Select[Row], row: type[Row], *, limit: int) -> Sequence[Row]:
    """The first of what is due, as it stands now, for this transaction alone; what another one holds is passed over."""
    mine = due.limit(limit).with_for_update(skip_locked=True, of=row)
    return session.scalars(mine.execution_options(populate_existing=True)).all()
