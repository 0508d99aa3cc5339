"""How the platform and every agency do, in figures, each with its picture and its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template
from sqlalchemy.orm import Session

from app.accounts import agencies as naming
from app.accounts.agencies import Name
from app.accounts.models import Agency
from app.endorse import figures as endorsing
from app.endorse.figures import Sums
from app.endorse.queries import counted_as_of
from app.kernel.errors import NotFound
from app.kernel.office_days import workdays
from app.petition import lists
from app.petition.lifecycle import ANSWERED, Stage
from app.petition.lists import Order, Wanted
from app.petition.models import Part
from app.respond import agencies as answering
from app.respond import figures as answers
from app.respond import promises
from app.respond.agencies import Standing
from app.respond.figures import Punctuality
from app.respond.models import Outcome
from app.review import figures as reviewing
from app.review.models import ListedGround
from app.web.public.listing import CHOICES
from app.web.public.routes import public
from app.web.shared.cards import Card, cards
from app.web.shared.session import db, now

SHOWN = 10


@dataclass(frozen=True)
class Transparency:
    """Everything on the page of figures; `late` is by the stage that it is late in."""

    stages: Mapping[Stage, int]
    late: Mapping[Stage, int]
    reviews: reviewing.Punctuality
    grounds: Sequence[tuple[ListedGround, int]]
    endorsements: Sums
    counted_as_of: datetime | None
    answers: Punctuality
    outcomes: Mapping[Outcome, int]
    existing: int


@dataclass(frozen=True)
class AgencyPage:
    """An agency's figures, and the petitions it leads, is suggested for, or helps with."""

    standing: Standing
    awaiting: Sequence[Card]
    gathering: Sequence[Card]
    answered: Sequence[Card]
    helping: Sequence[Card]
    names: Sequence[Name]
    successor: Agency | None


@public.get("/transparency")
def transparency() -> str:
    return render_template("public/transparency.html", figures=_figures(db(), at=now()), at=now())


@public.get("/agencies/<code>")
def agency(code: str) -> str:
    return render_template("public/agency.html", page=_agency(db(), code, at=now()), answered=ANSWERED, at=now())


def _figures(session: Session, *, at: datetime) -> Transparency:
    counted = lists.per_stage(session)
    return Transparency(
        stages={stage: counted[stage] for stage in CHOICES},
        late=lists.late_per_stage(session, at=at),
        reviews=reviewing.punctuality(session, workdays=workdays(session)),
        grounds=reviewing.refusals(session),
        endorsements=endorsing.sums(session),
        counted_as_of=counted_as_of(session),
        answers=answers.punctuality(session),
        outcomes=answers.outcomes(session),
        existing=answers.existing(session),
    )


def _agency(session: Session, code: str, *, at: datetime) -> AgencyPage:
    found = answering.standings(session, at=at, code=code)
    if not found:
        raise NotFound("agency.unknown")

    def shown(stages: Sequence[Stage], order: Order, *parts: Part) -> list[Card]:
        wanted = Wanted(agency=code, parts=parts, stages=tuple(stages), order=order)
        petitions = lists.search(session, wanted, at=at, page=1, size=SHOWN).petitions
        broken = promises.late_of(session, petitions, at=at)
        return cards(petitions, at=at, broken=broken)

    return AgencyPage(
        standing=found[0],
        awaiting=shown((Stage.RESPONDING,), Order.NEWEST, Part.LEAD),
        gathering=shown((Stage.ENDORSING,), Order.MOST, Part.LEAD, Part.SUGGESTED),
        answered=shown(ANSWERED, Order.NEWEST, Part.LEAD),
        helping=shown((), Order.NEWEST, Part.CO_AGENCY),
        names=naming.names(session, found[0].agency),
        successor=naming.successor(session, found[0].agency),
    )
