"""What the proposer tells beside the frozen text, dated and never changed afterwards (rule 9)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import String, Subquery, cast, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Problem
from app.petition import personal
from app.petition.lifecycle import Stage
from app.petition.models import Petition
from app.petition.personal import Finding
from app.petition.policy import Policy
from app.propose.models import PetitionUpdate, RemovalGround

# From admission on, for as long as anything may still happen to it.
TOLD = (Stage.ENDORSING, Stage.NOT_REACHED, Stage.RESPONDING, Stage.RESPONDED, Stage.FOLLOW_UP)


def may_post(petition: Petition) -> bool:
    return petition.stage in TOLD


def post(
    session: Session, petition: Petition, *, by: Person, key: UUID, title: str, text: str, at: datetime, read_over: bool = False
) -> PetitionUpdate:
    """Publish an update, once for each key; what looks like personal data must have been read over.

    Raises NotAllowed for anybody but the proposer, Invalid, Conflict `petition.not_now` or `update.too_many`.
    """
    if petition.proposer_id != by.id:
        raise NotAllowed("petition.not_yours")
    if not may_post(petition):
        raise Conflict("petition.not_now")
    # Whatever else this person posts waits here, so that two at once cannot both pass the count.
    session.execute(select(Person.id).where(Person.id == by.id).with_for_update())
    known = session.scalar(select(PetitionUpdate).where(PetitionUpdate.petition_id == petition.id, PetitionUpdate.key == key))
    if known is not None:
        return known
    faults = list(_problems(title.strip(), text.strip(), petition.policy, read_over=read_over))
    if faults:
        raise Invalid(faults)
    _within_limit(session, petition, at=at)
    row = insert(PetitionUpdate).values(petition_id=petition.id, key=key, at=at, title=title.strip(), text=text.strip())
    return session.scalars(row.returning(PetitionUpdate)).one()


def remove(session: Session, posted: PetitionUpdate, *, by: Person, ground: RemovalGround, at: datetime) -> None:
    """Take an update from view, with its public ground. Raises NotAllowed for one's own, Conflict `update.removed`."""
    petition = session.get_one(Petition, posted.petition_id)
    if petition.proposer_id == by.id:
        raise NotAllowed("review.own")
    seen = update(PetitionUpdate).where(PetitionUpdate.id == posted.id, PetitionUpdate.removed_at.is_(None))
    gone = seen.values(removed_at=at, removed_by_id=by.id, removed_ground=ground).returning(PetitionUpdate.id)
    if session.execute(gone.execution_options(synchronize_session=False)).first() is None:
        raise Conflict("update.removed")
    session.refresh(posted)


def removals() -> Subquery:
    """What was removed, as rows of the log of moderation: id, kind, at, petition_id, ground, reason."""
    row, ground = PetitionUpdate, cast(PetitionUpdate.removed_ground, String).label("ground")
    kind, at, why = literal("update").label("kind"), PetitionUpdate.removed_at.label("at"), literal("").label("reason")
    return select(row.id, kind, at, row.petition_id, ground, why).where(row.removed_at.is_not(None)).subquery()


def updates(session: Session, petition: Petition) -> list[PetitionUpdate]:
    """Everything posted beside a petition, newest first; removed ones too, whose title and text must not be shown."""
    rows = select(PetitionUpdate).where(PetitionUpdate.petition_id == petition.id)
    return list(session.scalars(rows.order_by(PetitionUpdate.at.desc(), PetitionUpdate.id.desc())))


def updates_of(session: Session, petitions: Collection[int]) -> dict[int, list[PetitionUpdate]]:
    """The same for several petitions, by their ids."""
    found: dict[int, list[PetitionUpdate]] = {}
    rows = select(PetitionUpdate).where(PetitionUpdate.petition_id.in_(petitions))
    for row in session.scalars(rows.order_by(PetitionUpdate.at.desc(), PetitionUpdate.id.desc())):
        found.setdefault(row.petition_id, []).append(row)
    return found


def one(session: Session, petition: Petition, update_id: int) -> PetitionUpdate:
    """Raises NotFound."""
    found = session.get(PetitionUpdate, update_id)
    if found is None or found.petition_id != petition.id:
        raise NotFound("update.unknown")
    return found


def hints(title: str, text: str) -> list[Finding]:
    """What looks like personal data in it."""
    return list(dict.fromkeys(finding for part in (title, text) for finding in personal.findings(part)))


def _problems(title: str, text: str, policy: Policy, *, read_over: bool) -> Iterator[Problem]:
    for field, value, most in (("title", title, policy.update_title_max), ("text", text, policy.update_text_max)):
        if not value:
            yield Problem(field, "text.missing")
        elif len(value) > most:
            yield Problem(field, "text.long", {"most": most, "count": len(value)})
    found = hints(title, text)
    if found and not read_over:
        yield Problem("read_over", "update.personal_data", {"found": [finding.found for finding in found]})


def _within_limit(session: Session, petition: Petition, *, at: datetime) -> None:
    most, days = petition.policy.updates, petition.policy.updates_days
    recent = select(func.count()).where(PetitionUpdate.petition_id == petition.id, PetitionUpdate.at > at - timedelta(days=days))
    if (session.scalar(recent) or 0) >= most:
        raise Conflict("update.too_many", most=most, days=days)
