"""Save a draft, submit it, withdraw what was submitted."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, cast, delete, func, select, true, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Session

from app.accounts.models import Person, Role
from app.kernel.errors import Conflict, Invalid, NotAllowed, Problem
from app.kernel.secrets import Keyring
from app.kernel.workdays import Workdays, local_day
from app.petition import assignments, deadlines, moves, pauses, similar, topics
from app.petition import keys as petition_keys
from app.petition.lifecycle import Move, Stage
from app.petition.models import Demand, Evidence, Petition
from app.petition.policy import Policy
from app.petition.rulebook import policy_on
from app.petition.text import Text, digest, search_vector
from app.propose import rules
from app.propose.content import Content, Opened
from app.propose.models import Draft, NumberCounter

# A draft is kept for thirty days after the last word typed, outside of pauses; nobody needs more than these at a time.
DRAFTS_KEPT = timedelta(days=30)
DRAFTS_MAX = 20


def save(
    session: Session,
    by: Person,
    *,
    key: UUID,
    content: Content,
    at: datetime,
    revises: Petition | None = None,
    opened: Opened | None = None,
) -> Draft:
    """Keep what was typed, as it is, under its key: the fields of the page that was `opened`, or everything.

    Raises Conflict `propose.submitted` once it was handed in, `draft.newer` where another page of the same step has written since
    this one was opened, `draft.many`.
    """
    typed = content.as_json()
    marked = {opened.step: opened.mark} if opened else {}
    row = insert(Draft).values(
        person_id=by.id, key=key, content=typed, written_by=marked, revises_id=revises.id if revises else None, created_at=at, updated_at=at
    )
    fields = {name: typed[name] for name in opened.step.fields} if opened else typed
    kept = row.on_conflict_do_update(
        index_elements=["person_id", "key"],
        set_={
            "content": Draft.content.op("||")(cast(fields, JSONB)),
            "written_by": Draft.written_by.op("||")(cast(marked, JSONB)),
            "updated_at": row.excluded.updated_at,
        },
        where=and_(Draft.submitted_as_id.is_(None), _nobody_came_between(opened)),
    )
    draft: Draft | None = session.scalar(kept.returning(Draft).execution_options(populate_existing=True))
    if draft is None:
        raise Conflict(_why_not_kept(session, by, key))
    if draft.created_at == at and _drafts(session, by) > DRAFTS_MAX:
        raise Conflict("draft.many", most=DRAFTS_MAX)
    return draft


def discard(session: Session, draft: Draft) -> None:
    """Throw an open draft away."""
    session.delete(draft)
    session.flush()


def forget_old(session: Session, *, as_of: datetime) -> int:
    """Delete drafts that nobody has touched for their days, in which those of a pause do not count; returns how many."""
    since = pauses.before(session, at=as_of, span=DRAFTS_KEPT)
    old = delete(Draft).where(Draft.submitted_as_id.is_(None), Draft.updated_at < since)
    return len(session.scalars(old.returning(Draft.id)).all())


def submit(
    session: Session, text: Text, *, by: Person, keys: Keyring, workdays: Workdays, at: datetime, draft: Draft | None = None
) -> Petition:
    """Hand the text in for review; it gets its number and the numbers of today's policy.

    Raises NotAllowed `propose.not_verified`, Invalid, Conflict `propose.paused`, `propose.in_review`, `propose.too_many`,
    `propose.submitted`.
    """
    if by.verified_at is None:
        raise NotAllowed("propose.not_verified")
    pause = pauses.in_force(session, at=at)
    if pause is not None:
        raise Conflict("propose.paused", until=pause.ends)
    policy = policy_on(session, local_day(at))
    text = tidy(text)
    faults = problems(session, text, policy=policy, revises=draft.revises_id if draft else None)
    if faults:
        raise Invalid(faults)
    named = assignments.agencies_by_code(session, text.agencies)
    within_limits(session, by, policy=policy, at=at)
    petition = _petition(session, text, by, policy, keys, workdays, at)
    petition.revises_id = draft.revises_id if draft else None
    moves.begin(session, petition, by=by, at=at)
    assignments.suggest(session, petition, named, at=at)
    if draft is not None:
        _close_draft(session, draft, petition)
    return petition


def problems(session: Session, text: Text, *, policy: Policy, revises: int | None = None) -> list[Problem]:
    """Every fault of the text, in the order of the form, the unsaid difference from similar petitions included (rules 1 and 2).

    `revises` is the refused petition that it rewrites, from which it need not differ.
    """
    faults = rules.problems(text, policy)
    if text.topic and not topics.may_choose(session, text.topic):
        faults.append(Problem("topic", "topic.missing"))
    if not text.difference and similar.petitions(session, text.title, limit=policy.similar_shown, besides=revises):
        faults.append(Problem("difference", "difference.missing"))
    return faults


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


def within_limits(session: Session, by: Person, *, policy: Policy, at: datetime) -> None:
    """Raises Conflict `propose.in_review`, `propose.too_many` (rule 3)."""
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


def _nobody_came_between(opened: Opened | None) -> ColumnElement[bool]:
    if opened is None:
        return true()
    return func.coalesce(Draft.written_by[opened.step].astext, "").in_((opened.mark, opened.seen))


def _why_not_kept(session: Session, by: Person, key: UUID) -> str:
    submitted = select(Draft.submitted_as_id).where(Draft.key == key, Draft.person_id == by.id)
    return "draft.newer" if session.scalar(submitted) is None else "propose.submitted"


def _drafts(session: Session, by: Person) -> int:
    return session.scalar(select(func.count()).select_from(Draft).where(Draft.person_id == by.id, Draft.submitted_as_id.is_(None))) or 0


def _close_draft(session: Session, draft: Draft, petition: Petition) -> None:
    # The condition decides between two presses of the same button.
    mine = update(Draft).where(Draft.id == draft.id, Draft.submitted_as_id.is_(None)).values(submitted_as_id=petition.id)
    if session.execute(mine.returning(Draft.id)).first() is None:
        raise Conflict("propose.submitted")
