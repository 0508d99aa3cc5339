"""Asking for an errand, agreeing to one that was only proposed, giving one up, and going on with what is due."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import and_, delete, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.errands.models import Errand, ErrandPiece, Kind
from app.kernel.errors import Conflict, DomainError, NotFound

KEPT = timedelta(days=7)
"""After so long a finished errand and its file are deleted."""
UNAGREED_KEPT = timedelta(days=1)
TRIES_MAX = 5
AFTER_FAULT = timedelta(seconds=15)
LOCK = 0x657272
LOOKED_AT = 20

OPEN = (Errand.finished_at.is_(None), Errand.failed_at.is_(None))


def ask(session: Session, by: Person, *, kind: Kind, at: datetime, params: dict[str, Any] | None = None, agreed: bool = True) -> Errand:
    """Ask for an errand and return it, or the one of this kind that the person has open already.

    Without `agreed` nothing happens before `agree`.
    """
    row = insert(Errand).values(
        key=uuid4(), kind=kind, by_id=by.id, params=params or {}, asked_at=at, done=0, last=0, tries=0, fault="", fault_facts={},
        agreed_at=at if agreed else None, next_at=func.clock_timestamp() if agreed else None,
    )  # fmt: skip
    session.execute(row.on_conflict_do_nothing(index_elements=[Errand.by_id, Errand.kind], index_where=and_(*OPEN)))
    return session.scalars(select(Errand).where(Errand.by_id == by.id, Errand.kind == kind, *OPEN)).one()


def propose(session: Session, by: Person, *, kind: Kind, params: dict[str, Any], at: datetime) -> Errand:
    """The same, to be agreed to; takes the place of an earlier proposal. Raises Conflict while one of this kind is under way."""
    mine = delete(Errand).where(Errand.by_id == by.id, Errand.kind == kind, Errand.agreed_at.is_(None), *OPEN)
    session.execute(mine.execution_options(synchronize_session="fetch"))
    errand = ask(session, by, kind=kind, params=params, at=at, agreed=False)
    if errand.agreed_at is not None:
        raise Conflict("errand.under_way")
    return errand


def agree(session: Session, errand: Errand, *, at: datetime) -> None:
    """Let a proposed errand begin; pressed twice, it begins once."""
    row = update(Errand).where(Errand.id == errand.id, Errand.agreed_at.is_(None), *OPEN)
    session.execute(row.values(agreed_at=at, next_at=func.clock_timestamp()).execution_options(synchronize_session=False))
    session.refresh(errand)


def drop(session: Session, errand: Errand) -> None:
    """Delete an errand with everything it has made. Raises Conflict while it is at work."""
    gone = delete(Errand).where(Errand.id == errand.id, or_(Errand.agreed_at.is_(None), ~OPEN[0], ~OPEN[1]))
    if session.scalar(gone.returning(Errand.id).execution_options(synchronize_session=False)) is None:
        raise Conflict("errand.under_way")
    session.expunge(errand)


def take(session: Session) -> Errand | None:
    """An errand with something to do, which is this worker's alone until the transaction ends."""
    due = select(Errand.id).where(Errand.agreed_at.is_not(None), Errand.next_at <= func.clock_timestamp(), *OPEN)
    for errand_id in session.scalars(due.order_by(Errand.next_at, Errand.id).limit(LOOKED_AT)).all():
        # An advisory lock, not a row lock: a killed worker's is free at once, and reading takes no transaction id.
        if session.scalar(select(func.pg_try_advisory_xact_lock(LOCK, literal(errand_id % 2**31)))):
            mine = select(Errand).where(Errand.id == errand_id, Errand.next_at <= func.clock_timestamp(), *OPEN)
            found = session.scalar(mine.execution_options(populate_existing=True))
            if found is not None:
                return found
    return None


def tell(session: Session, errand_id: int, *, done: int, total: int, at: datetime) -> None:
    """Show how far an import is, whose own transaction is still open; should that be undone, it begins anew."""
    row = update(Errand).where(Errand.id == errand_id, *OPEN)
    shown = row.values(done=done, total=total, started_at=func.coalesce(Errand.started_at, at))
    session.execute(shown.execution_options(synchronize_session=False))


def stumbled(session: Session, errand_id: int, *, fault: Exception, at: datetime) -> None:
    """Record that a portion could not be done: what the rules forbid ends the errand, anything else is tried again some times."""
    tries = session.scalar(
        update(Errand).where(Errand.id == errand_id, *OPEN).values(tries=Errand.tries + 1).returning(Errand.tries)
    )  # fmt: skip
    if tries is None:
        return
    if isinstance(fault, DomainError):
        facts = {name: str(value) for name, value in fault.facts.items()}
        values: dict[str, Any] = {"failed_at": at, "fault": fault.code, "fault_facts": facts}
    elif tries >= TRIES_MAX:
        values = {"failed_at": at, "fault": "errand.broken"}
    else:
        values = {"next_at": func.clock_timestamp() + AFTER_FAULT * tries}
    session.execute(update(Errand).where(Errand.id == errand_id).values(**values).execution_options(synchronize_session=False))
    if "failed_at" in values:
        session.execute(delete(ErrandPiece).where(ErrandPiece.errand_id == errand_id))


def own(session: Session, by: Person, key: UUID) -> Errand:
    """The person's own errand. Raises NotFound for anybody else's."""
    found = session.scalar(select(Errand).where(Errand.key == key, Errand.by_id == by.id).execution_options(populate_existing=True))
    if found is None:
        raise NotFound("errand.unknown")
    return found


def forget_old(session: Session, *, as_of: datetime) -> int:
    """Delete what ended days ago, with its file, and proposals that nobody agreed to; returns how many errands."""
    ended = func.coalesce(Errand.finished_at, Errand.failed_at)
    old = or_(ended < as_of - KEPT, Errand.agreed_at.is_(None) & (Errand.asked_at < as_of - UNAGREED_KEPT))
    return len(session.scalars(delete(Errand).where(old).returning(Errand.id).execution_options(synchronize_session=False)).all())
