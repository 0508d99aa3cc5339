"""Promises of petitions in lists: the filter, the mark on the row, the JSON and the CSV."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.petition.models import Petition
from tests.conftest import HandClock
from tests.given import Given
from tests.web.markup import check, untranslated


@pytest.fixture
def answered(given: Given) -> Petition:
    """One answered with a promise due in ninety days, beside one that is open."""
    petition = given.an_answered_petition()
    given.an_open_petition(by=given.cast.bo, title="公園飲水機水質檢驗數據每週上網公開")
    given.session.commit()
    return petition


def numbers(client: FlaskClient, query: str) -> list[str]:
    found: Any = client.get(f"/petitions.json{query}").json
    return [row["number"] for row in found["petitions"]]


def test_only_those_with_an_overdue_promise(client: FlaskClient, answered: Petition, clock: HandClock) -> None:
    assert 'href="/petitions?late=promise"' in client.get("/petitions").text
    assert numbers(client, "?late=promise") == [] and "承諾逾期" not in client.get("/petitions").text
    clock.advance(days=95)
    assert numbers(client, "?late=promise") == [answered.number]
    assert numbers(client, "?late=promise&stage=endorsing") == []
    page = client.get("/petitions?late=promise").text
    check(page)
    assert "承諾逾期5天" in page and "有逾期的承諾" in page and 'name="late" value="promise"' in page
    assert client.get("/petitions").text.count("承諾逾期") == 1
    assert untranslated(client.get("/en/petitions?late=promise").text) == []
    assert client.get("/petitions?late=never").status_code == 422


def test_a_petitions_json_has_its_promises(client: FlaskClient, answered: Petition, clock: HandClock) -> None:
    clock.advance(days=95)
    found: Any = client.get(f"/petitions/{answered.number}.json").json
    (one,) = found["promises"]
    assert (one["text"], one["unit"], one["state"], one["overdue_days"]) == ("完成新版系統上線", "資訊處", "promised", 5)
    assert one["proof_url"] is None and one["due_on"] == one["first_due_on"]
    assert [demand["existing_policy"] for demand in found["demands"]] == [False, False]


def test_the_csv_counts_them(client: FlaskClient, answered: Petition, clock: HandClock) -> None:
    clock.advance(days=95)
    rows = {row["number"]: row for row in csv.DictReader(StringIO(client.get("/petitions.csv").data.decode("utf-8-sig")))}
    counts = {number: tuple(row[f"promises{part}"] for part in ("", "_kept", "_overdue")) for number, row in rows.items()}
    assert counts.pop(answered.number) == ("1", "0", "1")
    assert set(counts.values()) == {("0", "0", "0")}
