"""The milestones of rule 16: planned and actual date of each, what was missed, and what is left out with a public reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Agency, Person, Role
from app.kernel.errors import Conflict, Invalid, Problem
from app.petition import deadlines, moves
from app.petition.assignments import leads
from app.petition.lifecycle import Move
from app.petition.models import Petition, Transition

OWED = (Move.PLAN, Move.CONTACT)
REASON_MIN, REASON_MAX = 10, 1_000


@dataclass(frozen=True)
class Milestone:
    """A step that rule 16 asks for: when it is due (exclusive), when it was done, or when and why it is left out.

    `answered_at` is when the agency answered: what was not done by then stays as late as it was then.
    """

    move: Move
    due: datetime
    done_at: datetime | None
    skipped_at: datetime | None = None
    reason: str = ""
    answered_at: datetime | None = None

    def is_missed(self, at: datetime) -> bool:
        return self.late_days(at) > 0

    def late_days(self, at: datetime) -> int:
        """Days past the due date: until it was done, left out or answered, else until now; 0 in time."""
        return deadlines.overdue_days(self.done_at or self.skipped_at or self.answered_at or at, self.due)

    def state(self, at: datetime) -> str:
        """done, skipped, due, or missed: what came too late is missed too, and says when it came."""
        if self.is_missed(at):
            return "missed"
        if self.done_at:
            return "done"
        return "skipped" if self.skipped_at else "due"


def skip(session: Session, petition: Petition, *, by: Person, agency: Agency, milestone: Move, reason: str, at: datetime) -> None:
    """Leave a milestone out, with a public reason; it may still be done later.

    Raises NotAllowed, Invalid, Conflict `milestone.done`, `milestone.skipped`.
    """
    count = len(reason.strip())
    if count < REASON_MIN:
        raise Invalid([Problem("reason", "text.short" if count else "text.missing", {"least": REASON_MIN, "count": count})])
    if count > REASON_MAX:
        raise Invalid([Problem("reason", "text.long", {"most": REASON_MAX, "count": count})])
    leads(session, petition, agency)
    # Two officers wait for each other, so that the ledger says it once.
    moves.hold(session, petition)
    step = _owed(session, petition, milestone)
    if step.done_at:
        raise Conflict("milestone.done")
    if step.skipped_at:
        raise Conflict("milestone.skipped")
    facts = {"agency": agency.code, "milestone": str(milestone)}
    moves.make(session, petition, Move.SKIP, at=at, role=Role.OFFICER, by=by, reason=reason.strip(), facts=facts)


def milestones(petition: Petition, timeline: Sequence[Transition]) -> list[Milestone]:
    """The plan and the contact that rule 16 asks for, once somebody is responsible; an answer that came sooner makes them needless."""
    if petition.respond_from is None:
        return []
    policy, answered = petition.policy, petition.responded_at
    dues = {
        Move.PLAN: deadlines.plan_due(petition.respond_from, days=policy.plan_days),
        Move.CONTACT: deadlines.contact_due(petition.respond_from, days=policy.contact_days),
    }
    steps = [_milestone(move, due, timeline, answered) for move, due in dues.items()]
    return [step for step in steps if answered is None or step.done_at or step.skipped_at or step.due <= answered]


def milestones_of(session: Session, petitions: Iterable[Petition]) -> dict[int, list[Milestone]]:
    """The same for many, by the petition's id, in one query."""
    wanted = list(petitions)
    steps = select(Transition).where(
        Transition.petition_id.in_([petition.id for petition in wanted]), Transition.move.in_((*OWED, Move.SKIP))
    )
    ordered = session.scalars(steps.order_by(Transition.petition_id, Transition.id))
    told = {id_: list(rows) for id_, rows in groupby(ordered, key=attrgetter("petition_id"))}
    return {petition.id: milestones(petition, told.get(petition.id, ())) for petition in wanted}


def _milestone(move: Move, due: datetime, timeline: Sequence[Transition], answered: datetime | None) -> Milestone:
    done = next((row.at for row in timeline if row.move is move), None)
    skipped = next((row for row in timeline if row.move is Move.SKIP and row.facts.get("milestone") == move), None)
    return Milestone(move, due, done, skipped.at if skipped else None, skipped.reason if skipped else "", answered)


def _owed(session: Session, petition: Petition, milestone: Move) -> Milestone:
    found = milestones_of(session, [petition])[petition.id]
    step = next((step for step in found if step.move is milestone), None)
    if step is None:
        raise Conflict("petition.not_now", stage=petition.stage, move=Move.SKIP)
    return step
