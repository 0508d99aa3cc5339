"""What was removed in the face's world: an established petition below its threshold, a batch that waits, one undone."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.endorse import removals
from app.endorse.models import Endorsement, Removal, Shortfall
from app.endorse.selection import Selection
from app.endorse.sources import Source
from app.petition import queries
from app.petition.models import Petition
from tests.announce.occasions import tells_the_tally
from tests.given import Given

RULE = "3月1日14時，同一分鐘內、來源相同的附議"
REASON = "這些附議每兩秒一筆，來源都相同，和這件提議平常的附議不同。\n比對紀錄後，認為不是各自附議。"
SIXTY = 60


def below_threshold(given: Given) -> Petition:
    """Removed from an established one; nobody has proposed yet what is said of it."""
    petition = given.an_established_petition()
    batch = prepared(given, petition)
    removals.confirm(given.session, batch, by=given.cast.lin, role=Role.MODERATOR, at=given.at)
    return queries.by_number(given.session, petition.number)


def prepared(given: Given, petition: Petition) -> Removal:
    """Some of the endorsements that are counted get rows of their own, and a batch."""
    hour = (given.at - timedelta(days=1)).replace(minute=30, second=0, microsecond=0)
    rows = [
        {"petition_id": petition.id, "person_nullifier": secrets.token_bytes(32), "phone_nullifier": secrets.token_bytes(32),
         "at": hour + timedelta(seconds=2 * no), "text_sha256": petition.text_sha256, "source": Source.LINK, "xid": "3"}
        for no in range(SIXTY)
    ]  # fmt: skip
    given.session.execute(insert(Endorsement), rows)
    tells_the_tally(given.session, at=given.at)
    asked = Selection(begins=hour, ends=hour + timedelta(minutes=2), per_minute=20, source=Source.LINK)
    return removals.prepare(
        given.session, petition, asked, rule=RULE, reason=REASON, note="已比對系統紀錄。", by=given.cast.ann, role=Role.ADMIN, at=given.at
    )


def places(session: Session, given: Given, numbers: dict[str, str]) -> dict[str, str]:
    """A batch that waits, one that is done, one undone, and what waits to be said of a petition below its threshold."""
    waiting = prepared(given, queries.by_number(session, numbers["nearly-there"]))
    undone = prepared(given, queries.by_number(session, numbers["long"]))
    removals.confirm(session, undone, by=given.cast.lin, role=Role.MODERATOR, at=given.at)
    why = "查證後，這些人是同一場說明會的參加者，各自附議。"
    removals.propose_undo(session, undone, reason=why, by=given.cast.lin, role=Role.MODERATOR, at=given.at)
    removals.undo(session, undone, seen=undone.undo_at, by=given.cast.ann, role=Role.ADMIN, at=given.at)
    done = session.scalars(select(Removal).where(Removal.confirmed, Removal.undo_at.is_(None))).one()
    flagged = session.scalars(select(Shortfall)).one()
    hour = (given.at - timedelta(days=1)).replace(minute=0).isoformat().replace("+", "%2B")
    return {"batch": str(waiting.id), "removed-batch": str(done.id), "shortfall": str(flagged.id), "busy-hour": hour}
