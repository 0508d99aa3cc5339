"""What one petition is to another, as moderators say it in public: the same, similar, or the opposite."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, UniqueConstraint, case, delete, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, defer, mapped_column

from app.accounts.models import Person, Role
from app.kernel.db import Base
from app.kernel.errors import Conflict, Invalid, NotAllowed, Problem
from app.petition import moves
from app.petition.lifecycle import LINKABLE, Move, Stage
from app.petition.models import Petition


class Relation(StrEnum):
    SAME = "same"
    OPPOSITE = "opposite"
    SIMILAR = "similar"


class PetitionLink(Base):
    """One pair of petitions, in whichever order they were named; who said so and when."""

    __tablename__ = "petition_link"
    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("petition.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("petition.id"))
    relation: Mapped[Relation]
    role: Mapped[Role]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("first_id < second_id", name="in_order"),
        UniqueConstraint("first_id", "second_id"),
        Index("ix_petition_link_second_id", "second_id"),
    )


@dataclass(frozen=True)
class Linked:
    """The other petition of a link, without its parts, and what it is to the one that was asked about."""

    petition: Petition
    relation: Relation
    at: datetime


def link(session: Session, one: Petition, other: Petition, *, relation: Relation, by: Person, at: datetime) -> None:
    """Say what the two are to each other, also where something else was said before.

    Raises Invalid `link.itself`, NotAllowed `review.own`, Conflict `link.already` where just this was said, `petition.not_now`.
    """
    if one.id == other.id:
        raise Invalid([Problem("other", "link.itself")])
    _impartial(by, one, other)
    for petition in (one, other):
        if petition.stage not in LINKABLE:
            raise Conflict("petition.not_now", stage=petition.stage, move=Move.LINK)
    first, second = sorted((one, other), key=lambda petition: petition.id)
    row = insert(PetitionLink).values(first_id=first.id, second_id=second.id, relation=relation, role=Role.MODERATOR, by_id=by.id, at=at)
    said = {name: row.excluded[name] for name in ("relation", "role", "by_id", "at")}
    kept = row.on_conflict_do_update(
        index_elements=["first_id", "second_id"], set_=said, where=PetitionLink.relation != row.excluded.relation
    ).returning(PetitionLink.id)
    if session.execute(kept).first() is None:
        raise Conflict("link.already")
    _record(session, first, second, Move.LINK, relation, by, at)


def unlink(session: Session, one: Petition, other: Petition, *, by: Person, at: datetime) -> None:
    """Take it back. Raises NotAllowed `review.own`, Conflict `link.gone`."""
    _impartial(by, one, other)
    first, second = sorted((one, other), key=lambda petition: petition.id)
    gone = session.scalar(delete(PetitionLink).where(*_pair(first, second)).returning(PetitionLink.relation))
    if gone is None:
        raise Conflict("link.gone")
    _record(session, first, second, Move.UNLINK, gone, by, at)


def of(session: Session, petition: Petition) -> list[Linked]:
    """Everything that it is linked to and that may be seen: the same first, then the opposite, then the similar."""
    other = case((PetitionLink.first_id == petition.id, PetitionLink.second_id), else_=PetitionLink.first_id)
    rows = (
        select(Petition, PetitionLink.relation, PetitionLink.at)
        .join(PetitionLink, Petition.id == other)
        .where(or_(PetitionLink.first_id == petition.id, PetitionLink.second_id == petition.id), Petition.stage != Stage.HIDDEN)
        .options(defer(Petition.words))
        .order_by(Petition.number)
    )
    found = [Linked(row, relation, at) for row, relation, at in session.execute(rows)]
    return sorted(found, key=lambda linked: ORDER.index(linked.relation))


def relation_of(session: Session, one: Petition, other: Petition) -> Relation | None:
    """What the two are to each other, if anything was said."""
    first, second = sorted((one, other), key=lambda petition: petition.id)
    return session.scalar(select(PetitionLink.relation).where(*_pair(first, second)))


def of_many(session: Session, petitions: Sequence[Petition]) -> dict[int, list[tuple[str, Relation]]]:
    """Numbers and relations of what many petitions are linked to, by their ids."""
    ids, found = [petition.id for petition in petitions], dict[int, list[tuple[str, Relation]]]()
    for mine, theirs in ((PetitionLink.first_id, PetitionLink.second_id), (PetitionLink.second_id, PetitionLink.first_id)):
        rows = select(mine, Petition.number, PetitionLink.relation).join(Petition, Petition.id == theirs)
        for id_, number, relation in session.execute(rows.where(mine.in_(ids), Petition.stage != Stage.HIDDEN).order_by(Petition.number)):
            found.setdefault(id_, []).append((number, relation))
    return found


ORDER = list(Relation)


def _pair(first: Petition, second: Petition) -> tuple[ColumnElement[bool], ...]:
    return PetitionLink.first_id == first.id, PetitionLink.second_id == second.id


def _impartial(by: Person, *petitions: Petition) -> None:
    if any(petition.proposer_id == by.id for petition in petitions):
        raise NotAllowed("review.own")


def _record(session: Session, first: Petition, second: Petition, move: Move, relation: Relation, by: Person, at: datetime) -> None:
    """On both ledgers, in the order of their ids, so that two moderators never wait for each other in a circle."""
    for petition, other in ((first, second), (second, first)):
        if moves.may(petition.stage, move):
            facts = {"other_petition": other.number, "did": relation}
            moves.make(session, petition, move, at=at, role=Role.MODERATOR, by=by, facts=facts)
