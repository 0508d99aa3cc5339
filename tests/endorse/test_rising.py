"""Which petitions rise, and the totals behind the curve."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from app.endorse import rising
from app.endorse.models import EndorsementHour
from app.petition.models import Petition
from tests.given import Given

WATER = "公園飲水機水質檢驗數據每週上網公開"


def counted(session: Session, petition: Petition, hour: datetime, endorsed: int, taken_back: int = 0) -> None:
    session.add(EndorsementHour(petition_id=petition.id, hour=hour, endorsed=endorsed, taken_back=taken_back))
    petition.endorsements += endorsed - taken_back
    session.flush()


def test_the_last_day_decides_not_the_total(session: Session, given: Given) -> None:
    old, new = given.an_open_petition(), given.an_open_petition(by=given.cast.bo, title=WATER)
    counted(session, old, given.at - timedelta(hours=30), 900)
    counted(session, old, given.at - timedelta(hours=3), 10, taken_back=4)
    counted(session, new, given.at - timedelta(hours=2), 20)
    assert [petition.id for petition in rising.hottest(session, at=given.at, limit=5)] == [new.id, old.id]
    assert rising.recent(session, [old, new], at=given.at) == {old.id: 6, new.id: 20}
    assert rising.added_since(session, given.at - timedelta(hours=24)) == 26


def test_totals_by_local_day_up_to_now(session: Session, given: Given) -> None:
    petition = given.an_open_petition(days=3)
    assert petition.endorse_from is not None
    opened = petition.endorse_from
    counted(session, petition, opened, 5)
    counted(session, petition, opened + timedelta(hours=23), 2)
    counted(session, petition, opened + timedelta(hours=24), 3, taken_back=1)
    assert rising.running_totals(session, petition, until=given.at) == [7, 9, 9]
    assert rising.running_totals(session, petition, until=opened - timedelta(seconds=1)) == []
    assert len(rising.running_totals(session, petition, until=datetime(2030, 1, 1, tzinfo=UTC))) == 60
