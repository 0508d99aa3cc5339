"""Everything the platform stores about one citizen, for themselves alone, as JSON.

What they endorsed and follow is worked out with the keys of the petitions and stands nowhere else, and no vote or report on a
comment can be found again; the phone number is not stored, so it is not in it. What staff decide belongs to the public record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import people
from app.accounts.models import Membership, Person
from app.accounts.sign_ins import SignIn
from app.discuss.models import Comment
from app.endorse import queries as endorsements
from app.errands.models import Errand
from app.errands.portions import Asked, Portion, document
from app.follow import queries as following
from app.petition.models import Petition
from app.propose import queries as proposals
from app.propose.models import Draft, PetitionUpdate
from app.respond.queries import messages

Section = Callable[[Asked, Person], Any]


def total(asked: Asked) -> int:
    return len(SECTIONS)


def portion(asked: Asked) -> Portion:
    person = asked.session.get_one(Person, asked.person_id)
    name, section = list(SECTIONS.items())[asked.last]
    last = asked.last + 1
    return Portion([(f"{name}.json", document(section(asked, person)))], 1, last, is_last=last == len(SECTIONS))


def _account(asked: Asked, person: Person) -> dict[str, Any]:
    return {
        "made_at": asked.at,
        "nickname": person.nickname,
        "email": people.email_of(asked.keys, person),
        "has_phone": person.phone_hash is not None,
        "language": person.language,
        "follow_frequency": person.follow_frequency,
        "eligibility": person.eligibility,
        "declared_at": person.declared_at,
        "verified_at": person.verified_at,
        "created_at": person.created_at,
        "serves": [
            {"role": row.role, "invited_at": row.invited_at, "ended_at": row.ended_at}
            for row in asked.session.scalars(select(Membership).where(Membership.person_id == person.id).order_by(Membership.id))
        ],
    }


def _drafts(asked: Asked, person: Person) -> list[dict[str, Any]]:
    mine = select(Draft).where(Draft.person_id == person.id).order_by(Draft.id)
    names = ("created_at", "updated_at", "content", "written_by")
    return [_of(draft, names) for draft in asked.session.scalars(mine)]


def _petitions(asked: Asked, person: Person) -> list[dict[str, Any]]:
    return [_petition(asked.session, petition) for petition in proposals.proposed(asked.session, person)]


def _petition(session: Session, petition: Petition) -> dict[str, Any]:
    names = ("number", "stage", "title", "reasons", "impact", "topic", "difference", "submitted_at", "admitted_at", "endorsements")
    return {
        **_of(petition, names),
        "demands": [demand.text for demand in petition.demands],
        "evidence": [{"label": item.label, "url": item.url} for item in petition.evidence],
        "agencies": [row.agency.code for row in petition.assignments],
        "updates": [_of(row, ("at", "title", "text", "removed_at", "removed_ground")) for row in _updates(session, petition)],
        "messages": [_of(message, ("role", "at", "text")) for message in messages(session, petition)],
    }


def _updates(session: Session, petition: Petition) -> Iterable[PetitionUpdate]:
    return session.scalars(select(PetitionUpdate).where(PetitionUpdate.petition_id == petition.id).order_by(PetitionUpdate.id))


def _comments(asked: Asked, person: Person) -> list[dict[str, Any]]:
    mine = select(Comment, Petition.number).join(Petition, Petition.id == Comment.petition_id).where(Comment.author_id == person.id)
    names = ("lane", "role", "text", "at", "edited_at", "deleted_at", "removed_at")
    return [{"number": number, **_of(comment, names)} for comment, number in asked.session.execute(mine.order_by(Comment.id))]


def _followed(asked: Asked, person: Person) -> list[dict[str, Any]]:
    found = following.followed(asked.session, person, keys=asked.keys)
    return [{"number": petition.number, "title": petition.title, **_of(row, ("frequency", "stopped_at"))} for petition, row in found]


def _endorsements(asked: Asked, person: Person) -> list[dict[str, Any]]:
    found = endorsements.endorsed(asked.session, person, keys=asked.keys)
    return [{"number": petition.number, "title": petition.title, **_of(row, ("at", "county", "source"))} for petition, row in found]


def _sign_ins(asked: Asked, person: Person) -> list[dict[str, Any]]:
    mine = select(SignIn).where(SignIn.person_id == person.id).order_by(SignIn.id)
    return [_of(row, ("device", "created_at", "last_seen_at", "strong_at", "ended_at")) for row in asked.session.scalars(mine)]


def _errands(asked: Asked, person: Person) -> list[dict[str, Any]]:
    mine = select(Errand).where(Errand.by_id == person.id).order_by(Errand.id)
    return [_of(row, ("kind", "asked_at", "finished_at", "failed_at")) for row in asked.session.scalars(mine)]


def _of(row: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


SECTIONS: dict[str, Section] = {
    "account": _account,
    "drafts": _drafts,
    "petitions": _petitions,
    "endorsements": _endorsements,
    "followed": _followed,
    "comments": _comments,
    "sign_ins": _sign_ins,
    "errands": _errands,
}
