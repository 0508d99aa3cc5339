"""Offers to merge one petition into another, as rows; what is done with them stands in `app.petition.merging`."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, Session, aliased, defer, mapped_column

from app.accounts.models import Role
from app.kernel.db import Base
from app.petition.lifecycle import Stage
from app.petition.models import Petition


class Settled(StrEnum):
    MERGED = "merged"
    DECLINED = "declined"
    LAPSED = "lapsed"


class MergeOffer(Base):
    """One proposal to merge a petition into another; `lapses_at` is exclusive. A proposer who offers consents thereby.

    A pause moves `lapses_at` as it moves the windows of both (`app.petition.pauses`).
    """

    __tablename__ = "merge_offer"
    id: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("petition.id"))
    into_id: Mapped[int] = mapped_column(ForeignKey("petition.id"))
    role: Mapped[Role]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    lapses_at: Mapped[datetime]
    from_consented_at: Mapped[datetime | None]
    into_consented_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    settled_as: Mapped[Settled | None]

    __table_args__ = (
        CheckConstraint("from_id <> into_id", name="two_petitions"),
        CheckConstraint("(settled_at IS NULL) = (settled_as IS NULL)", name="settled_as_something"),
        CheckConstraint(
            "settled_as IS DISTINCT FROM 'merged' OR num_nonnulls(from_consented_at, into_consented_at) = 2", name="merged_by_consent"
        ),
        Index("uq_merge_offer_open", "from_id", unique=True, postgresql_where=text("settled_at IS NULL")),
        Index("uq_merge_offer_merged", "from_id", unique=True, postgresql_where=text("settled_as = 'merged'")),
        Index("ix_merge_offer_into_id", "into_id"),
    )


def undecided(
    session: Session, moment: datetime, *which: ColumnElement[bool], held: bool = False
) -> list[tuple[MergeOffer, Petition, Petition]]:
    """Offers that lapse after a moment, with the petition that would be merged and the one that would take it in.

    Those that are `held` nobody agrees to or declines until this transaction ends.
    """
    merged, into = aliased(Petition), aliased(Petition)
    rows = (
        select(MergeOffer, merged, into)
        .join(merged, merged.id == MergeOffer.from_id)
        .join(into, into.id == MergeOffer.into_id)
        .where(MergeOffer.settled_at.is_(None), MergeOffer.lapses_at > moment, *which)
        .where(merged.stage == Stage.ENDORSING, into.stage == Stage.ENDORSING)
        .options(defer(merged.words), defer(into.words))
        .order_by(MergeOffer.id)
    )
    wanted = rows.with_for_update(of=MergeOffer) if held else rows
    return [(offer, one, other) for offer, one, other in session.execute(wanted.execution_options(populate_existing=True))]
