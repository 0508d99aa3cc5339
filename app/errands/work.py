"""One portion of an errand: an export's is a few pieces of its file, an import is one portion as a whole."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.errands import calendar, decisions, my_data, open_data
from app.errands.models import Errand, ErrandFile, ErrandPiece, Kind
from app.errands.portions import Asked, Portion
from app.errands.queries import SEALED
from app.kernel.secrets import Keyring

Tell = Callable[[int, int], None]
"""Says how far an errand is (done, of how many) while its portion is still under way."""


@dataclass(frozen=True)
class Export:
    """How many units there are, and the next few of them."""

    total: Callable[[Asked], int]
    portion: Callable[[Asked], Portion]


EXPORTS: Mapping[Kind, Export] = {
    Kind.MY_DATA: Export(my_data.total, my_data.portion),
    Kind.OPEN_DATA: Export(open_data.total, open_data.portion),
    Kind.DECISIONS: Export(decisions.total, decisions.portion),
}
IMPORTS: Mapping[Kind, Callable[[Session, Errand, Tell], int]] = {Kind.CALENDAR: calendar.take_over}


def go_on(session: Session, keys: Keyring, errand: Errand, *, tell: Tell, at: datetime) -> None:
    """Do the next portion of an errand that this worker has taken. Raises DomainError where it can never be done."""
    if errand.kind in IMPORTS:
        # The row is left alone until the end: `tell` writes it from outside this transaction meanwhile.
        errand.done = errand.total = IMPORTS[errand.kind](session, errand, tell)
        errand.finished_at = at
    else:
        _export(session, keys, errand, at)
    errand.started_at = errand.started_at or at
    errand.tries = 0
    errand.next_at = session.scalar(select(func.clock_timestamp()))
    session.flush()


def _export(session: Session, keys: Keyring, errand: Errand, at: datetime) -> None:
    asked = Asked(session, keys, errand.by_id, errand.last, errand.done, at)
    if errand.total is None:
        errand.total = EXPORTS[errand.kind].total(asked)
    portion = EXPORTS[errand.kind].portion(asked)
    for name, text in portion.pieces:
        session.add(ErrandPiece(errand_id=errand.id, name=name, sealed=keys.seal(text.encode(), purpose=SEALED)))
    errand.done += portion.done
    errand.total = max(errand.total, errand.done)
    errand.last = portion.last
    if portion.is_last:
        errand.done = errand.total
        _bind(session, keys, errand, at)


def _bind(session: Session, keys: Keyring, errand: Errand, at: datetime) -> None:
    """Make one file of the pieces."""
    session.flush()
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        names = select(ErrandPiece.name).where(ErrandPiece.errand_id == errand.id)
        for name in session.scalars(names.group_by(ErrandPiece.name).order_by(func.min(ErrandPiece.id))).all():
            with archive.open(name, "w") as member:
                pieces = select(ErrandPiece.sealed).where(ErrandPiece.errand_id == errand.id, ErrandPiece.name == name)
                for sealed in session.scalars(pieces.order_by(ErrandPiece.id)):
                    member.write(keys.open(sealed, purpose=SEALED))
    session.execute(delete(ErrandPiece).where(ErrandPiece.errand_id == errand.id).execution_options(synchronize_session=False))
    session.add(ErrandFile(errand_id=errand.id, sealed=keys.seal(packed.getvalue(), purpose=SEALED)))
    errand.size = packed.tell()
    errand.finished_at = at
