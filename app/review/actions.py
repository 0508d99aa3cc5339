"""Admit, refuse and hide, alone or with a second moderator as the policy says, appeal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.accounts.models import Agency, Person, Role
from app.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Problem
from app.kernel.workdays import Workdays
from app.petition import assignments, deadlines, moves, pauses, queries, similar
from app.petition.lifecycle import Move, Stage
from app.petition.models import Petition, Transition
from app.review import advice, grounds, holds, proposals, rules
from app.review.models import DecisionProposal, GroundKind
from app.review.rules import Ground, Refusal


def admit(session: Session, petition: Petition, *, by: Person, lead: Agency | None, others: Iterable[Agency] = (), at: datetime) -> None:
    """Open it to endorsements from tomorrow on, its text frozen and its agencies named (rules 8, 9, 14).

    Raises NotAllowed, Conflict (`refuse.waits` while a refusal waits for a second moderator), Invalid `agency.none`.
    """
    _impartial(session, petition, by)
    # Whoever proposes a refusal holds the case too, so that each sees what the other has done.
    _deciding(session, petition, by, at)
    if proposals.to_make(session, petition, Move.REFUSE) is not None:
        raise Conflict("refuse.waits")
    window = pauses.shifted(session, deadlines.endorse_window(at, days=petition.policy.endorse_days), at=at)
    moves.make(
        session, petition, Move.ADMIT, at=at, role=Role.MODERATOR, by=by,
        admitted_at=at, endorse_from=window.opens, endorse_until=window.closes, lead_undecided=lead is None,
    )  # fmt: skip
    assignments.confirm(session, petition, lead=lead, others=others, at=at)
    holds.end(session, petition)


def refuse(session: Session, petition: Petition, *, by: Person, refusal: Refusal, at: datetime) -> None:
    """Refuse it on one public ground, where one moderator may (rules 6, 7).

    Raises NotAllowed `refuse.second` where it takes two, `review.own`, `review.appeal`, Conflict, Invalid.
    """
    _impartial(session, petition, by)
    if petition.policy.four_eyes_refuse:
        raise NotAllowed("refuse.second")
    facts = refusal_facts(session, petition, refusal, at=at)
    _made(session, petition, Move.REFUSE, by=by, explanation=refusal.explanation, facts=facts, at=at)


def hide(session: Session, petition: Petition, *, by: Person, ground: str, explanation: str, at: datetime) -> None:
    """Take its text from view, where one moderator may. Raises NotAllowed `hide.second` where it takes two, Conflict, Invalid."""
    _impartial(session, petition, by)
    if petition.policy.four_eyes_hide:
        raise NotAllowed("hide.second")
    rules.check_explanation(explanation)
    facts = grounds.facts_of(grounds.chosen(session, GroundKind.HIDE, ground))
    _made(session, petition, Move.HIDE, by=by, explanation=explanation, facts=facts, at=at)


def propose_refusal(session: Session, petition: Petition, *, by: Person, refusal: Refusal, at: datetime) -> DecisionProposal:
    """Ask a second moderator to refuse it.

    Raises NotAllowed, Conflict `refuse.proposed` when somebody already has, `petition.not_now`, Invalid.
    """
    _impartial(session, petition, by)
    facts = refusal_facts(session, petition, refusal, at=at)
    holds.take(session, petition, by=by, at=at)
    session.refresh(petition, ["stage"])
    proposed = _proposed(session, petition, Move.REFUSE, by=by, explanation=refusal.explanation, facts=facts, at=at)
    # Now it waits for somebody else.
    holds.end(session, petition)
    return proposed


def propose_hiding(session: Session, petition: Petition, *, by: Person, ground: str, explanation: str, at: datetime) -> DecisionProposal:
    """Ask a second moderator to hide it.

    Raises NotAllowed `review.own`, Conflict `hide.proposed` when somebody already has, `petition.not_now`, Invalid.
    """
    if petition.proposer_id == by.id:
        raise NotAllowed("review.own")
    rules.check_explanation(explanation)
    facts = grounds.facts_of(grounds.chosen(session, GroundKind.HIDE, ground))
    return _proposed(session, petition, Move.HIDE, by=by, explanation=explanation, facts=facts, at=at)


def settle_refusal(session: Session, petition: Petition, *, by: Person, consent: bool, seen: int | None = None, at: datetime) -> None:
    """The second moderator's word on a refusal; without consent the review goes on. `seen` is the proposal that a page showed.

    Raises NotAllowed `refuse.second`, `review.own`, `review.appeal`, Conflict `refuse.settled`.
    """
    _settle(session, petition, Move.REFUSE, by=by, consent=consent, seen=seen, at=at)


def settle_hiding(session: Session, petition: Petition, *, by: Person, consent: bool, seen: int | None = None, at: datetime) -> None:
    """The second moderator's word; with consent the text is taken from view. `seen` is the proposal that a page showed.

    Raises NotAllowed `hide.second`, `review.own`, `review.appeal`, Conflict `hide.settled`.
    """
    _settle(session, petition, Move.HIDE, by=by, consent=consent, seen=seen, at=at)


def refusal_facts(session: Session, petition: Petition, refusal: Refusal, *, at: datetime) -> dict[str, Any]:
    """What the ledger will keep of a refusal besides its explanation. Raises Invalid unless it says all that the public is owed."""
    ground = grounds.chosen(session, GroundKind.REFUSE, refusal.ground)
    rules.check(refusal, blanks=grounds.unfilled(ground, refusal.explanation))
    other = _duplicate_of(session, petition, refusal, at) if ground.code == Ground.DUPLICATE else None
    return {**grounds.facts_of(ground), "elsewhere": refusal.elsewhere.strip(), "duplicate_of": other}


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


def _proposed(
    session: Session, petition: Petition, move: Move, *, by: Person, explanation: str, facts: dict[str, Any], at: datetime
) -> DecisionProposal:
    if not moves.may(petition.stage, move):
        raise Conflict("petition.not_now", stage=petition.stage, move=move)
    kept = {"explanation": explanation.strip(), "facts": {**facts, "four_eyes": True}}
    row = insert(DecisionProposal).values(petition_id=petition.id, move=move, by_id=by.id, at=at, **kept)
    proposed: DecisionProposal | None = session.scalar(row.on_conflict_do_nothing().returning(DecisionProposal))
    if proposed is None:
        raise Conflict(f"{move}.proposed")
    return proposed


def _settle(session: Session, petition: Petition, move: Move, *, by: Person, consent: bool, seen: int | None, at: datetime) -> None:
    _impartial(session, petition, by)
    proposal = proposals.to_make(session, petition, move)
    # Nobody consents to words that they have not read.
    if proposal is None or seen not in (None, proposal.id):
        raise Conflict(f"{move}.settled")
    if proposal.by_id == by.id:
        raise NotAllowed(f"{move}.second")
    mine = update(DecisionProposal).where(DecisionProposal.id == proposal.id, DecisionProposal.settled_at.is_(None))
    settled = session.execute(mine.values(settled_by_id=by.id, settled_at=at, consented=consent).returning(DecisionProposal.id)).first()
    if settled is None:
        raise Conflict(f"{move}.settled")
    if consent:
        _made(session, petition, move, by=by, explanation=proposal.explanation, facts=proposal.facts, at=at)


def _made(session: Session, petition: Petition, move: Move, *, by: Person, explanation: str, facts: dict[str, Any], at: datetime) -> None:
    if move is Move.REFUSE:
        _deciding(session, petition, by, at)
    changes: dict[str, Any] = {"refused_at": at} if move is Move.REFUSE else {}
    moves.make(
        session, petition, move, at=at, role=Role.MODERATOR, by=by, reason=explanation.strip(), facts=facts, closed_at=at, **changes
    )  # fmt: skip
    holds.end(session, petition)


def _deciding(session: Session, petition: Petition, by: Person, at: datetime) -> None:
    """Whoever decides holds the case, and what agencies advised becomes public."""
    if petition.stage is Stage.IN_REVIEW:
        holds.take(session, petition, by=by, at=at)
        advice.publish(session, petition, at=at)


def _impartial(session: Session, petition: Petition, by: Person) -> None:
    code = proposals.why_barred(session, petition, queries.timeline(session, petition), by)
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
