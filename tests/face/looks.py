"""Decisions drawn for a second look: one that waits, and one that was looked at."""

from __future__ import annotations

from app.petition import queries
from app.petition.lifecycle import Move
from app.petition.models import Petition
from app.review import second_looks
from tests.given import Given


def drawn(given: Given, waiting: Petition, done: Petition) -> dict[str, str]:
    """The place of the one that waits, for anybody but Lin."""
    for petition in (waiting, done):
        petition.rules = {**petition.rules, "second_look_percent": 100}
    given.session.flush()
    ids = [_admission(given, petition) for petition in (waiting, done)]
    decision, _ = second_looks.one(given.session, given.keys, ids[1], by=given.cast.ann, at=given.at)
    second_looks.look(given.session, given.keys, decision, by=given.cast.ann, move=Move.ADMIT, at=given.at)
    return {"look": str(ids[0])}


def _admission(given: Given, petition: Petition) -> int:
    return next(row.id for row in queries.timeline(given.session, petition) if row.move is Move.ADMIT)
