"""What the data files of the demonstration tell: the petitions with all that happens to them, and the people."""

from __future__ import annotations

from dataclasses import dataclass

from app.discuss.models import CommentGround, Lane
from app.petition.lifecycle import Stage
from app.petition.text import Link
from app.petition.topics import Topic
from app.respond.models import FileKind, Outcome
from app.review.rules import Ground, HideGround


@dataclass(frozen=True)
class Burst:
    """A day of the window (1 is the first) on which the petition was talked about; `weight` is that day's, in ordinary days."""

    day: int
    weight: float
    news: str


@dataclass(frozen=True)
class Refused:
    ground: Ground
    explanation: str
    elsewhere: str


@dataclass(frozen=True)
class Appeal:
    """`days_after` the refusal; `upheld_after` days more the other moderator refused again, unless it is still in review."""

    days_after: int
    text: str
    upheld_after: int | None = None
    upheld_explanation: str = ""


@dataclass(frozen=True)
class Hiding:
    ground: HideGround
    explanation: str


@dataclass(frozen=True)
class Entry:
    """A public entry of the agency, so many days after it became responsible."""

    day: int
    text: str


@dataclass(frozen=True)
class Said:
    """A message between agency and proposer."""

    day: int
    by_agency: bool
    text: str


@dataclass(frozen=True)
class Declined:
    """An agency that says the matter is not its own, so many days after the admission."""

    agency: str
    days_after: int
    reason: str


@dataclass(frozen=True)
class PromiseMade:
    """`days` after the answer."""

    days: int
    text: str
    unit: str = "業務主管單位"
    proof_url: str = ""


@dataclass(frozen=True)
class Replied:
    outcome: Outcome
    reason: str


@dataclass(frozen=True)
class Paper:
    """A file beside the answer, made of its lines."""

    kind: FileKind
    title: str
    alternative: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Answered:
    """`days_after` the agency became responsible, or for a final answer after the first one."""

    days_after: int
    summary: str
    analysis: str
    consultations: str
    follow_up: str
    outcomes: tuple[Replied, ...]
    promises: tuple[PromiseMade, ...] = ()
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True)
class Correction:
    days_after: int
    note: str
    summary: str


@dataclass(frozen=True)
class Progress:
    days_after: int
    text: str


@dataclass(frozen=True)
class Called:
    """A meeting called so many `day`s after the agency became responsible; `starts_after` and `sign_up_for` count from then."""

    day: int
    title: str
    agenda: str
    place: str
    link: str
    seats: int
    starts_after: int
    sign_up_for: int
    signed_up: int


@dataclass(frozen=True)
class Answering:
    """A reply to a comment, so many days after the admission; by the agency, or by the proposer."""

    day: int
    by_agency: bool
    text: str


@dataclass(frozen=True)
class Removed:
    ground: CommentGround
    explanation: str


@dataclass(frozen=True)
class Opinion:
    """A comment, so many days after the admission; `argued` found it well argued, and each of `reports` is one person's."""

    by: str
    lane: Lane
    day: int
    argued: int
    text: str
    replies: tuple[Answering, ...] = ()
    reports: tuple[CommentGround, ...] = ()
    removed: Removed | None = None


@dataclass(frozen=True)
class Told:
    """An update of the proposer, so many days after the admission."""

    day: int
    title: str
    text: str


@dataclass(frozen=True)
class Story:
    """What happens to one petition. Agencies stand by their Chinese names; `endorsements` is the count of today."""

    slug: str
    title: str
    topic: Topic
    stage: Stage
    proposer: str
    suggested: tuple[str, ...]
    demands: tuple[str, ...]
    reasons: str
    impact: str
    difference: str = ""
    evidence: tuple[Link, ...] = ()
    review_due_in_workdays: int | None = None
    refused_days_ago: int | None = None
    refusal: Refused | None = None
    duplicate_of: str | None = None
    appeal: Appeal | None = None
    hidden_days_ago: int | None = None
    hiding: Hiding | None = None
    admitted_days_ago: int | None = None
    lead: str | None = None
    lead_open: bool = False
    co_agencies: tuple[str, ...] = ()
    declined: Declined | None = None
    endorsements: int = 0
    shape: str = "steady"
    bursts: tuple[Burst, ...] = ()
    merged_into: str | None = None
    withdrawn_on_day: int | None = None
    withdrawal: str = ""
    established_on_day: int | None = None
    taken_up_on_day: int | None = None
    take_up: str = ""
    plan: Entry | None = None
    messages: tuple[Said, ...] = ()
    meetings: tuple[Entry, ...] = ()
    extension: Entry | None = None
    answer: Answered | None = None
    corrections: tuple[Correction, ...] = ()
    progress: tuple[Progress, ...] = ()
    final: Answered | None = None
    opinions: tuple[Opinion, ...] = ()
    updates: tuple[Told, ...] = ()
    call: Called | None = None
    reply: Progress | None = None

    @property
    def agencies(self) -> tuple[str, ...]:
        """Whoever the moderator names, the lead first; without a lead those that the proposer suggested."""
        return tuple(filter(None, (self.lead, *self.co_agencies))) or self.suggested


@dataclass(frozen=True)
class Character:
    """A person of the demonstration; `agency` is an officer's, by its Chinese name."""

    nickname: str
    email: str
    phone: str
    agency: str | None = None


@dataclass(frozen=True)
class Characters:
    citizens: tuple[Character, ...]
    moderators: tuple[Character, ...]
    officers: tuple[Character, ...]
    administrators: tuple[Character, ...]
