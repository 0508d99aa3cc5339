"""Complaint 9: opposite petitions mobilised against each other, and nobody saw both.

Here a moderator says that they are opposite, each page leads to both side by side, and neither is a duplicate of the other.
"""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Cast
from tests.given import Given
from tests.web.visits import Visit

FOR, AGAINST = "全國各級學校上學時間應延後到上午九時", "全國各級學校上學時間應維持上午七時三十分"


def test_opposite_petitions_stand_side_by_side(app: Flask, client: FlaskClient, given: Given, cast: Cast) -> None:
    one = given.an_open_petition(title=FOR, demands=("各級學校第一節課不得早於上午九時。",), endorsements=40)
    other = given.an_open_petition(by=cast.bo, title=AGAINST, demands=("各級學校上學時間不得再延後。",), endorsements=35)
    lin = Visit(app).enter(cast.lin, strong=True)
    assert lin.post(f"/moderate/{one.number}/links", {"other": other.number, "relation": "opposite"}).status_code == 303
    beside = f"/petitions/{one.number}/beside/{other.number}"
    for petition in (one, other):
        page = client.get(f"/petitions/{petition.number}").text
        assert beside in page
        assert "主張相反" in page
    both = client.get(beside).text
    for petition in (one, other):
        assert petition.title in both
        assert petition.demands[0].text in both
        assert f"<b>{petition.endorsements}</b>" in both
