"""Removal of endorsements as reviewed batches: one person prepares it, another confirms it, and so again to undo it (rule 26).

What is prepared is frozen, so that exactly what was looked at is removed; whoever took theirs back in between is left out. A
removed endorsement stays as a row and keeps its nullifiers: nobody gets a second one by endorsing again.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, insert, literal, select, update
from sqlalchemy.dialects.postgresql import insert as insert_once
from sqlalchemy.orm import Session

from app.accounts.models import Person, Role
from app.endorse import recount, shortfalls, tally
from app.endorse.models import Endorsement, Removal, RemovalEndorsement, TallyMark
from app.endorse.selection import Selection
from app.kernel.errors import Conflict, Invalid, NotAllowed, Problem
from app.petition import moves
from app.petition.lifecycle import Move
from app.petition.models import Petition

RULE_MAX, REASON_MAX, NOTE_MAX = 300, 1_000, 3_000


def prepare(
    session: Session, petition: Petition, selection: Selection,
    *, rule: str, reason: str, note: str = "", by: Person, role: Role, at: datetime,
) -> Removal:  # fmt: skip
    """Freeze the endorsements that count now and fit the selection. `rule` and `reason` will be public, `note` never.

    Raises Invalid, NotAllowed `removal.own` to the proposer, Conflict `removal.waiting` while another batch waits, `petition.not_now`.
    """
    _may(petition, Move.REMOVE, by)
    texts = _written({"rule": (rule, RULE_MAX), "reason": (reason, REASON_MAX)})
    if len(note) > NOTE_MAX:
        raise Invalid([Problem("note", "text.long", {"most": NOTE_MAX, "count": len(note)})])
    selection.check()
    kept = {"selection": selection.written(), "note": note.strip(), "undo_reason": "", "confirmed": False, "count": 0}
    row = insert_once(Removal).values(petition_id=petition.id, by_id=by.id, role=role, at=at, **texts, **kept)
    id_ = session.scalar(row.on_conflict_do_nothing().returning(Removal.id))
    if id_ is None:
        raise Conflict("removal.waiting")
    counted = Endorsement.xid < select(TallyMark.xid).scalar_subquery()
    rows = select(literal(id_), Endorsement.id).where(*selection.conditions(petition.id), counted)
    named = insert(RemovalEndorsement).from_select(["removal_id", "endorsement_id"], rows, include_defaults=False)
    found = len(session.execute(named.returning(RemovalEndorsement.endorsement_id)).all())
    if not found:
        raise Invalid([Problem("begins", "selection.nothing")])
    session.execute(update(Removal).where(Removal.id == id_).values(count=found))
    return session.get_one(Removal, id_, populate_existing=True)


def drop(session: Session, removal: Removal, *, by: Person, role: Role, at: datetime) -> None:
    """Give a prepared batch up, one's own or another's. Raises Conflict `removal.settled`, NotAllowed `removal.own` to the proposer."""
    _not_own(session.get_one(Petition, removal.petition_id), by)
    _settle(session, removal, by=by, role=role, at=at, confirmed=False)


def confirm(session: Session, removal: Removal, *, by: Person, role: Role, at: datetime) -> None:
    """Remove what another has prepared: rows, count, breakdowns and the row of the ledger in one transaction.

    The threshold is judged before: what was endorsed until now may have reached it (rule 11). An established petition that falls
    below it stays established and is flagged. Raises Conflict `removal.second` to whoever prepared it, `removal.settled`,
    `removal.gone` where none of them counts any longer; NotAllowed `removal.own`.
    """
    tally.count(session, at=at, wait=True)
    petition = session.get_one(Petition, removal.petition_id, populate_existing=True)
    _may(petition, Move.REMOVE, by)
    _settle(session, removal, by=by, role=role, at=at, confirmed=True)
    number = recount.remove(session, removal, at=at)
    if not number:
        raise Conflict("removal.gone")
    session.execute(update(Removal).where(Removal.id == removal.id).values(removed=number))
    session.refresh(petition)
    facts = {"removal": removal.id, "count": number, "rule": removal.rule, "endorsements": petition.endorsements}
    moves.make(session, petition, Move.REMOVE, at=at, role=role, by=by, reason=removal.reason, facts=facts)
    shortfalls.flag(session, petition, removal, at=at)


def propose_undo(session: Session, removal: Removal, *, reason: str, by: Person, role: Role, at: datetime) -> None:
    """Ask for a batch to be undone, with a public reason. Raises Invalid, Conflict `removal.undo_waiting`, NotAllowed `removal.own`."""
    _may(session.get_one(Petition, removal.petition_id), Move.RESTORE, by)
    texts = _written({"reason": (reason, REASON_MAX)})
    open_ = (Removal.id == removal.id, Removal.confirmed, Removal.undo_at.is_(None))
    asked = update(Removal).where(*open_).values(undo_reason=texts["reason"], undo_by_id=by.id, undo_role=role, undo_at=at)
    if session.scalar(asked.returning(Removal.id)) is None:
        raise Conflict("removal.undo_waiting")
    session.refresh(removal)


def drop_undo(session: Session, removal: Removal, *, seen: datetime | None, by: Person) -> None:
    """Leave the batch as it is. `seen` and what is raised are as for `undo`."""
    _not_own(session.get_one(Petition, removal.petition_id), by)
    dropped = update(Removal).where(*_asked(removal, seen)).values(undo_reason="", undo_by_id=None, undo_role=None, undo_at=None)
    if session.scalar(dropped.returning(Removal.id)) is None:
        raise _undo_refused(session, removal, by)
    session.refresh(removal)


def undo(session: Session, removal: Removal, *, seen: datetime | None, by: Person, role: Role, at: datetime) -> None:
    """Let what a batch removed count again, as another has asked; `seen` is the `undo_at` of what was read of it.

    That may be what the threshold lacked: then the petition is established at this moment, also after its window (rule 11).
    Raises Conflict `removal.second` to whoever asked, `removal.settled`, `removal.replaced` where it was asked anew since; NotAllowed
    `removal.own`.
    """
    tally.count(session, at=at, wait=True)
    petition = session.get_one(Petition, removal.petition_id, populate_existing=True)
    _may(petition, Move.RESTORE, by)
    agreed = update(Removal).where(*_asked(removal, seen), Removal.undo_by_id != by.id)
    if session.scalar(agreed.values(undone_by_id=by.id, undone_role=role, undone_at=at).returning(Removal.id)) is None:
        raise _undo_refused(session, removal, by)
    before, number = petition.endorsements, recount.restore(session, removal, at=at)
    session.refresh(petition)
    facts = {"removal": removal.id, "count": number, "rule": removal.rule, "endorsements": petition.endorsements}
    moves.make(session, petition, Move.RESTORE, at=at, role=role, by=by, reason=removal.undo_reason, facts=facts)
    shortfalls.lift(session, petition, at=at)
    tally.note_passed(session, petition.id, before, [petition.endorsements], [at])


def _asked(removal: Removal, seen: datetime | None) -> tuple[ColumnElement[bool], ...]:
    """The undo that was read still waits."""
    # Compared with nothing, an equality would ask for nothing.
    return Removal.id == removal.id, Removal.undo_at.is_not(None), Removal.undo_at == seen, Removal.undone_at.is_(None)


def _undo_refused(session: Session, removal: Removal, by: Person) -> Conflict:
    session.refresh(removal)
    if removal.undo_at is None or removal.undone_at is not None:
        return Conflict("removal.settled")
    return Conflict("removal.second" if removal.undo_by_id == by.id else "removal.replaced")


def _not_own(petition: Petition, by: Person) -> None:
    if petition.proposer_id == by.id:
        raise NotAllowed("removal.own")


def _may(petition: Petition, move: Move, by: Person) -> None:
    _not_own(petition, by)
    if not moves.may(petition.stage, move):
        raise Conflict("petition.not_now", stage=petition.stage, move=move)


def _settle(session: Session, removal: Removal, *, by: Person, role: Role, at: datetime, confirmed: bool) -> None:
    others = (Removal.by_id != by.id,) if confirmed else ()
    settled = update(Removal).where(Removal.id == removal.id, Removal.settled_at.is_(None), *others)
    changes = {"settled_by_id": by.id, "settled_role": role, "settled_at": at, "confirmed": confirmed}
    if session.scalar(settled.values(**changes).returning(Removal.id)) is None:
        raise Conflict("removal.second" if confirmed and removal.by_id == by.id and removal.settled_at is None else "removal.settled")
    session.refresh(removal)


def _written(texts: dict[str, tuple[str, int]]) -> dict[str, str]:
    faults = []
    for field, (words, most) in texts.items():
        if not words.strip():
            faults.append(Problem(field, "text.missing"))
        elif len(words.strip()) > most:
            faults.append(Problem(field, "text.long", {"most": most, "count": len(words.strip())}))
    if faults:
        raise Invalid(faults)
    return {field: words.strip() for field, (words, _) in texts.items()}
