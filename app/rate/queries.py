"""What was said of an answer, in numbers: by petition, and summed for the agencies that answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.accounts.models import Agency
from app.petition.lifecycle import ANSWERED, Stage
from app.petition.models import Assignment, Part, Petition
from app.rate.actions import QUESTIONS
from app.rate.models import Rating, SurveyAnswer
from app.rate.scales import Opinion, opinion, summed
from app.rate.surveys import ASKED

RATED = (Rating.addressed, Rating.agrees)
SURVEYED = (SurveyAnswer.answered, SurveyAnswer.understandable, SurveyAnswer.fair)


@dataclass(frozen=True)
class Said:
    """What endorsers gave, and what was answered a month later."""

    ratings: Opinion
    survey: Opinion


@dataclass(frozen=True)
class Rated:
    """An agency, or a petition it leads, with what was said of its answers."""

    agency: Agency
    said: Said


@dataclass(frozen=True)
class Surveyed:
    """A petition whose survey was answered, by how many addresses, and how many of these wrote something."""

    petition: Petition
    answers: int
    texts: int


NOTHING = Said(Opinion(0, ()), Opinion(0, ()))


def said(session: Session, petition: Petition) -> Said:
    """Of one petition; empty before its answer."""
    return said_of(session, [petition])[petition.id]


def said_of(session: Session, petitions: Iterable[Petition]) -> dict[int, Said]:
    """Of many, by the petition's id, in two queries."""
    wanted = list(petitions)
    ids = [petition.id for petition in wanted]
    ratings, surveys = _counted(session, ids, RATED), _counted(session, ids, SURVEYED)
    return {
        petition.id: Said(
            opinion(QUESTIONS, ratings.get(petition.id, ()), least=petition.policy.ratings_shown_from),
            opinion(ASKED, surveys.get(petition.id, ()), least=petition.policy.ratings_shown_from),
        )
        for petition in wanted
    }


def by_agency(session: Session, *, code: str | None = None) -> list[Rated]:
    """Every agency that leads an answered petition, or the one of this code, with the sum of what is shown of its petitions."""
    led = select(Agency, Petition).join(Assignment, Assignment.agency_id == Agency.id).join(Petition, Petition.id == Assignment.petition_id)
    answered = led.where(Assignment.part == Part.LEAD, Petition.stage.in_(ANSWERED), Petition.stage != Stage.HIDDEN)
    rows = session.execute((answered if code is None else answered.where(Agency.code == code)).order_by(Agency.code, Petition.id)).all()
    found = said_of(session, [petition for _, petition in rows])
    petitions: dict[Agency, list[Said]] = {}
    for agency, petition in rows:
        petitions.setdefault(agency, []).append(found[petition.id])
    return [Rated(agency, _summed(parts)) for agency, parts in petitions.items()]


def surveyed(session: Session, *, page: int, size: int) -> tuple[list[Surveyed], int]:
    """Page `page` (from 1) of the petitions whose survey anybody answered, what was answered last first, and how many there are in all."""
    answers, written = func.count(), func.count().filter(SurveyAnswer.text != "")
    rows = select(Petition, answers, written).join(SurveyAnswer, SurveyAnswer.petition_id == Petition.id).group_by(Petition.id)
    total = session.scalar(select(func.count(distinct(SurveyAnswer.petition_id)))) or 0
    wanted = rows.order_by(Petition.responded_at.desc(), Petition.id).limit(size).offset((page - 1) * size)
    return [Surveyed(*row) for row in session.execute(wanted)], total


def texts(session: Session, petition: Petition) -> list[str]:
    """What people wrote in the survey, for the agency and the staff alone; in no order that tells when."""
    rows = select(SurveyAnswer.text).where(SurveyAnswer.petition_id == petition.id, SurveyAnswer.text != "")
    return list(session.scalars(rows.order_by(func.md5(SurveyAnswer.text))))


def _summed(parts: Sequence[Said]) -> Said:
    return Said(summed([part.ratings for part in parts], QUESTIONS), summed([part.survey for part in parts], ASKED))


def _counted(session: Session, ids: Sequence[int], of: Sequence[InstrumentedAttribute[int]]) -> dict[int, list[tuple[int, int, int]]]:
    """(question, value, how many) by petition."""
    model = of[0].class_
    found: dict[int, list[tuple[int, int, int]]] = {}
    rows = select(model.petition_id, *of, func.count()).where(model.petition_id.in_(ids)).group_by(model.petition_id, *of)
    for petition_id, *values, count in session.execute(rows):
        found.setdefault(petition_id, []).extend((no, value, count) for no, value in enumerate(values))
    return found
