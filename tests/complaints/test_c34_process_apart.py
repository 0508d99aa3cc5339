"""Complaint 34: "satisfaction depends on the outcome, agencies cannot be compared": the process is measured apart from the outcome."""

from __future__ import annotations

from flask.testing import FlaskClient

from app.respond.models import Outcome
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import Given
from tests.rate.given import rated


def test_punctuality_is_counted_and_agreement_is_asked_apart(given: Given, cast: Cast, client: FlaskClient, clock: HandClock) -> None:
    petition = given.an_answered_petition(Outcome.NOT_ADOPTED, Outcome.NOT_ADOPTED)
    rated(given, petition, [(5, 1)] * 30)
    given.session.commit()
    page = client.get(f"/agencies/{cast.finance.code}/ratings").text
    process, opinions = page.split('id="by-endorsers"')
    assert "如期回應" in process and "100%" in process and "平均" not in process
    assert "平均5.0（1到5），共30人。" in opinions and "平均1.0（1到5），共30人。" in opinions
    row = client.get(f"/petitions/{petition.number}.json").get_json()
    assert row["overdue_days"] == 0 and [step["late_days"] for step in row["milestones"]] == []
    assert row["ratings"]["addressed"]["5"] == 30 and row["ratings"]["agrees"]["1"] == 30
