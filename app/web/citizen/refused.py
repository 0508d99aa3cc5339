"""Why a petition was not admitted, as its proposer reads it: the hints for writing it anew, and until when they may appeal (rule 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.petition import deadlines, queries
from app.petition.lifecycle import Move, Stage
from app.petition.models import Petition
from app.review import notes
from app.review.notes import Spot
from app.web.shared import grounds
from app.web.shared.session import db, now


@dataclass(frozen=True)
class Refused:
    """`appeal_until` is exclusive, UTC; nothing once an appeal was made, or is too late."""

    petition: Petition
    ground: str
    law: str
    explanation: str
    elsewhere: str
    duplicate_of: str | None
    appeal_until: datetime | None
    hints: Mapping[Spot, Sequence[str]]


def refusal_of(petition: Petition | None) -> Refused | None:
    """The last refusal of a petition that is still refused."""
    if petition is None or petition.stage is not Stage.NOT_ADMITTED:
        return None
    ledger = queries.timeline(db(), petition)
    row = next(row for row in reversed(ledger) if row.move is Move.REFUSE)
    until = deadlines.appeal_until(row.at, days=petition.policy.appeal_days)
    late = now() >= until or any(row.move is Move.APPEAL for row in ledger)
    facts = row.facts
    words = grounds.said(row)
    said = {"ground": grounds.text(words), "law": grounds.law(words), "explanation": row.reason, "elsewhere": facts["elsewhere"]}
    return Refused(petition, **said, duplicate_of=facts.get("duplicate_of"), appeal_until=None if late else until, hints=_hints(petition))


def _hints(petition: Petition) -> dict[Spot, list[str]]:
    """What moderators would have the proposer change, by the part of the form, in its order."""
    found = notes.hints(db(), petition)
    return {spot: [note.text for note in found if note.hint_for is spot] for spot in Spot if any(note.hint_for is spot for note in found)}
