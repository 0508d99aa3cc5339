"""A petition's page in every stage: what is known, worked out as of a moment, so that the template only writes it down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts import agencies
from app.endorse import shortfalls
from app.endorse.breakdown import Breakdown
from app.endorse.counties import County
from app.endorse.models import Shortfall
from app.endorse.queries import counted_as_of, counties
from app.follow import queries as follows
from app.kernel.office_days import workdays
from app.kernel.workdays import local_day
from app.meet import queries as meetings
from app.petition import deadlines, lists, queries, similar
from app.petition.lifecycle import ANSWERED, Move, Stage
from app.petition.models import Assignment, Demand, Part, Petition, Transition
from app.petition.policy import Policy
from app.propose.models import PetitionUpdate
from app.propose.updates import updates
from app.rate import queries as rated
from app.respond import answers, figures, reply
from app.respond.milestones import milestones
from app.respond.models import Outcome, Reply, Response
from app.review.grounds import Said
from app.web.public.related import Related, related
from app.web.public.sharing import oembed
from app.web.public.talk import Teaser, teaser
from app.web.shared import filters
from app.web.shared.cards import Card, cards, is_open, late, look
from app.web.shared.grounds import said
from app.web.shared.miles import Mile, meeting_miles, miles
from app.web.shared.pausing import pause_now
from app.web.shared.stages import steps
from app.web.shared.steps import Step
from app.web.shared.timeline import Entry, entries
from app.web.shared.window import Window, window
from app.web.shared.words import Look

ALIKE = 3


@dataclass(frozen=True)
class Refusal:
    """Why it was not admitted, where to go instead, and until when the proposer may appeal."""

    ground: Said
    explanation: str
    elsewhere: str
    duplicate_of: str | None
    appeal_until: datetime | None


@dataclass(frozen=True)
class Answer:
    """The answer that stands, demand by demand, with its earlier versions; `then_called` is its agency's name of that time, if another."""

    response: Response
    pairs: Sequence[tuple[Demand, Reply]]
    outcomes: Sequence[tuple[Outcome, int]]
    earlier: Sequence[Response]
    then_called: str


@dataclass(frozen=True)
class PetitionPage:
    """Everything on the page."""

    petition: Petition
    policy: Policy
    look: Look
    late: Sequence[str]
    steps: Sequence[Step]
    assignments: Sequence[Assignment]
    review_overdue: int
    window: Window | None
    paused_until: datetime | None
    counted_as_of: datetime | None
    counties: Breakdown[County] | None
    refusal: Refusal | None
    miles: Sequence[Mile]
    meetings: bool
    respond_left: int
    respond_overdue: int
    extension: Transition | None
    answer: Answer | None
    reply: Transition | None
    said: rated.Said
    follow_up_overdue: int
    timeline: Sequence[Entry]
    embed_code: str
    updates: Sequence[PetitionUpdate]
    similar: Sequence[Card]
    related: Related
    discussion: Teaser | None
    followers: int | None
    shortfall: Shortfall | None
    revises: Petition | None

    @property
    def leads(self) -> Sequence[Assignment]:
        """Who answers: the lead agencies, or those suggested while there is none."""
        found = [row for row in self.assignments if row.part is Part.LEAD]
        return found or [row for row in self.assignments if row.part is Part.SUGGESTED]


def petition_page(session: Session, number: str, *, at: datetime) -> PetitionPage:
    """Raises NotFound for an unknown or hidden petition."""
    petition = queries.by_number(session, number)
    ledger = queries.timeline(session, petition)
    offices, called = workdays(session), meetings.meetings(session, petition)
    alike = similar.petitions(session, petition.title, limit=ALIKE, besides=petition.id)
    kin = related(session, petition)
    return PetitionPage(
        petition=petition,
        policy=petition.policy,
        look=look(petition, at),
        late=late(petition, at),
        steps=steps(petition, ledger, at),
        assignments=[row for row in petition.assignments if row.part is not Part.REFUSED],
        review_overdue=deadlines.overdue_workdays(at, petition.review_due_at, offices) if petition.stage is Stage.IN_REVIEW else 0,
        window=window(session, petition, at),
        paused_until=_paused_until(petition, at),
        counted_as_of=counted_as_of(session),
        counties=counties(session, petition) if petition.endorse_from else None,
        refusal=_refusal(petition, ledger),
        miles=[*miles(milestones(petition, ledger), at), *meeting_miles(called, at)],
        meetings=bool(called),
        respond_left=deadlines.days_left(at, petition.respond_due_at) if petition.respond_due_at else 0,
        respond_overdue=_respond_overdue(petition, at),
        extension=_last(ledger, Move.EXTEND),
        answer=_answer(session, petition),
        reply=reply.of(ledger),
        said=rated.said(session, petition) if petition.responded_at else rated.NOTHING,
        follow_up_overdue=_follow_up_overdue(petition, at),
        timeline=entries(ledger),
        embed_code=oembed.frame(petition),
        updates=updates(session, petition),
        revises=queries.revised(session, petition),
        followers=follows.followers(session, petition),
        shortfall=shortfalls.standing(session, petition) if petition.established_at else None,
        discussion=teaser(session, petition, at=at),
        similar=cards(lists.of_ids(session, [row.petition.id for row in alike if row.petition.id not in kin.ids]), at=at),
        related=kin,
    )


def _paused_until(petition: Petition, at: datetime) -> datetime | None:
    """When endorsing resumes, for one whose window is open."""
    pause = pause_now()
    return pause.ends if pause is not None and is_open(petition, at) else None


def _refusal(petition: Petition, ledger: Sequence[Transition]) -> Refusal | None:
    row = _last(ledger, Move.REFUSE)
    if row is None or petition.stage is not Stage.NOT_ADMITTED:
        return None
    appealed = _last(ledger, Move.APPEAL) is not None
    until = None if appealed else deadlines.appeal_until(row.at, days=petition.policy.appeal_days)
    return Refusal(said(row), row.reason, row.facts["elsewhere"], row.facts.get("duplicate_of"), until)


def _respond_overdue(petition: Petition, at: datetime) -> int:
    """Days late: until now, or until it was answered."""
    if petition.respond_due_at is None or petition.stage not in (Stage.RESPONDING, *ANSWERED):
        return 0
    return deadlines.overdue_days(petition.responded_at or at, petition.respond_due_at)


def _follow_up_overdue(petition: Petition, at: datetime) -> int:
    if petition.stage is not Stage.FOLLOW_UP or petition.follow_up_due_at is None:
        return 0
    return deadlines.overdue_days(at, petition.follow_up_due_at)


def _answer(session: Session, petition: Petition) -> Answer | None:
    shown = answers.versions(session, petition) if petition.respond_from else []
    if not shown:
        return None
    response = shown[-1]
    replies = {reply.demand_no: reply for reply in response.replies}
    pairs = [(demand, replies[demand.no]) for demand in petition.demands if demand.no in replies]
    return Answer(response, pairs, figures.tally(response), shown[-2::-1], _then_called(session, response))


def _then_called(session: Session, response: Response) -> str:
    """What the agency was called when it answered, if it is called otherwise now."""
    names = agencies.names(session, response.agency)
    then, now = agencies.name_on(names, local_day(response.published_at)), response.agency
    if (then.zh, then.en) == (now.name_zh, now.name_en):
        return ""
    return then.en if filters.in_english() else then.zh


def _last(ledger: Sequence[Transition], move: Move) -> Transition | None:
    return next((row for row in reversed(ledger) if row.move is move), None)
