"""One petition as its proposer sees it: how it goes, who came, what the agency owes and says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.accounts.models import Role
from app.endorse import queries as ballots
from app.endorse.breakdown import Breakdown
from app.endorse.counties import County
from app.endorse.rising import recent
from app.endorse.sources import Source
from app.meet import queries as meetings
from app.petition import queries
from app.petition.models import Petition
from app.petition.policy import Policy
from app.propose.models import PetitionUpdate
from app.propose.updates import updates
from app.respond import queries as desk
from app.respond import thread
from app.respond.models import Message
from app.web.citizen.next_step import Next, next_step
from app.web.shared.miles import Mile, meeting_miles, miles
from app.web.shared.session import db, now
from app.web.shared.stages import steps
from app.web.shared.steps import Step
from app.web.shared.timeline import Entry, entries
from app.web.shared.window import Window, window


@dataclass(frozen=True)
class Dashboard:
    """Everything on the page; `recent` are the net endorsements of the last day."""

    petition: Petition
    policy: Policy
    next: Next
    steps: Sequence[Step]
    window: Window | None
    recent: int
    sources: Breakdown[Source]
    counties: Breakdown[County]
    miles: Sequence[Mile]
    meetings: bool
    unread: int
    messages: Sequence[Message]
    updates: Sequence[PetitionUpdate]
    timeline: Sequence[Entry]


def dashboard(petition: Petition) -> Dashboard:
    """As of now."""
    ledger, at = queries.timeline(db(), petition), now()
    called = meetings.meetings(db(), petition)
    messages, told = desk.messages(db(), petition), updates(db(), petition)
    return Dashboard(
        petition=petition,
        policy=petition.policy,
        next=next_step(petition, messages=messages, updates=told),
        steps=steps(petition, ledger, at),
        window=window(db(), petition, at),
        recent=recent(db(), [petition], at=at).get(petition.id, 0),
        sources=ballots.sources(db(), petition),
        counties=ballots.counties(db(), petition),
        miles=[*miles(desk.milestones(petition, ledger), at), *meeting_miles(called, at)],
        meetings=bool(called),
        unread=thread.unread(db(), [petition], side=Role.PROPOSER).get(petition.id, 0),
        messages=messages,
        updates=told,
        timeline=entries(ledger),
    )
