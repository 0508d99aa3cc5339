"""Admit, refuse, hide with two moderators, appeal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.accounts.models import Agency, Person, Role
from app.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Problem
from app.kernel.workdays import Workdays
from app.petition import assignments, deadlines, moves, queries, similar
from app.petition.lifecycle import Move
from app.petition.models import Petition, Transition
from app.review import rules
from app.review.models import HideProposal
from app.review.rules import Ground, HideGround, Refusal, barred


def admit(session: Session, petition: Petition, *, by: Person, lead: Agency | None, others: Iterable[Agency] = (), at: datetime) -> None:
    """Open it to endorsements from tomorrow on, its text frozen and its agencies named (rules 8, 9, 14).

    Raises NotAllowed, Conflict, Invalid `agency.none`.
    """
    _impartial(session, petition, by)
    window = deadlines.endorse_window(at, days=petition.policy.endorse_days)
    moves.make(
        session, petition, Move.ADMIT, at=at, role=Role.MODERATOR, by=by,
        admitted_at=at, endorse_from=window.opens, endorse_until=window.closes, lead_undecided=lead is None,
    )  # fmt: skip
    assignments.confirm(session, petition, lead=lead, others=others, at=at)


def refuse(session: Session, petition: Petition, *, by: Person, refusal: Refusal, at: datetime) -> None:
    """Refuse it on one public ground (rules 6, 7). Raises NotAllowed, Conflict, Invalid."""
    _impartial(session, petition, by)
    rules.check(refusal)
    other = _duplicate_of(session, petition, refusal, at) if refusal.ground is Ground.DUPLICATE else None
    facts = {"ground": refusal.ground, "elsewhere": refusal.elsewhere.strip(), "duplicate_of": other}
    moves.make(
        session, petition, Move.REFUSE, at=at, role=Role.MODERATOR, by=by,
        reason=refusal.explanation.strip(), facts=facts, refused_at=at, closed_at=at,
    )  # fmt: skip


def propose_hiding(session: Session, petition: Petition, *, by: Person, ground: HideGround, explanation: str, at: datetime) -> HideProposal:
    """Ask a second moderator to hide it.

    Raises NotAllowed `review.own`, Conflict `hide.proposed` when somebody already has, `petition.not_now`, Invalid.
    """
    if petition.proposer_id == by.id:
        raise NotAllowed("review.own")
    rules.check_explanation(explanation)
    if not moves.may(petition.stage, Move.HIDE):
        raise Conflict("petition.not_now", stage=petition.stage, move=Move.HIDE)
    row = insert(HideProposal).values(petition_id=petition.id, ground=ground, explanation=explanation.strip(), by_id=by.id, at=at)
    proposed: HideProposal | None = session.scalar(row.on_conflict_do_nothing().returning(HideProposal))
    if proposed is None:
        raise Conflict("hide.proposed")
    return proposed


def settle_hiding(session: Session, petition: Petition, *, by: Person, consent: bool, at: datetime) -> None:
    """The second moderator's word; with consent the text is taken from view.

    Raises NotAllowed `hide.second`, `review.own`, `review.appeal`, Conflict.
    """
    _impartial(session, petition, by)
    proposal = session.scalar(select(HideProposal).where(HideProposal.petition_id == petition.id, HideProposal.settled_at.is_(None)))
    if proposal is None:
        raise Conflict("hide.settled")
    if proposal.by_id == by.id:
        raise NotAllowed("hide.second")
    mine = update(HideProposal).where(HideProposal.id == proposal.id, HideProposal.settled_at.is_(None))
    settled = session.execute(mine.values(settled_by_id=by.id, settled_at=at, consented=consent).returning(HideProposal.id)).first()
    if settled is None:
        raise Conflict("hide.settled")
    if consent:
        moves.make(
            session, petition, Move.HIDE, at=at, role=Role.MODERATOR, by=by,
            reason=proposal.explanation, facts={"ground": proposal.ground}, closed_at=at,
        )  # fmt: skip


def appeal(session: Session, petition: Petition, *, by: Person, reason: str, workdays: Workdays, at: datetime) -> None:
    """Ask once, within the days that the rules give, that another moderator decides anew (rule 6).

    Raises NotAllowed `petition.not_yours`, Conflict `appeal.late`, `appeal.used`, Invalid.
    """
    if petition.proposer_id != by.id:
        raise NotAllowed("petition.not_yours")
    rules.check_explanation(reason)
    if petition.refused_at is None:
        raise Conflict("petition.not_now", stage=petition.stage, move=Move.APPEAL)
    if at >= deadlines.appeal_until(petition.refused_at, days=petition.policy.appeal_days):
        raise Conflict("appeal.late")
    if _last(session, petition, Move.APPEAL):
        raise Conflict("appeal.used")
    due = deadlines.review_due(at, workdays=workdays, days=petition.policy.review_workdays)
    moves.make(
        session, petition, Move.APPEAL, at=at, role=Role.PROPOSER, by=by, reason=reason.strip(),
        review_due_at=due, refused_at=None, closed_at=None,
    )  # fmt: skip


def _impartial(session: Session, petition: Petition, by: Person) -> None:
    code = barred(petition, queries.timeline(session, petition), by)
    if code is not None:
        raise NotAllowed(code)


def _last(session: Session, petition: Petition, move: Move) -> Transition | None:
    rows = select(Transition).where(Transition.petition_id == petition.id, Transition.move == move)
    return session.scalar(rows.order_by(Transition.id.desc()).limit(1))


def _duplicate_of(session: Session, petition: Petition, refusal: Refusal, at: datetime) -> str:
    try:
        other = queries.by_number(session, refusal.duplicate_of or "")
    except NotFound:
        raise Invalid([Problem("duplicate_of", "duplicate.unknown")]) from None
    if other.id == petition.id or not similar.forbids(other, at=at):
        raise Invalid([Problem("duplicate_of", "duplicate.not_one")])
    return other.number
