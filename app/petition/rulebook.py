"""The rulebook as it was changed: every change planned for a day to come, and public from the moment it is planned (rule 25).

A row is one act of an administrator, numbered without gaps: a change, or the cancelling of one that has not begun. The number is what
decides between two who act at once: both write the next one, and only one can.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.accounts.models import Person
from app.kernel.db import Base
from app.kernel.errors import Conflict, Invalid, NotFound, Problem
from app.kernel.workdays import local_day
from app.petition import policy as first
from app.petition.policy import Entry, Policy, entry_for, policy_for

INSTRUMENT_MAX, REASON_MAX = 200, 2_000
# How far a number may be moved, where a tenth to ten times of what it was shipped with would not be sane.
BOUNDS: Mapping[str, tuple[int, int]] = {
    "title_min": (2, 60),
    "title_max": (20, 200),
    "demands_max": (1, 10),
    "demand_min": (2, 50),
    "demand_max": (50, 1_000),
    "text_max": (500, 10_000),
    "evidence_max": (1, 20),
    # A moderator's forms have as many places.
    "agencies_max": (1, 3),
    "similar_shown": (1, 20),
    "review_workdays": (1, 30),
    "claim_minutes": (5, 480),
    "advice_workdays": (1, 10),
    "appeal_days": (7, 90),
    "duplicate_months": (0, 24),
    "second_look_percent": (0, 100),
    "second_look_days": (7, 90),
    "merge_offer_days": (3, 60),
    "update_title_max": (10, 200),
    "endorse_days": (7, 365),
    "endorse_threshold": (100, 100_000),
    "persons_per_phone": (1, 5),
    "smallest_cell": (5, 100),
    "early_warning": (10, 50_000),
    "near_percent": (50, 99),
    "accept_days": (1, 30),
    "respond_months": (1, 6),
    "plan_days": (1, 30),
    "contact_days": (1, 60),
    "extend_months": (1, 6),
    "attachment_max_mb": (1, 30),
    "repeats_percent": (10, 100),
    "statutes_percent": (10, 100),
    "recall_minutes": (0, 60),
    "follow_up_months": (1, 12),
    "comment_edit_minutes": (0, 60),
    "pause_days": (1, 120),
    "close_days": (7, 365),
    "key_months": (1, 24),
}


# The first of two may not be more than the second.
ORDERED = (("title_min", "title_max"), ("demand_min", "demand_max"), ("comment_min", "comment_max"))


class PolicyChange(Base):
    """One act on the rulebook: numbers that change on a local day to come (`numbers`, by name), or the cancelling of an earlier act."""

    __tablename__ = "policy_change"
    no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    since: Mapped[date | None]
    numbers: Mapped[dict[str, Any]]
    instrument: Mapped[str] = mapped_column(String(INSTRUMENT_MAX))
    reason: Mapped[str] = mapped_column(Text)
    cancels_no: Mapped[int | None] = mapped_column(ForeignKey("policy_change.no"), unique=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    __table_args__ = (CheckConstraint("(since IS NULL) = (cancels_no IS NOT NULL)", name="changes_or_cancels"),)


@dataclass(frozen=True)
class Change:
    """A change as the public reads it: what becomes of which number on which day. `cancelled_at` is set where it was taken back."""

    no: int
    since: date
    instrument: str
    reason: str
    planned_at: datetime
    cancelled_at: datetime | None
    numbers: Sequence[tuple[str, int, int]]


def entries(session: Session) -> tuple[Entry, ...]:
    """The whole rulebook, oldest entry first: what is in force, what was and what is planned."""
    return _laid_over(first.RULEBOOK, _standing(_acts(session)))


def policy_on(session: Session, day: date) -> Policy:
    """The numbers in force on a local day. Raises LookupError before the first entry."""
    return policy_for(day, entries(session))


def entry_on(session: Session, day: date) -> Entry:
    """The entry in force on a local day, with the instrument that says so."""
    return entry_for(day, entries(session))


def edition(session: Session) -> int:
    """The number of the last act: what a page that plans one must have seen."""
    return max((act.no for act in _acts(session)), default=0)


def changes(session: Session) -> list[Change]:
    """Every change that was ever planned, the one that begins last first."""
    acts = _acts(session)
    taken_back = {act.cancels_no: act.at for act in acts if act.cancels_no is not None}
    standing = _standing(acts)
    found = []
    for act in acts:
        if act.since is None:
            continue
        # What it changes is told against the numbers that the acts before it leave.
        before = _laid_over(first.RULEBOOK, [other for other in standing if (other.since, other.no) < (act.since, act.no)])[-1].policy
        numbers = [(name, old, act.numbers[name]) for name, old in asdict(before).items() if name in act.numbers]
        found.append(Change(act.no, act.since, act.instrument, act.reason, act.at, taken_back.get(act.no), numbers))
    return sorted(found, key=lambda change: (change.since, change.no), reverse=True)


def plan(
    session: Session, *, since: date, numbers: Mapping[str, int], instrument: str, reason: str, seen: int, by: Person, at: datetime
) -> PolicyChange:
    """Plan numbers for a local day to come; only those that differ from what holds then are kept. `seen` is the edition that was read.

    Raises Invalid, and Conflict `policy.changed` where somebody has acted since.
    """
    then = policy_on(session, max(since, local_day(at)))
    differing = {name: value for name, value in numbers.items() if value != getattr(then, name)}
    problems = [*_day_problems(since, at), *_word_problems(instrument, reason), *_number_problems(then, differing)]
    planned = PolicyChange(no=seen + 1, since=since, numbers=differing, instrument="")
    if not problems and not _is_sound([*_standing(_acts(session)), planned], since):
        problems.append(Problem("", "policy.later"))
    if problems:
        raise Invalid(problems)
    return _act(session, seen, since=since, numbers=differing, instrument=instrument.strip(), reason=reason.strip(), by_id=by.id, at=at)


def cancel(session: Session, no: int, *, reason: str, seen: int, by: Person, at: datetime) -> PolicyChange:
    """Take back a change that has not begun. Raises NotFound, Invalid, Conflict `policy.begun`, `policy.changed`, `policy.needed`."""
    planned = session.get(PolicyChange, no)
    if planned is None or planned.since is None:
        raise NotFound("policy.unknown")
    problems = _word_problems(None, reason)
    if problems:
        raise Invalid(problems)
    if planned.since <= local_day(at):
        raise Conflict("policy.begun")
    if not _is_sound([act for act in _standing(_acts(session)) if act.no != no], planned.since):
        raise Conflict("policy.needed")
    return _act(session, seen, cancels_no=no, numbers={}, instrument="", reason=reason.strip(), by_id=by.id, at=at)


def bounds(name: str) -> tuple[int, int]:
    """The least and the most that a number may be; 0 and 1 for what is a yes or a no."""
    shipped = getattr(Policy(), name)
    if isinstance(shipped, bool):
        return 0, 1
    return BOUNDS.get(name, (max(1, shipped // 10), shipped * 10))


def _acts(session: Session) -> Sequence[PolicyChange]:
    return session.scalars(select(PolicyChange).order_by(PolicyChange.no)).all()


def _standing(acts: Iterable[PolicyChange]) -> list[PolicyChange]:
    acts = list(acts)
    taken_back = {act.cancels_no for act in acts}
    return sorted((act for act in acts if act.since and act.no not in taken_back), key=_order)


def _laid_over(rulebook: Sequence[Entry], acts: Iterable[PolicyChange]) -> tuple[Entry, ...]:
    known = {field.name for field in fields(Policy)}
    found = list(rulebook)
    for act in acts:
        assert act.since is not None
        numbers = {name: value for name, value in act.numbers.items() if name in known}
        found.append(Entry(act.since, act.instrument, replace(entry_for(act.since, found).policy, **numbers)))
    return tuple(found)


def _act(session: Session, seen: int, **values: Any) -> PolicyChange:
    row = insert(PolicyChange).values(no=seen + 1, **values).on_conflict_do_nothing().returning(PolicyChange)
    act: PolicyChange | None = session.scalar(row)
    if act is None:
        raise Conflict("policy.changed")
    return act


def _day_problems(since: date, at: datetime) -> list[Problem]:
    return [] if since > local_day(at) else [Problem("since", "policy.future")]


def _word_problems(instrument: str | None, reason: str) -> list[Problem]:
    found = []
    for field, text, most in (("instrument", instrument, INSTRUMENT_MAX), ("reason", reason, REASON_MAX)):
        if text is None:
            continue
        if not text.strip():
            found.append(Problem(field, "text.missing"))
        elif len(text.strip()) > most:
            found.append(Problem(field, "text.long", {"most": most, "count": len(text.strip())}))
    return found


def _number_problems(then: Policy, numbers: Mapping[str, int]) -> list[Problem]:
    if not numbers:
        return [Problem("", "policy.nothing")]
    found = []
    for name, value in numbers.items():
        least, most = bounds(name)
        if not least <= value <= most:
            found.append(Problem(name, "policy.bounds", {"least": least, "most": most}))
    new = replace(then, **dict[str, Any](numbers))
    for lower, upper in ORDERED:
        if getattr(new, lower) > getattr(new, upper) and (lower in numbers or upper in numbers):
            found.append(Problem(lower if lower in numbers else upper, "policy.crossed"))
    if new.early_warning >= new.endorse_threshold and {"early_warning", "endorse_threshold"} & set(numbers):
        found.append(Problem("early_warning" if "early_warning" in numbers else "endorse_threshold", "policy.warning"))
    return found


def _is_sound(acts: Iterable[PolicyChange], since: date) -> bool:
    """With these acts, does no number cross another on any day from `since` on? What is planned for later lies over what is planned now."""
    policies = [entry.policy for entry in _laid_over(first.RULEBOOK, sorted(acts, key=_order)) if entry.since >= since]
    ordered = all(getattr(one, lower) <= getattr(one, upper) for one in policies for lower, upper in ORDERED)
    return ordered and all(one.early_warning < one.endorse_threshold for one in policies)


def _order(act: PolicyChange) -> tuple[date, int]:
    assert act.since is not None
    return act.since, act.no
