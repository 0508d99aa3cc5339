"""What somebody had typed when their session ended: sealed, for a day, so that signing in again loses nothing."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.db import Base
from app.kernel.secrets import Keyring

KEPT = timedelta(days=1)
SEALED = "kept"

Fields = list[tuple[str, str]]


class KeptForm(Base):
    """A form that could not be taken yet."""

    __tablename__ = "kept_form"
    id: Mapped[int] = mapped_column(primary_key=True)
    form_sealed: Mapped[bytes]
    created_at: Mapped[datetime]


@dataclass(frozen=True)
class Kept:
    """Where a form was going, and its fields in order."""

    path: str
    fields: Fields


def keep(session: Session, keys: Keyring, *, path: str, fields: Fields, at: datetime) -> int:
    """Keep a form; returns its number, which belongs in the browser's session."""
    sealed = keys.seal(json.dumps([path, fields]).encode(), purpose=SEALED)
    row = KeptForm(form_sealed=sealed, created_at=at)
    session.add(row)
    session.flush()
    return row.id


def find(session: Session, keys: Keyring, kept_id: int, *, at: datetime) -> Kept | None:
    """The form, if it is still kept."""
    sealed = session.scalar(select(KeptForm.form_sealed).where(KeptForm.id == kept_id, KeptForm.created_at > at - KEPT))
    if sealed is None:
        return None
    path, fields = json.loads(keys.open(sealed, purpose=SEALED))
    return Kept(path, [(name, value) for name, value in fields])


def forget_old(session: Session, *, as_of: datetime) -> int:
    """Delete what is no longer kept; returns how many."""
    return len(session.scalars(delete(KeptForm).where(KeptForm.created_at < as_of - KEPT).returning(KeptForm.id)).all())
