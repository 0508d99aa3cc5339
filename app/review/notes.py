"""What moderators write beside a case: notes for themselves, hints for the proposer, and tags to find it by.

Notes are only ever added. A hint stands beside one part of the form; the proposer reads it when the petition was refused (rule 6).
Nothing else of it is for whoever proposed the petition, though they be a moderator.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.accounts.models import Person
from app.kernel.db import Base
from app.kernel.errors import Invalid, NotAllowed, Problem
from app.petition.lifecycle import Move
from app.petition.models import Petition, Transition

NOTE_MAX = 2_000
TAG_MAX = 20
# Where to begin; whoever needs another word writes it.
COMMON_TAGS = ("急件", "待機關意見", "跨機關", "法規疑義", "個人資料", "媒體關注")


class Spot(StrEnum):
    """The part of the form that a hint is about."""

    WHOLE = "whole"
    TITLE = "title"
    DEMANDS = "demands"
    REASONS = "reasons"
    IMPACT = "impact"
    EVIDENCE = "evidence"
    AGENCIES = "agencies"


class CaseNote(Base):
    """One note, never changed; with `hint_for` it is meant for the proposer."""

    __tablename__ = "case_note"
    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)
    hint_for: Mapped[Spot | None]

    by: Mapped[Person] = relationship(lazy="raise")


class CaseTag(Base):
    """A word on a case, once."""

    __tablename__ = "case_tag"
    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.id"))
    tag: Mapped[str] = mapped_column(String(TAG_MAX))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("petition_id", "tag"), Index("ix_case_tag_tag", "tag"))


def write(session: Session, petition: Petition, *, by: Person, text: str, hint_for: Spot | None = None, at: datetime) -> CaseNote:
    """Add a note, or a hint for the proposer. Raises NotAllowed `review.own`, Invalid."""
    _of_another(petition, by)
    count = len(text.strip())
    if count == 0:
        raise Invalid([Problem("note", "text.missing")])
    if count > NOTE_MAX:
        raise Invalid([Problem("note", "text.long", {"most": NOTE_MAX, "count": count})])
    note = CaseNote(petition_id=petition.id, by_id=by.id, at=at, text=text.strip(), hint_for=hint_for)
    session.add(note)
    session.flush()
    return note


def tag(session: Session, petition: Petition, *, by: Person, tag: str, at: datetime) -> None:
    """Put a word on a case; a word that is there stays as it is. Raises NotAllowed `review.own`, Invalid."""
    _of_another(petition, by)
    word = " ".join(tag.split()).lstrip("# ")
    if not word:
        raise Invalid([Problem("tag", "text.missing")])
    if len(word) > TAG_MAX:
        raise Invalid([Problem("tag", "text.long", {"most": TAG_MAX, "count": len(word)})])
    row = insert(CaseTag).values(petition_id=petition.id, tag=word, by_id=by.id, at=at)
    session.execute(row.on_conflict_do_nothing(index_elements=["petition_id", "tag"]))


def untag(session: Session, petition: Petition, *, by: Person, tag: str) -> None:
    """Take a word off again; one that is not there is no fault. Raises NotAllowed `review.own`."""
    _of_another(petition, by)
    session.execute(delete(CaseTag).where(CaseTag.petition_id == petition.id, CaseTag.tag == tag))


def notes(session: Session, petition: Petition) -> list[CaseNote]:
    """Every note on a case with its author, oldest first."""
    rows = select(CaseNote).where(CaseNote.petition_id == petition.id).options(joinedload(CaseNote.by))
    return list(session.scalars(rows.order_by(CaseNote.id)))


def hints(session: Session, petition: Petition) -> list[CaseNote]:
    """What the proposer of a refused petition is told: the hints written up to its last refusal, in order."""
    refused = select(func.max(Transition.at)).where(Transition.petition_id == petition.id, Transition.move == Move.REFUSE)
    rows = select(CaseNote).where(CaseNote.petition_id == petition.id, CaseNote.hint_for.is_not(None))
    return list(session.scalars(rows.where(CaseNote.at <= refused.scalar_subquery()).order_by(CaseNote.id)))


def tags(session: Session, petitions: Iterable[Petition]) -> dict[int, list[str]]:
    """The words on each of these cases, by the petition's id."""
    ids = [petition.id for petition in petitions]
    found: dict[int, list[str]] = {id_: [] for id_ in ids}
    for row in session.scalars(select(CaseTag).where(CaseTag.petition_id.in_(ids)).order_by(CaseTag.id)):
        found[row.petition_id].append(row.tag)
    return found


def _of_another(petition: Petition, by: Person) -> None:
    if petition.proposer_id == by.id:
        raise NotAllowed("review.own")
