"""Blind second looks: a share of the decisions, drawn by the platform's key, is decided once more by somebody who does not know how.

Nothing changes by it; how often the two agree is public.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.kernel.errors import Conflict, Invalid, NotFound, Problem
from app.kernel.secrets import Keyring
from app.petition.lifecycle import Move
from app.petition.models import Petition, Transition
from app.petition.policy import Policy
from app.petition.rulebook import bounds
from app.review import grounds
from app.review.log import DECISIONS
from app.review.models import DecisionProposal, GroundKind, SecondLook
from app.review.notes import CaseNote

PARTS = 10_000
# No petition's own rules let anybody look after this.
LONGEST = timedelta(days=bounds("second_look_days")[1])
KINDS = {Move.REFUSE: GroundKind.REFUSE, Move.HIDE: GroundKind.HIDE}


@dataclass(frozen=True)
class Agreement:
    """Of `looks`, `agreed` came to the same decision; `same_ground` of the `refused` that both refused or hid gave the same ground."""

    looks: int
    agreed: int
    refused: int
    same_ground: int
    few: int = Policy().few

    @property
    def percent(self) -> int | None:
        """Rounded down, so that 100 means always."""
        return self.agreed * 100 // self.looks if self.looks else None

    @property
    def is_few(self) -> bool:
        return 0 < self.looks < self.few


def is_drawn(keys: Keyring, decision_id: int, *, percent: int) -> bool:
    """Is this decision looked at again? The same answer every time, which nobody can tell beforehand without the platform's key."""
    drawn = int.from_bytes(keys.keyed_hash("second_look", str(decision_id))[:8]) % PARTS
    return drawn * 100 < percent * PARTS


def waiting(session: Session, keys: Keyring, *, by: Person, at: datetime) -> list[tuple[Transition, Petition]]:
    """What this moderator may look at, the oldest first: neither proposed nor decided by them in any part, nor looked at yet."""
    rows = select(Transition, Petition).join(Petition, Petition.id == Transition.petition_id)
    found = session.execute(rows.where(Transition.id.in_(_drawn(session, keys, by, at))).order_by(Transition.id)).all()
    return [(decision, petition) for decision, petition in found]


def count(session: Session, keys: Keyring, *, by: Person, at: datetime) -> int:
    """How many of them there are, without reading any."""
    return len(_drawn(session, keys, by, at))


def one(session: Session, keys: Keyring, decision_id: int, *, by: Person, at: datetime) -> tuple[Transition, Petition]:
    """One of them. Raises Conflict `look.done` when somebody has looked by now, NotFound for everything else."""
    if session.scalar(select(SecondLook.id).where(SecondLook.transition_id == decision_id)):
        raise Conflict("look.done")
    if not _drawn(session, keys, by, at, Transition.id == decision_id):
        raise NotFound("look.unknown")
    decision = session.get_one(Transition, decision_id)
    return decision, session.get_one(Petition, decision.petition_id)


def look(session: Session, keys: Keyring, decision: Transition, *, by: Person, move: Move, ground: str = "", at: datetime) -> None:
    """Say what one would have decided. Raises NotFound, Invalid, Conflict `look.done`."""
    one(session, keys, decision.id, by=by, at=at)
    if move not in DECISIONS:
        raise Invalid([Problem("move", "look.move")])
    said = grounds.chosen(session, KINDS[move], ground, at=decision.at).code if move in KINDS else None
    row = insert(SecondLook).values(transition_id=decision.id, move=move, ground=said, by_id=by.id, at=at)
    if session.scalar(row.on_conflict_do_nothing().returning(SecondLook.id)) is None:
        raise Conflict("look.done")


def agreement(session: Session) -> Agreement:
    """How often a second moderator came to the same."""
    same = SecondLook.move == Transition.move
    refused = and_(same, SecondLook.ground.is_not(None))
    grounded = and_(refused, SecondLook.ground == Transition.facts["ground"].as_string())
    counts = (func.count(), func.count().filter(same), func.count().filter(refused), func.count().filter(grounded))
    rows = select(*counts).select_from(SecondLook).join(Transition, Transition.id == SecondLook.transition_id)
    return Agreement(*session.execute(rows).one())


def _drawn(session: Session, keys: Keyring, by: Person, at: datetime, *which: ColumnElement[bool]) -> list[int]:
    """Those that were drawn, whose days are not over, and that this person knows nothing of."""
    rows = _unknown_to(by).where(Transition.at > at - LONGEST, Transition.at <= at, *which)
    found = []
    for id_, decided_at, rules in session.execute(rows):
        policy = Policy(**rules)
        if at < decided_at + timedelta(days=policy.second_look_days) and is_drawn(keys, id_, percent=policy.second_look_percent):
            found.append(id_)
    return found


def _unknown_to(by: Person) -> Select[int, datetime, dict[str, Any]]:
    """Decisions that nobody has looked at, on petitions of others in which this person had no word."""
    acted = exists().where(Transition.petition_id == Petition.id, Transition.by_id == by.id).correlate(Petition)
    worded = or_(DecisionProposal.by_id == by.id, DecisionProposal.settled_by_id == by.id)
    return (
        select(Transition.id, Transition.at, Petition.rules)
        .join(Petition, Petition.id == Transition.petition_id)
        .where(Transition.move.in_(DECISIONS), Petition.proposer_id != by.id)
        .where(~exists().where(SecondLook.transition_id == Transition.id))
        .where(~acted, ~exists().where(DecisionProposal.petition_id == Petition.id, worded))
        .where(~exists().where(CaseNote.petition_id == Petition.id, CaseNote.by_id == by.id))
    )
