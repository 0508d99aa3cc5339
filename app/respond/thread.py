"""The conversation between agency and proposer as a thread: what each side has not read yet (rule 16)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.kernel.errors import Invalid, Problem
from app.kernel.secrets import Keyring
from app.petition import personal
from app.petition.models import Petition
from app.respond import answers
from app.respond.models import Message


def look(session: Session, petition: Petition, *, side: Role, at: datetime) -> set[int]:
    """One side opens the thread: what the other wrote is read from now on. Returns the ids of what was new to it."""
    row = update(Message).where(Message.petition_id == petition.id, *_new_to(side)).values(read_at=at).returning(Message.id)
    return set(session.scalars(row.execution_options(synchronize_session=False)))


def check(petition: Petition, text: str, *, keys: Keyring) -> None:
    """An officer must not write the proposer's own number or address, from wherever they have it; needs the proposer loaded.

    Raises Invalid `answer.proposers_data`.
    """
    own = [finding.found for finding in personal.findings(text) if answers.is_of(petition.proposer, finding, keys)]
    if own:
        raise Invalid([Problem("text", "answer.proposers_data", {"found": own})])


def unread(session: Session, petitions: Iterable[Petition], *, side: Role) -> dict[int, int]:
    """How many messages wait to be read by a side, by the petition's id; petitions without any are left out."""
    ids = [petition.id for petition in petitions]
    rows = select(Message.petition_id, func.count()).where(Message.petition_id.in_(ids), *_new_to(side)).group_by(Message.petition_id)
    return dict(session.execute(rows).all())


def _new_to(side: Role) -> tuple[ColumnElement[bool], ...]:
    return Message.role != side, Message.read_at.is_(None)
