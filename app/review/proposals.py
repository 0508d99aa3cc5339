"""Refusals and hidings that one moderator proposed and another is to settle; and who is barred from deciding (rule 6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.petition.lifecycle import LIFE, Move
from app.petition.models import Petition, Transition
from app.review.models import DecisionProposal
from app.review.rules import barred

MOVES = (Move.REFUSE, Move.HIDE)


def waiting(session: Session) -> list[tuple[DecisionProposal, Petition]]:
    """Everything that waits for a second moderator, oldest first."""
    return _rows(session)


def of(session: Session, petition: Petition) -> list[DecisionProposal]:
    """What waits for a second moderator in one case."""
    return [proposal for proposal, _ in _rows(session, DecisionProposal.petition_id == petition.id)]


def among(session: Session, petitions: Iterable[Petition]) -> dict[int, list[DecisionProposal]]:
    """Of these cases those that wait for a second moderator, by the petition's id, with what was proposed."""
    found: dict[int, list[DecisionProposal]] = {}
    for proposal, petition in _rows(session, DecisionProposal.petition_id.in_([petition.id for petition in petitions])):
        found.setdefault(petition.id, []).append(proposal)
    return found


def to_make(session: Session, petition: Petition, move: Move) -> DecisionProposal | None:
    """The proposal of this move that waits, if there is one."""
    return next((proposal for proposal in of(session, petition) if proposal.move is move), None)


def count() -> ScalarSelect[int]:
    """How many wait."""
    return select(func.count()).select_from(_open().subquery()).scalar_subquery()


def why_barred(session: Session, petition: Petition, timeline: Sequence[Transition], by: Person) -> str | None:
    """Why this person may not decide here, or nothing (`rules.barred`)."""
    refusing = DecisionProposal.petition_id == petition.id, DecisionProposal.move == Move.REFUSE
    rows = select(DecisionProposal.by_id).where(*refusing, DecisionProposal.consented.is_(True))
    return barred(petition, timeline, by, session.scalars(rows).all())


def _rows(session: Session, *where: ColumnElement[bool]) -> list[tuple[DecisionProposal, Petition]]:
    rows = _open().add_columns(Petition).where(*where).order_by(DecisionProposal.id)
    return [(proposal, petition) for proposal, petition in session.execute(rows)]


def _open() -> Select[DecisionProposal]:
    """Those that nobody has settled and whose move the petition's stage still has."""
    begins = {move: [before for before, made in LIFE if made is move] for move in MOVES}
    possible = [and_(DecisionProposal.move == move, Petition.stage.in_(stages)) for move, stages in begins.items()]
    rows = select(DecisionProposal).join(Petition, Petition.id == DecisionProposal.petition_id)
    return rows.where(DecisionProposal.settled_at.is_(None), or_(*possible))
