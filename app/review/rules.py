"""The grounds that the platform begins with, what a refusal must say, and who may not decide (rules 6 and 7)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.accounts.models import Person
from app.kernel.errors import Invalid, Problem
from app.petition.lifecycle import Move
from app.petition.models import Petition, Transition

EXPLANATION_MIN = 10
EXPLANATION_MAX = 2_000


class Ground(StrEnum):
    """The codes of the first grounds of refusal; the list itself is kept by administrators (`grounds`)."""

    NOT_CENTRAL = "not_central"
    INDIVIDUAL_CASE = "individual_case"
    IN_COURT = "in_court"
    DUPLICATE = "duplicate"
    UNCLEAR = "unclear"
    UNLAWFUL_OR_ABUSIVE = "unlawful_or_abusive"
    ADVERTISING = "advertising"
    CONSTITUTION_OR_REFERENDUM = "constitution_or_referendum"


class HideGround(StrEnum):
    """The same for taking a text from view."""

    UNLAWFUL = "unlawful"
    ABUSIVE = "abusive"
    PERSONAL_DATA = "personal_data"


@dataclass(frozen=True)
class Refusal:
    """What a refusal says in public: one ground, why, where to go instead, and for a duplicate the number of the other."""

    ground: str
    explanation: str
    elsewhere: str
    duplicate_of: str | None = None


def check(refusal: Refusal, *, blanks: Sequence[str] = ()) -> None:
    """Raises Invalid unless the refusal says everything that the public is owed; `blanks` are those of the template left unfilled."""
    problems = [
        *_said("explanation", refusal.explanation, EXPLANATION_MIN),
        *([Problem("explanation", "template.unfilled", {"blanks": list(blanks)})] if blanks else []),
        *_said("elsewhere", refusal.elsewhere, 2),
    ]
    if refusal.ground == Ground.DUPLICATE and not refusal.duplicate_of:
        problems.append(Problem("duplicate_of", "duplicate.which"))
    if problems:
        raise Invalid(problems)


def check_explanation(explanation: str) -> None:
    """Raises Invalid for an explanation that says nothing, or too much."""
    problems = _said("explanation", explanation, EXPLANATION_MIN)
    if problems:
        raise Invalid(problems)


def barred(petition: Petition, timeline: Sequence[Transition], by: Person, proposers: Collection[int] = ()) -> str | None:
    """Why this person may not decide here: `review.own` or `review.appeal`; nothing if they may.

    `proposers` are those who proposed the refusal that a second moderator then consented to.
    """
    if petition.proposer_id == by.id:
        return "review.own"
    refused, appealed = _last(timeline, Move.REFUSE), _last(timeline, Move.APPEAL)
    if refused is not None and appealed is not None and refused.id < appealed.id and by.id in {refused.by_id, *proposers}:
        return "review.appeal"
    return None


def _last(timeline: Sequence[Transition], move: Move) -> Transition | None:
    return next((row for row in reversed(timeline) if row.move is move), None)


def _said(field: str, text: str, least: int) -> list[Problem]:
    count = len(text.strip())
    if count == 0:
        return [Problem(field, "text.missing")]
    if count < least:
        return [Problem(field, "text.short", {"least": least, "count": count})]
    if count > EXPLANATION_MAX:
        return [Problem(field, "text.long", {"most": EXPLANATION_MAX, "count": count})]
    return []
