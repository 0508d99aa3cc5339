"""An established petition that a removal brings below its threshold: flagged in public until two people have decided.

A petition once established stays so (rule 10), and its answer stays due on the same day: nothing else is asked of the agency because
somebody cheated. So what is decided is the mildest there is: that the response goes on, or that it goes on with a public remark
that stays on the petition's page. Nobody can un-establish it, neither silently nor by deciding so.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Person, Role
from app.endorse.models import Finding, Removal, Shortfall
from app.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Problem
from app.petition import moves
from app.petition.lifecycle import Move
from app.petition.models import Petition

STATEMENT_MAX = 1_000


def flag(session: Session, petition: Petition, removal: Removal, *, at: datetime) -> None:
    """After a removal: an established petition below its threshold now waits for a decision, unless it does already."""
    if petition.established_at is None or petition.endorsements >= petition.endorse_threshold:
        return
    row = insert(Shortfall).values(
        petition_id=petition.id, removal_id=removal.id, at=at, endorsements=petition.endorsements, statement=""
    )  # fmt: skip
    session.execute(row.on_conflict_do_nothing())


def lift(session: Session, petition: Petition, *, at: datetime) -> None:
    """After an undo or new endorsements: with its threshold reached again there is nothing left to decide."""
    if petition.endorsements >= petition.endorse_threshold:
        waits = (Shortfall.petition_id == petition.id, Shortfall.ended_at.is_(None))
        session.execute(update(Shortfall).where(*waits).values(ended_at=at, finding=None))


def propose(
    session: Session, shortfall: Shortfall, *, finding: Finding | None, statement: str, by: Person, role: Role, at: datetime
) -> None:
    """What one person would decide, with the public words. Raises Invalid, Conflict `shortfall.proposed`, NotAllowed `removal.own`."""
    _not_own(session, shortfall, by)
    faults = [Problem("finding", "shortfall.finding")] if finding is None else []
    if not statement.strip():
        faults.append(Problem("statement", "text.missing"))
    elif len(statement.strip()) > STATEMENT_MAX:
        faults.append(Problem("statement", "text.long", {"most": STATEMENT_MAX, "count": len(statement.strip())}))
    if faults:
        raise Invalid(faults)
    waits = (Shortfall.id == shortfall.id, Shortfall.ended_at.is_(None), Shortfall.proposed_at.is_(None))
    changes = {"finding": finding, "statement": statement.strip(), "by_id": by.id, "role": role, "proposed_at": at}
    if session.scalar(update(Shortfall).where(*waits).values(**changes).returning(Shortfall.id)) is None:
        raise Conflict("shortfall.proposed")
    session.refresh(shortfall)


def decline(session: Session, shortfall: Shortfall, *, seen: datetime | None, by: Person) -> None:
    """Take the proposal off the table, so that another can be made. `seen` and what is raised are as for `decide`."""
    _not_own(session, shortfall, by)
    changes = {"finding": None, "statement": "", "by_id": None, "role": None, "proposed_at": None}
    if session.scalar(update(Shortfall).where(*_proposed(shortfall, seen)).values(**changes).returning(Shortfall.id)) is None:
        raise _refused(session, shortfall, by)
    session.refresh(shortfall)


def decide(session: Session, shortfall: Shortfall, *, seen: datetime | None, by: Person, role: Role, at: datetime) -> None:
    """Agree to what another proposed, which makes it public; `seen` is the `proposed_at` of what was read.

    Raises Conflict `removal.second`, `shortfall.settled`, `removal.replaced` where something else was proposed since; NotAllowed
    `removal.own`.
    """
    _not_own(session, shortfall, by)
    decided = update(Shortfall).where(*_proposed(shortfall, seen), Shortfall.by_id != by.id)
    if session.scalar(decided.values(decided_by_id=by.id, decided_role=role, ended_at=at).returning(Shortfall.id)) is None:
        raise _refused(session, shortfall, by)
    session.refresh(shortfall)
    petition = session.get_one(Petition, shortfall.petition_id, populate_existing=True)
    facts = {"finding": shortfall.finding, "endorsements": petition.endorsements, "removal": shortfall.removal_id}
    moves.make(session, petition, Move.UPHOLD, at=at, role=role, by=by, reason=shortfall.statement, facts=facts)


def waiting(session: Session) -> list[Shortfall]:
    """What waits for a decision, the oldest first, with the petition."""
    rows = select(Shortfall).where(Shortfall.ended_at.is_(None)).options(joinedload(Shortfall.petition))
    return list(session.scalars(rows.order_by(Shortfall.id)))


def get(session: Session, shortfall_id: int) -> Shortfall:
    """One that waits or is decided, with its petition. Raises NotFound."""
    found = session.scalar(select(Shortfall).where(Shortfall.id == shortfall_id).options(joinedload(Shortfall.petition)))
    if found is None:
        raise NotFound("removal.unknown")
    return found


def standing(session: Session, petition: Petition) -> Shortfall | None:
    """What the petition's page must say: the one that waits, or the last remark; nothing where neither is."""
    says = (Shortfall.ended_at.is_(None)) | (Shortfall.finding == Finding.REMARKED)
    rows = select(Shortfall).where(Shortfall.petition_id == petition.id, says)
    return session.scalar(rows.order_by(Shortfall.ended_at.is_(None).desc(), Shortfall.id.desc()).limit(1))


def _proposed(shortfall: Shortfall, seen: datetime | None) -> tuple[ColumnElement[bool], ...]:
    """The proposal that was read still waits."""
    # Compared with nothing, an equality would ask for nothing.
    waits = Shortfall.ended_at.is_(None), Shortfall.proposed_at.is_not(None)
    return Shortfall.id == shortfall.id, *waits, Shortfall.proposed_at == seen


def _refused(session: Session, shortfall: Shortfall, by: Person) -> Conflict:
    session.refresh(shortfall)
    if shortfall.ended_at is not None or shortfall.proposed_at is None:
        return Conflict("shortfall.settled")
    return Conflict("removal.second" if shortfall.by_id == by.id else "removal.replaced")


def _not_own(session: Session, shortfall: Shortfall, by: Person) -> None:
    if session.get_one(Petition, shortfall.petition_id).proposer_id == by.id:
        raise NotAllowed("removal.own")
