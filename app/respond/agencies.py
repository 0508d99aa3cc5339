"""How each agency stands: what it was asked, what waits, what it answered and how punctually, what it promised, what is overdue.

The table is of as many questions whatever the number of agencies: one each for the counts, the outcomes, the promises and the
number below which a share is marked, two for the milestones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, load_only

from app.accounts.models import Agency
from app.kernel.workdays import local_day
from app.petition import deadlines, lists
from app.petition.lifecycle import Move, Stage
from app.petition.models import Assignment, Part, Petition, Transition
from app.petition.policy import Policy
from app.petition.rulebook import policy_on
from app.respond import figures, promises
from app.respond.milestones import OWED, milestones
from app.respond.models import Outcome, Reply, Response
from app.respond.promises import Record

RESPONDS = (Stage.RESPONDING, Stage.FOLLOW_UP)


@dataclass(frozen=True)
class Kept:
    """Milestones that were due or done, and those kept in time."""

    owed: int = 0
    kept: int = 0

    @property
    def percent(self) -> int | None:
        return self.kept * 100 // self.owed if self.owed else None


@dataclass(frozen=True)
class Decided:
    """Demands by the outcome that now stands, in the order of the rules; `existing` are those among them that were policy already."""

    outcomes: Mapping[Outcome, int] = field(default_factory=lambda: dict.fromkeys(figures.OUTCOMES, 0))
    existing: int = 0


@dataclass(frozen=True)
class Standing:
    """One agency in figures. What it answers it leads; `gathering` also counts where it is only suggested.

    `established` reached their threshold, `taken_up` are what it began to answer without waiting for that. Days are counted from the
    beginning of the response; `most_overdue` are the days of what is overdue longest. A share of fewer than `few` says little.
    """

    agency: Agency
    gathering: int
    established: int
    taken_up: int
    awaiting: int
    answered: int
    in_time: int
    median_days: int | None
    longest_days: int | None
    overdue: int
    most_overdue: int
    milestones: Kept = Kept()
    decided: Decided = Decided()
    promised: Record = promises.NONE
    few: int = Policy().few

    @property
    def percent(self) -> int | None:
        """Answered in time, rounded down."""
        return self.in_time * 100 // self.answered if self.answered else None

    @property
    def is_few(self) -> bool:
        return 0 < self.answered < self.few


def standings(session: Session, *, at: datetime, code: str | None = None) -> list[Standing]:
    """Every agency with a part in a petition that is shown, or that has answered one; or the one of this code; by code."""
    by_agency = {row.agency_id: row for row in session.execute(_counts(at))}
    kept, decided, promised = _kept(session, at), _decided(session), promises.standing(session, at)
    # What a merged agency said stays its own, though its successor leads there now.
    wanted = select(Agency).where(Agency.id.in_({*by_agency, *decided, *promised}) if code is None else Agency.code == code)
    few = policy_on(session, local_day(at)).few
    return [
        replace(
            _standing(agency, by_agency.get(agency.id), at),
            milestones=kept.get(agency.id, Kept()),
            decided=decided.get(agency.id, Decided()),
            promised=promised.get(agency.id, promises.NONE),
            few=few,
        )
        for agency in session.scalars(wanted.order_by(Agency.code))
    ]


def _counts(at: datetime) -> Select[Any]:
    leads = Assignment.part == Part.LEAD
    answered = and_(leads, Petition.responded_at.is_not(None))
    took = func.extract("epoch", Petition.responded_at - Petition.respond_from) / 86_400
    late = and_(leads, Petition.stage.in_(RESPONDS), lists.overdue(at))
    due = case((Petition.stage == Stage.FOLLOW_UP, Petition.follow_up_due_at), else_=Petition.respond_due_at)
    before = or_(Petition.established_at.is_(None), Petition.established_at > Petition.respond_from)
    return (
        select(
            Assignment.agency_id,
            func.count().filter(Petition.stage == Stage.ENDORSING).label("gathering"),
            func.count().filter(leads, Petition.established_at.is_not(None)).label("established"),
            func.count().filter(leads, Petition.respond_from.is_not(None), before).label("taken_up"),
            func.count().filter(leads, Petition.stage == Stage.RESPONDING).label("awaiting"),
            func.count().filter(answered).label("answered"),
            func.count().filter(answered, Petition.responded_at < Petition.respond_due_at).label("in_time"),
            func.percentile_cont(0.5).within_group(took).filter(answered).label("median"),
            func.max(took).filter(answered).label("longest"),
            func.count().filter(late).label("overdue"),
            func.min(due).filter(late).label("since"),
        )
        .join(Petition, Petition.id == Assignment.petition_id)
        .where(Petition.stage != Stage.HIDDEN, Assignment.part.in_((Part.LEAD, Part.SUGGESTED)))
        .group_by(Assignment.agency_id)
    )


def _kept(session: Session, at: datetime) -> dict[int, Kept]:
    """Milestones by the agency that leads."""
    led = select(Assignment.agency_id, Petition).join(Petition, Petition.id == Assignment.petition_id)
    led = led.where(Assignment.part == Part.LEAD, Petition.respond_from.is_not(None), Petition.stage != Stage.HIDDEN)
    few = load_only(Petition.id, Petition.respond_from, Petition.responded_at, Petition.rules)
    rows = session.execute(led.options(few)).all()
    steps: dict[int, list[Transition]] = {}
    asked = select(Transition).where(Transition.move.in_((*OWED, Move.SKIP))).order_by(Transition.id)
    for step in session.scalars(asked.options(load_only(Transition.petition_id, Transition.move, Transition.at, Transition.facts))):
        steps.setdefault(step.petition_id, []).append(step)
    found: dict[int, Kept] = {}
    for agency_id, petition in rows:
        for milestone in milestones(petition, steps.get(petition.id, [])):
            state, so_far = milestone.state(at), found.get(agency_id, Kept())
            if state in ("done", "missed"):
                found[agency_id] = Kept(so_far.owed + 1, so_far.kept + (state == "done"))
    return found


def _decided(session: Session) -> dict[int, Decided]:
    latest = figures.latest().subquery()
    already = func.count().filter(Reply.existing_policy)
    rows = select(Response.agency_id, Reply.outcome, func.count(), already).join(latest, latest.c.id == Reply.response_id)
    rows = rows.join(Response, Response.id == latest.c.id).group_by(Response.agency_id, Reply.outcome)
    found: dict[int, Decided] = {}
    for agency_id, outcome, number, existing in session.execute(rows):
        so_far = found.get(agency_id, Decided())
        found[agency_id] = Decided({**so_far.outcomes, outcome: number}, so_far.existing + existing)
    return found


def _standing(agency: Agency, row: Row[Any] | None, at: datetime) -> Standing:
    """The counts alone."""
    if row is None:
        return Standing(agency, 0, 0, 0, 0, 0, 0, None, None, 0, 0)
    median, longest = (None if days is None else round(days) for days in (row.median, row.longest))
    most = deadlines.overdue_days(at, row.since) if row.since else 0
    return Standing(
        agency, row.gathering, row.established, row.taken_up, row.awaiting, row.answered, row.in_time, median, longest, row.overdue, most
    )  # fmt: skip
