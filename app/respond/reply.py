"""The proposer's reply to the answer: once, in public, never changed (rule 22)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.models import Person, Role
from app.kernel.errors import Conflict, Invalid, NotAllowed, Problem
from app.petition import moves, personal
from app.petition.lifecycle import Move
from app.petition.models import Petition, Transition
from app.respond import answers


def reply(session: Session, petition: Petition, *, by: Person, text: str, at: datetime, read_over: bool = False) -> Transition:
    """Say publicly, below the answer, what one makes of it; the ledger keeps the text, and a unique index keeps it to one.

    `read_over` says that the proposer has looked at what seems to be personal data.
    Raises NotAllowed `petition.not_yours`, Invalid, Conflict `reply.used`, `reply.early`, `petition.not_now`.
    """
    check(petition, by=by, text=text, read_over=read_over)
    why = why_not(session, petition, at=at)
    if why is not None:
        raise why
    try:
        with session.begin_nested():
            return moves.make(session, petition, Move.REPLY, at=at, role=Role.PROPOSER, by=by, reason=_clean(text))
    except IntegrityError:
        raise Conflict("reply.used") from None


def check(petition: Petition, *, by: Person, text: str, read_over: bool) -> None:
    """Is it fit to be published? Raises NotAllowed, Invalid."""
    if petition.proposer_id != by.id:
        raise NotAllowed("petition.not_yours")
    said, most = _clean(text), petition.policy.answer_reply_max
    faults = [Problem("text", "text.missing")] if not said else []
    if len(said) > most:
        faults.append(Problem("text", "text.long", {"most": most, "count": len(said)}))
    found = personal.findings(said)
    if found and not read_over:
        faults.append(Problem("read_over", "update.personal_data", {"found": [finding.found for finding in found]}))
    if faults:
        raise Invalid(faults)


def why_not(session: Session, petition: Petition, *, at: datetime) -> Conflict | None:
    """Why nobody may reply at this moment; nothing if the proposer may, save that it may be used."""
    if not moves.may(petition.stage, Move.REPLY):
        return Conflict("petition.not_now", stage=petition.stage, move=Move.REPLY)
    return Conflict("reply.early") if answers.recallable(session, petition, at=at) is not None else None


def of(timeline: Sequence[Transition]) -> Transition | None:
    """The reply among a petition's moves, its text as the reason."""
    return next((row for row in timeline if row.move is Move.REPLY), None)


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
