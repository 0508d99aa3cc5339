"""A desk's list as somebody likes to see it: a name for a query, kept for its owner alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.accounts.models import Person, Role
from app.kernel.db import Base
from app.kernel.errors import Conflict, Invalid, NotFound, Problem

NAME_MAX = 20
QUERY_MAX = 500
KEPT_MAX = 12


class SavedView(Base):
    """A query string of the list of the desk that `role` works at."""

    __tablename__ = "saved_view"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Role]
    name: Mapped[str] = mapped_column(String(NAME_MAX))
    query: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("person_id", "role", "name"),)


def keep(session: Session, by: Person, *, role: Role, name: str, query: str, at: datetime) -> SavedView:
    """Keep a query under a name; the same name again is given the new query. Raises Invalid, Conflict `view.many`."""
    name = " ".join(name.split())
    if not name:
        raise Invalid([Problem("name", "text.missing")])
    if len(name) > NAME_MAX:
        raise Invalid([Problem("name", "text.long", {"most": NAME_MAX, "count": len(name)})])
    if not query or len(query) > QUERY_MAX:
        raise Invalid([Problem("name", "view.all")])
    row = insert(SavedView).values(person_id=by.id, role=role, name=name, query=query, at=at)
    kept = row.on_conflict_do_update(index_elements=["person_id", "role", "name"], set_={"query": query, "at": at})
    found = session.scalars(kept.returning(SavedView).execution_options(populate_existing=True)).one()
    mine = select(func.count()).where(SavedView.person_id == by.id, SavedView.role == role)
    if (session.scalar(mine) or 0) > KEPT_MAX:
        raise Conflict("view.many", most=KEPT_MAX)
    return found


def drop(session: Session, by: Person, *, role: Role, view_id: int) -> None:
    """Forget one's own view. Raises NotFound `view.unknown`."""
    mine = delete(SavedView).where(SavedView.id == view_id, SavedView.person_id == by.id, SavedView.role == role)
    if session.scalar(mine.returning(SavedView.id)) is None:
        raise NotFound("view.unknown")


def of(session: Session, by: Person, *, role: Role) -> list[SavedView]:
    """A person's views of one desk, in the order of their making."""
    rows = select(SavedView).where(SavedView.person_id == by.id, SavedView.role == role)
    return list(session.scalars(rows.order_by(SavedView.id)))
