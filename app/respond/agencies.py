"""How each agency stands: what is gathering, what waits for it, what it has answered and how punctually, and what is overdue now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Agency
from app.petition import lists
from app.petition.lifecycle import Stage
from app.petition.models import Assignment, Part, Petition
from app.respond import figures
from app.respond.models import Outcome, Reply, Response

# Below this a percentage says little, and is marked.
FEW = 5
RESPONDS = (Stage.RESPONDING, Stage.FOLLOW_UP)


@dataclass(frozen=True)
class Standing:
    """One agency in figures. What it answers it leads; `gathering` also counts where it is only suggested.

    Days are counted from the beginning of the response.
    """

    agency: Agency
    gathering: int
    awaiting: int
    answered: int
    in_time: int
    median_days: int | None
    overdue: int

    @property
    def percent(self) -> int | None:
        """Answered in time, rounded down."""
        return self.in_time * 100 // self.answered if self.answered else None

    @property
    def is_few(self) -> bool:
        return 0 < self.answered < FEW


def standings(session: Session, *, at: datetime, code: str | None = None) -> list[Standing]:
    """Every agency with a part in a petition that is shown, or the one of this code; by code."""
    leads = Assignment.part == Part.LEAD
    answered = and_(leads, Petition.responded_at.is_not(None))
    took = func.extract("epoch", Petition.responded_at - Petition.respond_from) / 86_400
    figured = (
        select(
            Assignment.agency_id,
            func.count().filter(Petition.stage == Stage.ENDORSING),
            func.count().filter(leads, Petition.stage == Stage.RESPONDING),
            func.count().filter(answered),
            func.count().filter(answered, Petition.responded_at < Petition.respond_due_at),
            func.percentile_cont(0.5).within_group(took).filter(answered),
            func.count().filter(leads, Petition.stage.in_(RESPONDS), lists.overdue(at)),
        )
        .join(Petition, Petition.id == Assignment.petition_id)
        .where(Petition.stage != Stage.HIDDEN, Assignment.part.in_((Part.LEAD, Part.SUGGESTED)))
        .group_by(Assignment.agency_id)
    )
    by_agency = {row[0]: row[1:] for row in session.execute(figured)}
    wanted = select(Agency).where(Agency.id.in_(by_agency)) if code is None else select(Agency).where(Agency.code == code)
    return [_standing(agency, *by_agency.get(agency.id, (0, 0, 0, 0, None, 0))) for agency in session.scalars(wanted.order_by(Agency.code))]


def outcomes(session: Session, agency: Agency) -> dict[Outcome, int]:
    """Demands that this agency answered, by the outcome that now stands, in the order of the rules."""
    latest = figures.latest().subquery()
    rows = select(Reply.outcome, func.count()).join(latest, latest.c.id == Reply.response_id).join(Response, Response.id == latest.c.id)
    counted = dict(session.execute(rows.where(Response.agency_id == agency.id).group_by(Reply.outcome)).all())
    return {outcome: counted.get(outcome, 0) for outcome in figures.OUTCOMES}


def _standing(agency: Agency, gathering: int, awaiting: int, answered: int, in_time: int, median: float | None, overdue: int) -> Standing:
    return Standing(agency, gathering, awaiting, answered, in_time, None if median is None else round(median), overdue)
