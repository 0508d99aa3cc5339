"""Rate an answer: endorsers only, one rating each, changeable while the petition still has its key (rule 22)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.endorse import queries as ballots
from app.kernel.errors import Conflict, Invalid, NotAllowed
from app.kernel.secrets import Keyring, keyed_hash
from app.petition import keys as petition_keys
from app.petition.lifecycle import ANSWERED
from app.petition.models import Petition
from app.rate import scales
from app.rate.models import Rating
from app.respond import answers

QUESTIONS = ("addressed", "agrees")


def rate(session: Session, petition: Petition, *, by: Person, given: Mapping[str, int | None], keys: Keyring, at: datetime) -> None:
    """Give the two values, or change those given before.

    Raises NotAllowed `rating.not_endorsed`, Invalid, Conflict `rating.not_answered`, `rating.early`, `rating.over`.
    """
    why = why_not(session, petition, at=at)
    if why is not None:
        raise why
    if not is_endorser(session, petition, by, keys=keys):
        raise NotAllowed("rating.not_endorsed")
    faults = scales.problems(QUESTIONS, given)
    if faults:
        raise Invalid(faults)
    row = insert(Rating).values(
        petition_id=petition.id, nullifier=_nullifier(petition, by, keys), **{name: given[name] for name in QUESTIONS}
    )
    changed = {name: row.excluded[name] for name in QUESTIONS}
    session.execute(row.on_conflict_do_update(index_elements=[Rating.petition_id, Rating.nullifier], set_=changed))


def rating(session: Session, petition: Petition, person: Person, *, keys: Keyring) -> Rating | None:
    """What the person gave: computed for themselves alone."""
    if petition.key_sealed is None or person.phone_hash is None:
        return None
    mine = Rating.petition_id == petition.id, Rating.nullifier == _nullifier(petition, person, keys)
    return session.scalar(select(Rating).where(*mine).execution_options(populate_existing=True))


def is_endorser(session: Session, petition: Petition, person: Person, *, keys: Keyring) -> bool:
    """Does an endorsement of the person stand?"""
    return ballots.has_endorsed(session, ballots.ballot(session, petition.number, person.id), keys=keys) is not None


def why_not(session: Session, petition: Petition, *, at: datetime) -> Conflict | None:
    """Why nobody may rate at this moment; nothing if every endorser may."""
    if petition.stage not in ANSWERED:
        return Conflict("rating.not_answered")
    if answers.recallable(session, petition, at=at) is not None:
        return Conflict("rating.early")
    return Conflict("rating.over") if petition.key_sealed is None else None


def _nullifier(petition: Petition, person: Person, keys: Keyring) -> bytes:
    """By the phone, which stays the same for who erases the account and returns."""
    if petition.key_sealed is None or person.phone_hash is None or person.phone_seat is None:
        raise NotAllowed("rating.not_endorsed")
    key = petition_keys.unwrap(keys, petition.key_sealed)
    return keyed_hash(key, b"rating\0%d\0" % person.phone_seat + person.phone_hash)
