"""How the agencies answer, in figures: outcomes, punctuality, and the answer that now stands for each of many petitions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, selectinload

from app.petition.models import Petition
from app.respond.models import Outcome, Reply, Response

# The order of the rules, from yes to no.
OUTCOMES = (Outcome.ADOPTED, Outcome.PARTLY_ADOPTED, Outcome.UNDER_STUDY, Outcome.NOT_ADOPTED)


@dataclass(frozen=True)
class Punctuality:
    """Of everything answered: how many, how many by the date then due, and half took at most so many days. None where nothing is."""

    answered: int
    in_time: int
    median_days: int | None

    @property
    def percent(self) -> int | None:
        """Rounded down, so that 100 means all."""
        return self.in_time * 100 // self.answered if self.answered else None


def outcomes(session: Session) -> dict[Outcome, int]:
    """Demands by the outcome that now stands, on the whole platform, in the order of the rules."""
    standing = latest().subquery()
    rows = select(Reply.outcome, func.count()).join(standing, standing.c.id == Reply.response_id).group_by(Reply.outcome)
    counted = dict(session.execute(rows).all())
    return {outcome: counted.get(outcome, 0) for outcome in OUTCOMES}


def existing(session: Session) -> int:
    """Demands among these whose reply is existing policy: it was being done already, so no petition has moved it."""
    latest_ids = latest().subquery()
    rows = select(func.count()).select_from(Reply).join(latest_ids, latest_ids.c.id == Reply.response_id).where(Reply.existing_policy)
    return session.scalar(rows) or 0


def standing(session: Session, petitions: Iterable[Petition]) -> dict[int, Response]:
    """The answer that now stands for each petition that has one, by the petition's id, with its replies."""
    ids = [petition.id for petition in petitions]
    newest = latest().where(Response.petition_id.in_(ids)).subquery()
    rows = select(Response).join(newest, newest.c.id == Response.id).options(selectinload(Response.replies))
    return {response.petition_id: response for response in session.scalars(rows)}


def tally(response: Response) -> list[tuple[Outcome, int]]:
    """The outcomes of one answer with how many demands each has, in the order of the rules."""
    counted = [(outcome, sum(reply.outcome is outcome for reply in response.replies)) for outcome in OUTCOMES]
    return [(outcome, number) for outcome, number in counted if number]


def punctuality(session: Session) -> Punctuality:
    """Over every petition ever answered; the median counts days from the beginning of the response."""
    took = func.extract("epoch", Petition.responded_at - Petition.respond_from) / 86_400
    rows = select(
        func.count(),
        func.count().filter(Petition.responded_at < Petition.respond_due_at),
        func.percentile_cont(0.5).within_group(took),
    ).where(Petition.responded_at.is_not(None))
    answered, in_time, median = session.execute(rows).one()
    return Punctuality(answered, in_time, None if median is None else round(median))


def latest() -> Select[int]:
    """Ids of the answers that stand: the last version of each petition that was not recalled."""
    rows = select(Response.id).where(Response.recalled_at.is_(None)).ext(distinct_on(Response.petition_id))
    return rows.order_by(Response.petition_id, Response.version.desc())
