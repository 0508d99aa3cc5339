"""Complaint 5: adoption is claimed and nothing happens; some of it was being done already.

Every promise has a date, a unit and a state, is overdue by itself, and existing policy is told apart from what was adopted.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from app.kernel.workdays import start_of
from app.respond import answers, keeping, promises
from app.respond.keeping import Report
from app.respond.models import Outcome, PromiseState
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import WORKDAYS, Given, answer


def test_a_promise_past_its_day_is_overdue_until_it_is_settled(given: Given, cast: Cast, client: FlaskClient, clock: HandClock) -> None:
    petition = given.an_answered_petition()
    given.session.commit()
    (one,) = promises.of_petition(given.session, petition)
    clock.at = start_of(one.commitment.due_on + timedelta(days=1))
    page = client.get(f"/petitions/{petition.number}/promises").text
    assert "逾期1天" in page and "資訊處" in page
    assert one.promise.text in client.get("/promises?late=yes").text
    told = Report("新版系統已上線，公告在下面的網址。", "https://example.org/new", one.commitment.seal)
    keeping.report(given.session, petition, one.promise, PromiseState.DONE, told, by=cast.wu, agency=cast.finance, at=clock.at)
    given.session.commit()
    assert one.promise.text not in client.get("/promises?late=yes").text
    assert "https://example.org/new" in client.get(f"/petitions/{petition.number}/promises").text


def test_what_was_running_already_is_not_taken_for_adopted_alone(given: Given, cast: Cast, client: FlaskClient) -> None:
    petition = given.an_established_petition()
    written = answer(Outcome.ADOPTED, Outcome.ADOPTED, at=given.at)
    running, moved = written.replies
    said = replace(written, replies=(replace(running, existing_policy=True), moved))
    answers.publish(
        given.session, petition, said, by=cast.wu, agency=cast.finance, keys=given.keys, workdays=WORKDAYS, at=given.at, acknowledged=True
    )  # fmt: skip
    given.session.commit()
    first, second = client.get(f"/petitions/{petition.number}").text.split('id="demand-1"')[1].split('id="demand-2"')
    assert "同意參採" in first and "既有政策" in first
    assert "同意參採" in second.split("</section>")[0] and "既有政策" not in second.split("</section>")[0]
    found: Any = client.get(f"/petitions/{petition.number}.json").json
    assert [(demand["outcome"], demand["existing_policy"]) for demand in found["demands"]] == [("adopted", True), ("adopted", False)]
    row: Any = client.get(f"/agencies/{cast.finance.code}.json").json
    assert (row["adopted"], row["existing_policy"]) == (2, 1)
