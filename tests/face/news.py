"""What a proposer told beside a petition: one update in view, one taken from view."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from app.petition.models import Petition
from app.propose import updates
from app.propose.models import RemovalGround
from tests.given import Given


def told(given: Given, petition: Petition) -> dict[str, str]:
    """The places of both, `update` and `removed-update`."""
    words = {
        "title": "部裡約了第一次會議，下週三下午在資訊中心",
        "text": "承辦人逐項聽了說明。\n\n會後再告訴大家結果，謝謝每一位附議的人。",
    }
    by = petition.proposer
    seen, gone = (
        updates.post(given.session, petition, by=by, key=UUID(int=no), at=given.at - timedelta(days=no), **words) for no in (1, 2)
    )
    updates.remove(given.session, gone, by=given.cast.hao, ground=RemovalGround.ADVERTISING, at=given.at)
    return {"update": str(seen.id), "removed-update": str(gone.id)}
