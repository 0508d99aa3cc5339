"""Save a draft, submit it, withdraw what was submitted."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.accounts.models import Person, Role
from app.kernel.errors import Conflict, Invalid, NotAllowed, Problem
from app.kernel.secrets import Keyring
from app.kernel.workdays import Workdays, local_day
from app.petition import assignments, deadlines, moves, similar
from app.petition import keys as petition_keys
from app.petition.lifecycle import Move, Stage
from app.petition.models import Demand, Evidence, Petition
from app.petition.policy import Policy, policy_for
from app.petition.text import Text, digest, search_vector
from app.propose import rules
from app.propose.models import Draft, NumberCounter


def save(session: Session, by: Person, *, content: dict[str, Any], at: datetime, draft: Draft | None = None) -> Draft:
    """Keep what was typed, as it is; a new draft when none is given."""
    if draft is None:
        draft = Draft(person_id=by.id, created_at=at)
        session.add(draft)
    draft.content = content
    draft.updated_at = at
    session.flush()
    return draft


def submit(
    session: Session, text: Text, *, by: Person, keys: Keyring, workdays: Workdays, at: datetime, draft: Draft | None = None
) -> Petition:
    """Hand the text in for review; it gets its number and the numbers of today's policy.

    Raises NotAllowed `propose.not_verified`, Invalid, Conflict `propose.in_review`, `propose.too_many`, `propose.submitted`.
    """
    if by.verified_at is None:
        raise NotAllowed("propose.not_verified")
    policy = policy_for(local_day(at))
    text = tidy(text)
    faults = rules.problems(text, policy)
    if not faults and not text.difference and similar.petitions(session, text.title, limit=policy.similar_shown):
        faults = [Problem("difference", "difference.missing")]
    if faults:
        raise Invalid(faults)
    named = assignments.agencies_by_code(session, text.agencies)
    _within_limits(session, by, policy, at)
    petition = _petition(session, text, by, policy, keys, workdays, at)
    moves.begin(session, petition, by=by, at=at)
    assignments.suggest(session, petition, named, at=at)
    if draft is not None:
        _close_draft(session, draft, petition)
    return petition


def withdraw(session: Session, petition: Petition, *, by: Person, at: datetime, reason: str = "") -> None:
    """Take it back before it is established. Raises NotAllowed for anybody but the proposer, Conflict when too late."""
    if petition.proposer_id != by.id:
        raise NotAllowed("petition.not_yours")
    moves.make(session, petition, Move.WITHDRAW, at=at, role=Role.PROPOSER, by=by, reason=reason, closed_at=at)


def tidy(text: Text) -> Text:
    """Without the spaces around what was typed, and without empty rows."""
    return replace(
        text,
        title=" ".join(text.title.split()),
        demands=tuple(demand.strip() for demand in text.demands if demand.strip()),
        reasons=text.reasons.strip(),
        impact=text.impact.strip(),
        evidence=tuple(replace(link, label=link.label.strip(), url=link.url.strip()) for link in text.evidence if link.label or link.url),
        difference=text.difference.strip(),
    )


def _within_limits(session: Session, by: Person, policy: Policy, at: datetime) -> None:
    # The lock makes two submissions of one person wait for each other, so that both cannot pass the count.
    session.execute(select(Person.id).where(Person.id == by.id).with_for_update())
    mine = select(func.count()).select_from(Petition).where(Petition.proposer_id == by.id)
    if (session.scalar(mine.where(Petition.stage == Stage.IN_REVIEW)) or 0) >= policy.in_review_at_once:
        raise Conflict("propose.in_review")
    since = at - timedelta(days=policy.submissions_days)
    if (session.scalar(mine.where(Petition.submitted_at > since)) or 0) >= policy.submissions:
        raise Conflict("propose.too_many", most=policy.submissions, days=policy.submissions_days)


def _petition(session: Session, text: Text, by: Person, policy: Policy, keys: Keyring, workdays: Workdays, at: datetime) -> Petition:
    return Petition(
        number=_next_number(session, local_day(at).year),
        title=text.title,
        reasons=text.reasons,
        impact=text.impact,
        topic=text.topic,
        difference=text.difference,
        text_sha256=digest(text),
        words=search_vector(text),
        rules=asdict(policy),
        proposer_id=by.id,
        lead_undecided=text.decide_for_me,
        submitted_at=at,
        review_due_at=deadlines.review_due(at, workdays=workdays, days=policy.review_workdays),
        endorse_threshold=policy.endorse_threshold,
        key_sealed=petition_keys.make(keys),
        demands=[Demand(no=no, text=demand) for no, demand in enumerate(text.demands, 1)],
        evidence=[Evidence(no=no, label=link.label, url=link.url) for no, link in enumerate(text.evidence, 1)],
    )


def _next_number(session: Session, year: int) -> str:
    count = insert(NumberCounter).values(year=year, last=1)
    count = count.on_conflict_do_update(index_elements=["year"], set_={"last": NumberCounter.last + 1})
    return f"P-{year}-{session.scalar(count.returning(NumberCounter.last)):04d}"


def _close_draft(session: Session, draft: Draft, petition: Petition) -> None:
    # The condition decides between two presses of the same button.
    mine = update(Draft).where(Draft.id == draft.id, Draft.submitted_as_id.is_(None)).values(submitted_as_id=petition.id)
    if session.execute(mine.returning(Draft.id)).first() is None:
        raise Conflict("propose.submitted")
