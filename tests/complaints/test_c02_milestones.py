"""Complaint 2: "two months of silence, then an essay": the timeline shows the planned and the actual date of every milestone."""

from __future__ import annotations

from datetime import timedelta

from flask.testing import FlaskClient

from app.respond import actions as respond
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import Given


def test_the_page_shows_planned_and_actual_dates(given: Given, cast: Cast, client: FlaskClient, clock: HandClock) -> None:
    petition = given.an_established_petition(threshold_days_ago=3)
    given.session.commit()
    path = f"/petitions/{petition.number}"
    assert "應於3月6日前完成" in client.get(path).text

    at = clock.advance(days=6)
    respond.plan(given.session, petition, by=cast.wu, agency=cast.finance, text="先盤點系統，再邀請民眾試用。", at=at)
    given.session.commit()
    clock.advance(days=10)
    page = client.get(path).text
    assert "應於3月6日前完成，於3月8日完成，遲2天" in page
    assert "應於3月13日前完成，沒有完成，逾期5天" in page

    plan, contact = client.get(path + ".json").get_json()["milestones"]
    assert (plan["due_at"], plan["done_at"], plan["late_days"]) == ("2026-03-07T00:00:00+08:00", "2026-03-08T10:00:00+08:00", 2)
    assert (contact["milestone"], contact["state"], contact["late_days"]) == ("contact", "missed", 5)

    given.answered(petition, at=clock.at)
    given.session.commit()
    clock.at += timedelta(days=30)
    assert "應於3月13日前完成，沒有完成，逾期5天" in client.get(path).text
