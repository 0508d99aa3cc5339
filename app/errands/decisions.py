"""The moderators' record: what waits in the queue, and every decision with its ground, as CSV. Nobody is named, only roles."""

from __future__ import annotations

from sqlalchemy import func, select

from app.errands.portions import Asked, Portion
from app.kernel.sheets import table
from app.petition.lifecycle import Move, Stage
from app.petition.models import Petition, Transition

AT_ONCE = 500
DECIDED = (Move.ADMIT, Move.REFUSE, Move.HIDE, Move.APPEAL)
QUEUE, DECISIONS = "queue.csv", "decisions.csv"
WAITING = ("number", "title", "submitted_at", "review_due_at", "topic")
# As the public log of moderation names them.
SAID = ("text_zh", "text_en", "law_zh", "law_en")
MADE = (
    "number", "title", "at", "move", "from", "to", "role", "ground", "explanation", "elsewhere", "duplicate_of",
    *(f"ground_{name}" for name in SAID),
)  # fmt: skip


def total(asked: Asked) -> int:
    """Decisions, and one for the queue."""
    return (asked.session.scalar(select(func.count()).where(Transition.move.in_(DECIDED))) or 0) + 1


def portion(asked: Asked) -> Portion:
    begins = asked.done == 0
    pieces = [(QUEUE, _queue(asked))] if begins else []
    rows = select(Transition, Petition).join(Petition, Petition.id == Transition.petition_id).order_by(Transition.id).limit(AT_ONCE)
    found = asked.session.execute(rows.where(Transition.move.in_(DECIDED), Transition.id > asked.last)).all()
    made = [_decision(row, petition) for row, petition in found]
    pieces.append((DECISIONS, table(MADE, made, begins=begins)))
    last = found[-1][0].id if found else asked.last
    return Portion(pieces, len(found) + begins, last, is_last=len(found) < AT_ONCE)


def _queue(asked: Asked) -> str:
    columns = (Petition.number, Petition.title, Petition.submitted_at, Petition.review_due_at, Petition.topic)
    rows = asked.session.execute(select(*columns).where(Petition.stage == Stage.IN_REVIEW).order_by(Petition.review_due_at, Petition.id))
    return table(WAITING, [tuple(row) for row in rows], begins=True)


def _decision(row: Transition, petition: Petition) -> tuple[object, ...]:
    facts, said = row.facts, row.facts.get("said", {})
    title = "" if petition.stage is Stage.HIDDEN else petition.title
    return (
        petition.number, title, row.at, row.move, row.before, row.after, row.role,
        facts.get("ground"), row.reason, facts.get("elsewhere"), facts.get("duplicate_of"),
        *(said.get(name) for name in SAID),
    )  # fmt: skip
