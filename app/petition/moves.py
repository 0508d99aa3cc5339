"""The only writer of a petition's stage and due dates: compare-and-set, plus a row of the ledger."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Person, Role
from app.kernel.errors import Conflict
from app.petition.lifecycle import LIFE, Move, Stage
from app.petition.models import Petition, Transition


def may(stage: Stage, move: Move) -> bool:
    """Does the life of a petition have this move from this stage?"""
    return (stage, move) in LIFE


def hold(session: Session, petition: Petition) -> None:
    """Until the end of the transaction nobody else moves it; what refers to it goes on. Raises Conflict `petition.moved` if it has moved.

    Whatever is kept beside a petition (a draft, its files, parts of other agencies) is written under it, so that it is of that stage.
    """
    as_seen = select(Petition.id).where(Petition.id == petition.id, Petition.stage == petition.stage)
    # Not a plain FOR UPDATE: the tally and every comment, whose rows refer to it, would wait.
    if session.scalar(as_seen.with_for_update(key_share=True)) is None:
        raise Conflict("petition.moved")


def begin(session: Session, petition: Petition, *, by: Person, at: datetime) -> Transition:
    """Put a new petition into its first stage."""
    petition.stage = LIFE[None, Move.SUBMIT]
    session.add(petition)
    session.flush()
    return _record(session, petition, Move.SUBMIT, before=None, after=petition.stage, at=at, role=Role.PROPOSER, by=by)


def make(
    session: Session,
    petition: Petition,
    move: Move,
    *,
    at: datetime,
    role: Role,
    by: Person | None = None,
    reason: str = "",
    facts: dict[str, Any] | None = None,
    announce_from: datetime | None = None,
    provided: tuple[ColumnElement[bool], ...] = (),
    **changes: Any,
) -> Transition:
    """Make `move`, setting `changes` in the same statement, and record it.

    `provided` are conditions on the row that must still hold when the move is made. Raises Conflict `petition.not_now`
    when the stage has no such move, `petition.moved` when someone was first.
    """
    before = petition.stage
    after = LIFE.get((before, move))
    if after is None:
        raise Conflict("petition.not_now", stage=before, move=move)
    row = update(Petition).where(Petition.id == petition.id, Petition.stage == before, *provided).values(stage=after, **changes)
    if session.execute(row.execution_options(synchronize_session=False).returning(Petition.id)).first() is None:
        raise Conflict("petition.moved", move=move)
    session.refresh(petition, ["stage", *changes])
    return _record(
        session,
        petition,
        move,
        before=before,
        after=after,
        at=at,
        role=role,
        by=by,
        reason=reason,
        facts=facts,
        announce_from=announce_from,
    )


def _record(
    session: Session,
    petition: Petition,
    move: Move,
    *,
    before: Stage | None,
    after: Stage,
    at: datetime,
    role: Role,
    by: Person | None,
    reason: str = "",
    facts: dict[str, Any] | None = None,
    announce_from: datetime | None = None,
) -> Transition:
    row = Transition(
        petition_id=petition.id,
        move=move,
        before=before,
        after=after,
        at=at,
        role=role,
        by_id=by.id if by else None,
        reason=reason,
        facts=facts or {},
        announce_from=announce_from or at,
    )
    session.add(row)
    session.flush()
    return row
