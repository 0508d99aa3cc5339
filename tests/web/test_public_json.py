"""The names of the JSON's fields are promises."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from flask.testing import FlaskClient

from app.respond import answers
from app.respond.models import Outcome, ResponsePart
from tests.given import Given

FIELDS = [
    "number", "title", "stage", "demands", "reasons", "impact", "agencies", "submitted_at", "review_due_at", "admitted_at",
    "endorse_from", "endorse_until", "threshold", "endorsements", "endorsements_as_of", "established_at", "respond_due_at",
    "extended", "overdue_days", "response", "milestones", "reply", "ratings", "survey", "meetings", "timeline", "text_sha256", "updates",
    "links", "merged_into", "paused_until", "promises",
]  # fmt: skip
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00")
MOMENTS = [name for name in FIELDS if name.endswith(("_at", "_from", "_until"))]


def get(client: FlaskClient, number: str) -> dict[str, Any]:
    row: dict[str, Any] = client.get(f"/petitions/{number}.json").get_json()
    return row


def test_a_petition_in_review_has_every_field_and_null_where_not_yet(given: Given, client: FlaskClient) -> None:
    petition = given.a_petition_in_review()
    given.session.commit()
    row = get(client, petition.number)
    assert sorted(row) == sorted(FIELDS)
    assert row["stage"] == "in_review"
    assert row["demands"][0] == {"no": 1, "text": petition.demands[0].text, "outcome": None, "reason": None, "existing_policy": None}
    assert row["submitted_at"] == "2026-03-02T10:00:00+08:00"
    assert row["review_due_at"] == "2026-03-06T00:00:00+08:00"
    for name in (
        "admitted_at",
        "endorse_from",
        "endorse_until",
        "endorsements_as_of",
        "established_at",
        "respond_due_at",
        "response",
        "overdue_days",
    ):
        assert row[name] is None
    assert row["extended"] is False
    assert row["agencies"] == [{"code": "A05000000E", "name": "財政部", "role": "suggested"}]
    assert row["timeline"] == [{"move": "submit", "at": "2026-03-02T10:00:00+08:00", "role": "proposer", "reason": None, "ground": None}]
    assert re.fullmatch(r"[0-9a-f]{64}", row["text_sha256"])


def test_an_answered_one_says_what_became_of_each_demand(given: Given, client: FlaskClient) -> None:
    petition = given.an_answered_petition(Outcome.ADOPTED, Outcome.NOT_ADOPTED)
    given.session.commit()
    row = get(client, petition.number)
    assert [demand["outcome"] for demand in row["demands"]] == ["adopted", "not_adopted"]
    assert all(demand["reason"] for demand in row["demands"])
    assert row["response"] == {
        "summary": "兩項訴求一項採納、一項部分採納。",
        "published_at": "2026-03-02T10:00:00+08:00",
        "attachments": [],
        "parts": [],
    }
    assert (row["endorsements"], row["threshold"], row["overdue_days"]) == (5_000, 5_000, 0)
    assert [entry["move"] for entry in row["timeline"]] == ["submit", "admit", "reach", "answer"]
    assert row["agencies"][0]["role"] == "lead"
    assert [name for name in MOMENTS if row[name] and not MOMENT.fullmatch(row[name])] == []


def test_the_parts_of_other_agencies_are_in_it(given: Given, client: FlaskClient) -> None:
    petition = given.an_answered_petition()
    version = answers.latest(given.session, petition)
    assert version is not None
    for demand_no, text in ((0, ""), (1, "票證系統今年九月改版。")):
        asked = {"agency_id": given.cast.transport.id, "demand_no": demand_no, "asked_on": date(2026, 2, 20)}
        given.session.add(ResponsePart(response_id=version.id, text=text, **asked))
    given.session.commit()
    agency = {"code": "A15000000G", "name": "交通部"}
    assert get(client, petition.number)["response"]["parts"] == [
        {"agency": agency, "demand": None, "asked_on": "2026-02-20", "text": None},
        {"agency": agency, "demand": 1, "asked_on": "2026-02-20", "text": "票證系統今年九月改版。"},
    ]


def test_days_overdue_are_counted_by_themselves(given: Given, client: FlaskClient) -> None:
    petition = given.an_established_petition(days=120, threshold_days_ago=100)
    given.session.commit()
    assert get(client, petition.number)["overdue_days"] == 39


def test_the_list_holds_the_same_records(given: Given, client: FlaskClient) -> None:
    petition = given.an_open_petition(endorsements=3)
    given.session.commit()
    found = client.get("/petitions.json?stage=endorsing").get_json()
    assert {**found, "petitions": None} == {"total": 1, "page": 1, "pages": 1, "petitions": None}
    assert found["petitions"] == [get(client, petition.number)]
    assert client.get("/petitions.json?page=2").get_json()["petitions"] == []


def test_what_is_not_there_is_a_problem_in_json(client: FlaskClient) -> None:
    answer = client.get("/petitions/999-99999.json")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert answer.get_json()["status"] == 404


def test_chinese_stands_in_it_as_it_reads(given: Given, client: FlaskClient) -> None:
    petition = given.a_petition_in_review()
    given.session.commit()
    assert petition.title in client.get(f"/petitions/{petition.number}.json").get_data(as_text=True)
