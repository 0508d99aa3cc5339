"""Complaint 30: "the same answer as the minister's mailbox, so why collect 5,000?"

What a mailbox never gives is on the pages and in the JSON of one petition: public milestones, a meeting with its record, an outcome
for every demand with what was promised, and a table that compares its agency with the others.
"""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.meet import actions as meet
from app.meet.rules import Report
from app.petition.models import Petition
from app.respond import actions as respond
from app.respond.models import Outcome
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import Given
from tests.meet.given import hearing

RECORD = "與會者同意先從常用的申報情境試用。"


@pytest.fixture
def petition(session: Session, given: Given, cast: Cast, clock: HandClock) -> Petition:
    """One that went all the way: planned in time, discussed with the proposer, met about, answered."""
    held = hearing(given, people=2, seats=1)
    officer: Any = {"by": cast.wu, "agency": cast.finance}
    respond.plan(session, held.petition, text="先盤點系統，再邀請民眾試用。", at=given.at, **officer)
    respond.contact(session, held.petition, text="您好，想先請教您提案的考量。", at=given.at, **officer)
    at = clock.advance(days=11)
    report = Report(at.date(), RECORD, "https://example.org/minutes", "")
    meet.record(session, held.petition, report=report, meeting=held.meeting, at=at, **officer)
    given.answered(held.petition, Outcome.ADOPTED, Outcome.NOT_ADOPTED, at=clock.advance(days=9))
    session.commit()
    clock.advance(days=1)
    return held.petition


def test_the_pages_show_all_four(client: FlaskClient, petition: Petition, cast: Cast) -> None:
    page = client.get(f"/petitions/{petition.number}").text
    assert "應於3月6日前完成，於3月2日完成" in page, "milestones, planned and done"
    replies = page.split('class="reply-body"')[1].split('id="promises"')
    assert "同意參採" in replies[0] and "不予採納" in replies[0], "an outcome for each demand"
    assert "完成新版系統上線" in replies[1] and "資訊處" in replies[1], "and what was promised"
    meetings = client.get(f"/petitions/{petition.number}/meetings").text
    assert RECORD in meetings and "https://example.org/minutes" in meetings
    table = client.get("/agencies").text
    (first, second) = (part.split(f'/agencies/{cast.finance.code}"')[1].split("</tr>")[0] for part in table.split('id="results"'))
    assert 'data-k="如期"><span>100%' in first and 'data-k="里程碑"><span>2／2' in first
    assert 'data-k="同意參採">1<' in second and 'data-k="不予採納">1<' in second and 'data-k="完成的承諾"><span>0／1' in second


def test_the_json_says_all_four(client: FlaskClient, petition: Petition, cast: Cast) -> None:
    found: Any = client.get(f"/petitions/{petition.number}.json").json
    assert [(step["milestone"], step["state"], step["late_days"]) for step in found["milestones"]] == [
        ("plan", "done", 0),
        ("contact", "done", 0),
    ]
    assert [(one["state"], one["record"]) for one in found["meetings"]] == [("held", RECORD)]
    assert [demand["outcome"] for demand in found["demands"]] == ["adopted", "not_adopted"]
    assert all(demand["reason"] for demand in found["demands"])
    assert [(one["text"], one["state"]) for one in found["promises"]] == [("完成新版系統上線", "promised")]
    table: Any = client.get("/agencies.json").json
    row = next(row for row in table["agencies"] if row["agency_code"] == cast.finance.code)
    assert (row["in_time_percent"], row["milestones_kept"], row["adopted"], row["promises"]) == (100, 2, 1, 1)
