"""What a petition is to others: what moderators linked it to, where it was merged, and what was merged into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.endorse import moving
from app.petition import links, merging
from app.petition.links import Linked
from app.petition.models import Petition


@dataclass(frozen=True)
class Related:
    """`moved` is how many of its endorsers moved on, `came` how many of each merged one's did; None where too few to be told."""

    links: Sequence[Linked]
    into: Petition | None
    moved: int | None
    came: Sequence[tuple[Petition, int | None]]

    @property
    def ids(self) -> set[int]:
        """The petitions named here already."""
        return {linked.petition.id for linked in self.links} | {petition.id for petition, _ in self.came}


def related(session: Session, petition: Petition) -> Related:
    into, merged = merging.merged_into(session, petition), merging.absorbed(session, petition)
    counts = dict(moving.came(session, petition, merged).cells) if merged else {}
    return Related(
        links=links.of(session, petition),
        into=into,
        moved=moving.went(session, petition, into) if into else None,
        came=[(row, counts.get(row.number)) for row in merged],
    )
