"""A person's errands, and everybody's for the administrator."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.errands.models import Errand, ErrandFile, Kind
from app.kernel.errors import NotFound
from app.kernel.secrets import Keyring

SEALED = "errand"
SHOWN = 50


def mine(session: Session, by: Person) -> Sequence[Errand]:
    """What the person has asked for and is not forgotten yet, newest first."""
    return session.scalars(select(Errand).where(Errand.by_id == by.id).order_by(Errand.id.desc()).limit(SHOWN)).all()


def open_one(session: Session, by: Person, kind: Kind) -> Errand | None:
    """The person's errand of this kind that has not ended."""
    rows = select(Errand).where(Errand.by_id == by.id, Errand.kind == kind, Errand.finished_at.is_(None), Errand.failed_at.is_(None))
    return session.scalar(rows)


def everybodys(session: Session) -> Sequence[tuple[Errand, str]]:
    """All errands that are not forgotten yet, newest first, each with the nickname of whoever asked."""
    rows = select(Errand, Person.nickname).join(Person, Person.id == Errand.by_id).order_by(Errand.id.desc()).limit(SHOWN)
    return [(errand, nickname) for errand, nickname in session.execute(rows)]


def content(session: Session, keys: Keyring, errand: Errand) -> bytes:
    """The file an errand made, a ZIP. Raises NotFound if there is none."""
    file = session.get(ErrandFile, errand.id)
    if file is None:
        raise NotFound("errand.unknown")
    return keys.open(file.sealed, purpose=SEALED)
