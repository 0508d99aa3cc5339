"""One click for each endorser of a merged petition: their endorsement is cast on the one that took it in, by its own rules.

Who has moved is computed for whoever is signed in; numbers are told only where they speak of ten or more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.endorse import actions, queries
from app.endorse.breakdown import Breakdown, broken_down
from app.endorse.models import Endorsement
from app.endorse.queries import Ballot
from app.kernel.errors import Conflict
from app.kernel.secrets import Keyring
from app.petition.lifecycle import Stage
from app.petition.models import Petition

COUNTING = (Endorsement.taken_back_at.is_(None), Endorsement.removed_at.is_(None))


def move(session: Session, ballot: Ballot, *, into: Ballot, keys: Keyring, at: datetime) -> None:
    """Endorse the petition that took in the one of `ballot`, once, with the county declared there.

    The two ballots are one person's. Raises NotAllowed `endorse.not_verified`, Conflict `move.not_merged`, `move.not_endorsed`, and
    what casting raises.
    """
    if ballot.stage is not Stage.MERGED:
        raise Conflict("move.not_merged")
    left = queries.has_endorsed(session, ballot, keys=keys)
    if left is None:
        raise Conflict("move.not_endorsed")
    row = actions.cast(session, into, keys=keys, at=at, county=left.county)
    session.execute(update(Endorsement).where(Endorsement.id == row).values(moved_from_id=ballot.petition_id))


def came(session: Session, petition: Petition, merged: Sequence[Petition]) -> Breakdown[str]:
    """How many of its endorsers came from each petition merged into it, by number."""
    numbers = {row.id: row.number for row in merged}
    counts = {numbers[id_]: count for id_, count in _moved(session, petition).items() if id_ in numbers}
    return broken_down(counts, total=max(petition.endorsements, sum(counts.values())), smallest=petition.policy.smallest_cell)


def went(session: Session, merged: Petition, into: Petition) -> int | None:
    """How many of a merged petition's endorsers have moved; nothing where so few have, or have not, that it may not be told."""
    moved = _moved(session, into).get(merged.id, 0)
    shown = broken_down({"moved": moved}, total=max(merged.endorsements, moved), smallest=merged.policy.smallest_cell)
    return moved if shown.cells else None


def _moved(session: Session, petition: Petition) -> dict[int, int]:
    rows = select(Endorsement.moved_from_id, func.count()).where(
        Endorsement.petition_id == petition.id, Endorsement.moved_from_id.is_not(None), *COUNTING
    )
    return {id_: count for id_, count in session.execute(rows.group_by(Endorsement.moved_from_id)) if id_ is not None}
