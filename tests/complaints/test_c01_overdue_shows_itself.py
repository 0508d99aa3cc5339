"""Complaint 1: the agency lets sixty days pass, and nothing on the platform says so.

Here a simulated two months and more without any act make the page, the API, the table and the feed say that it is overdue.
"""

from __future__ import annotations

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.conftest import HandClock
from tests.given import Given


def test_nobody_acts_and_everything_says_overdue(client: FlaskClient, given: Given, session: Session, clock: HandClock) -> None:
    petition = given.an_established_petition(threshold_days_ago=0)
    session.commit()
    here = f"/petitions/{petition.number}"
    assert client.get(f"{here}.json").json["overdue_days"] == 0
    assert client.get("/agencies.json").json["agencies"][0]["overdue"] == 0
    assert petition.respond_due_at is not None
    clock.at = petition.respond_due_at + timedelta(hours=3)
    assert "回應逾期1天" in client.get(here).text
    assert client.get(f"{here}.json").json["overdue_days"] == 1
    (row,) = client.get("/agencies.json").json["agencies"]
    assert (row["overdue"], row["most_overdue_days"]) == (1, 1)
    assert client.get("/waiting.json").json["waiting"][0]["days_overdue"] == 1
    assert 'term="overdue"' in client.get("/agencies.atom").text
    clock.advance(days=30)
    assert client.get("/waiting.json").json["waiting"][0]["days_overdue"] == 31
