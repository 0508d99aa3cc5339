"""Situations by name: `given.an_open_petition(endorsements=4_999)`."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.accounts.models import Person, Role
from app.endorse.counties import County
from app.endorse.models import Endorsement, EndorsementCounty, EndorsementHour, EndorsementSource
from app.endorse.sources import Source
from app.kernel.secrets import Keyring
from app.kernel.workdays import TAIPEI, Workdays
from app.petition import deadlines, moves, queries
from app.petition.lifecycle import Move
from app.petition.models import Petition
from app.petition.text import Link, Text
from app.petition.topics import Topic
from app.propose import actions as propose
from app.respond import actions as respond
from app.respond import answers
from app.respond.models import Outcome, Response
from app.respond.rules import Answer, DemandReply, Promised
from app.review import actions as review
from app.review.rules import Ground, Refusal
from tests.cast import Cast

WORKDAYS = Workdays({})

TEXT = Text(
    title="報稅軟體應支援各種作業系統並重新設計操作流程",
    demands=("報稅系統應同時支援各種作業系統與瀏覽器。", "操作步驟應經一般民眾實際試用後再上線。"),
    reasons="每年五月申報所得稅，非特定作業系統的使用者都要另外借電腦才能完成，步驟又長又難懂。",
    impact="約六百萬戶申報人受益，客服電話量可望下降；成本是重新設計介面一年。",
    topic=Topic.FINANCE,
    evidence=(Link("申報統計", "https://example.org/tax"),),
    agencies=("A05000000E",),
)

OTHER_TITLES = ("離島交通船與公車月票整合成單一票證", "身心障礙停車證數位化並免除紙本掛卡", "公園飲水機水質檢驗數據每週上網公開")

REFUSAL = Refusal(Ground.NOT_CENTRAL, "此事屬地方政府權責，中央機關無法處理。", "請向所在地縣市政府交通局反映。")


def answer(*outcomes: Outcome, at: datetime) -> Answer:
    """A whole answer with these outcomes, one for each demand."""
    outcomes = outcomes or (Outcome.ADOPTED, Outcome.PARTLY_ADOPTED)
    replies = tuple(
        DemandReply(no, outcome, "已納入下一版設計，並訂有期程，完成後會公開給所有人試用。") for no, outcome in enumerate(outcomes, 1)
    )
    promised = (Promised("完成新版系統上線", at.astimezone(TAIPEI).date() + timedelta(days=90), unit="資訊處"),)
    return Answer(
        "兩項訴求一項採納、一項部分採納。", replies, "經盤點各項意見後分析如下。", "已辦理兩場協作會議。", "依期程辦理。", promised
    )


@dataclass
class Given:
    """Builds situations in one session, at one moment, with one cast."""

    session: Session
    keys: Keyring
    cast: Cast
    at: datetime

    def text(self, **changes: Any) -> Text:
        return replace(TEXT, **changes)

    def a_petition_in_review(self, *, by: Person | None = None, at: datetime | None = None, **changes: Any) -> Petition:
        by = by or self.cast.mei
        text = self.text(difference="與其他提議不同，這裡談的是操作流程。", **changes)
        petition = propose.submit(self.session, text, by=by, keys=self.keys, workdays=WORKDAYS, at=at or self.at)
        return queries.by_number(self.session, petition.number)

    def a_refused_petition(self, *, at: datetime | None = None, refusal: Refusal = REFUSAL, **changes: Any) -> Petition:
        petition = self.a_petition_in_review(at=at, **changes)
        review.refuse(self.session, petition, by=self.cast.lin, refusal=refusal, at=at or self.at)
        return petition

    def an_open_petition(self, *, endorsements: int = 0, days: int = 10, lead: bool = True, **changes: Any) -> Petition:
        """Admitted `days` ago, with so many endorsements that the tally has counted already."""
        admitted = self.at - timedelta(days=days)
        petition = self.a_petition_in_review(at=admitted - timedelta(hours=5), **changes)
        leading = self.cast.finance if lead else None
        others = () if lead else (self.cast.finance, self.cast.transport)
        review.admit(self.session, petition, by=self.cast.lin, lead=leading, others=others, at=admitted)
        self.endorsed(petition, endorsements)
        return queries.by_number(self.session, petition.number)

    def declared(self, petition: Petition, counties: Mapping[County, int], sources: Mapping[Source, int] | None = None) -> None:
        """Let so many of its endorsers, counted already, have declared a county or come from somewhere."""
        rows = [EndorsementCounty(petition_id=petition.id, county=county, endorsed=count) for county, count in counties.items()]
        kinds = [EndorsementSource(petition_id=petition.id, source=source, endorsed=count) for source, count in (sources or {}).items()]
        self.session.add_all([*rows, *kinds])
        self.session.flush()

    def endorsed(self, petition: Petition, count: int) -> None:
        """Give it endorsements of strangers, counted."""
        assert petition.endorse_from is not None
        if not count:
            return
        opened = petition.endorse_from
        step = max((min(self.at, petition.endorse_until or self.at) - opened) / count, timedelta(microseconds=1))
        rows = [
            {
                "petition_id": petition.id,
                "person_nullifier": secrets.token_bytes(32),
                "phone_nullifier": secrets.token_bytes(32),
                "at": opened + step * i,
                "text_sha256": petition.text_sha256,
                "xid": "3",
            }
            for i in range(count)
        ]
        self.session.execute(insert(Endorsement), rows)
        hours: dict[datetime, int] = {}
        for row in rows:
            hour = row["at"].replace(minute=0, second=0, microsecond=0)  # type: ignore[attr-defined]
            hours[hour] = hours.get(hour, 0) + 1
        self.session.execute(insert(EndorsementHour), [{"petition_id": petition.id, "hour": h, "endorsed": n} for h, n in hours.items()])
        petition.endorsements += count
        self.session.flush()

    def an_established_petition(self, *, days: int = 20, threshold_days_ago: int = 3, **changes: Any) -> Petition:
        """Reached its threshold some days ago; the agency is to answer."""
        petition = self.an_open_petition(days=days, endorsements=5_000, **changes)
        moment = self.at - timedelta(days=threshold_days_ago)
        due = deadlines.respond_due(moment, months=petition.policy.respond_months, workdays=WORKDAYS)
        moves.make(
            self.session, petition, Move.REACH, at=moment, role=Role.CLOCK, facts={"mark": "reached", "endorsements": 5_000},
            established_at=moment, respond_from=moment, respond_due_at=due,
        )  # fmt: skip
        return queries.by_number(self.session, petition.number)

    def a_planned_petition(self, **changes: Any) -> Petition:
        petition = self.an_established_petition(**changes)
        respond.plan(self.session, petition, by=self.cast.wu, agency=self.cast.finance, text="先盤點系統，再邀請民眾試用。", at=self.at)
        return petition

    def an_answered_petition(self, *outcomes: Outcome, **changes: Any) -> Petition:
        petition = self.an_established_petition(**changes)
        self.answered(petition, *outcomes)
        return queries.by_number(self.session, petition.number)

    def answered(self, petition: Petition, *outcomes: Outcome, at: datetime | None = None) -> Response:
        return answers.publish(
            self.session, petition, answer(*outcomes, at=at or self.at), by=self.cast.wu, agency=self.cast.finance,
            keys=self.keys, workdays=WORKDAYS, at=at or self.at, acknowledged=True,
        )  # fmt: skip


def local(day: date, hour: int = 12) -> datetime:
    """A moment of a local day."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=TAIPEI)
