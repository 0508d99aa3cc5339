"""What an answer must hold before it can be published (rule 18)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from app.kernel.errors import Problem
from app.kernel.workdays import local_day
from app.petition.policy import Policy
from app.petition.text import is_web_address
from app.respond.models import Outcome

LONGEST = 20_000


@dataclass(frozen=True)
class DemandReply:
    """The reply to one demand; `outcome` is None while undecided. `existing_policy`: it was being done already."""

    demand_no: int
    outcome: Outcome | None
    reason: str
    existing_policy: bool = False


@dataclass(frozen=True)
class Promised:
    """A promise, the local day by which it is kept, and by which unit; `commitment_id` where an earlier version made it."""

    text: str
    due_on: date
    unit: str = ""
    proof_url: str = ""
    commitment_id: int | None = None


@dataclass(frozen=True)
class Answer:
    """An answer as an officer writes it."""

    summary: str
    replies: tuple[DemandReply, ...]
    analysis: str
    consultations: str
    plan: str
    promises: tuple[Promised, ...] = ()
    document_no: str = ""

    @property
    def under_study(self) -> bool:
        return any(reply.outcome is Outcome.UNDER_STUDY for reply in self.replies)

    @property
    def texts(self) -> list[str]:
        """Everything in it that the public will read."""
        reasons = [reply.reason for reply in self.replies]
        promises = [text for promise in self.promises for text in (promise.text, promise.unit, promise.proof_url)]
        return [self.summary, *reasons, self.analysis, self.consultations, self.plan, self.document_no, *promises]


def problems(answer: Answer, *, demands: int, policy: Policy, at: datetime) -> list[Problem]:
    """Every fault of the answer to a petition with so many demands; empty when it may be published."""
    return [
        *_length("summary", answer.summary, policy.summary_max),
        *_replies(answer, demands),
        *_length("analysis", answer.analysis, LONGEST),
        *_length("consultations", answer.consultations, LONGEST),
        *_length("plan", answer.plan, LONGEST),
        *_promises(answer, at),
    ]


def undecided(answer: Answer) -> list[Problem]:
    """A fault for every demand that is still under study, where only final outcomes are possible."""
    studied = [reply.demand_no for reply in answer.replies if reply.outcome is Outcome.UNDER_STUDY]
    return [Problem(f"outcome-{no}", "answer.final", {"no": no}) for no in studied]


def unfinished(answer: Answer, studied: Collection[int]) -> list[Problem]:
    """A fault for every demand of these that were under study, where none is any more: only a final answer ends a study."""
    return [] if answer.under_study else [Problem(f"outcome-{no}", "answer.studied", {"no": no}) for no in studied]


def _length(field: str, text: str, most: int) -> Iterator[Problem]:
    count = len(text.strip())
    if count == 0:
        yield Problem(field, "text.missing")
    elif count > most:
        yield Problem(field, "text.long", {"most": most, "count": count})


def _replies(answer: Answer, demands: int) -> Iterator[Problem]:
    given = {reply.demand_no: reply for reply in answer.replies}
    for no in range(1, demands + 1):
        reply = given.get(no)
        if reply is None or reply.outcome is None:
            yield Problem(f"outcome-{no}", "answer.no_outcome")
        if reply is None or not reply.reason.strip():
            yield Problem(f"reason-{no}", "answer.no_reason")
        else:
            yield from _length(f"reason-{no}", reply.reason, LONGEST)


def _promises(answer: Answer, at: datetime) -> Iterator[Problem]:
    for no, promise in enumerate(answer.promises, 1):
        yield from _length(f"promise-{no}-text", promise.text, 500)
        yield from _length(f"promise-{no}-unit", promise.unit, 100)
        if promise.proof_url.strip() and not is_web_address(promise.proof_url.strip()):
            yield Problem(f"promise-{no}-proof_url", "evidence.not_a_link")
        # One that an earlier version made keeps its day, which may have passed.
        if promise.commitment_id is None and promise.due_on < local_day(at):
            yield Problem(f"promise-{no}-due_on", "promise.past")
