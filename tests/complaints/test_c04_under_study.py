"""Complaint 4: "under study" is a grave.

A case under study without an entry in six months is listed as overdue, with nobody's help; a final outcome ends it.
"""

from __future__ import annotations

from datetime import timedelta

from flask.testing import FlaskClient

from app.respond.models import Outcome
from tests.conftest import HandClock
from tests.given import Given


def test_without_an_entry_in_six_months_it_is_listed_as_overdue(given: Given, client: FlaskClient, clock: HandClock) -> None:
    petition = given.an_answered_petition(Outcome.UNDER_STUDY, Outcome.ADOPTED)
    given.session.commit()
    due = petition.follow_up_due_at
    assert due is not None
    clock.at = due - timedelta(seconds=1)
    assert petition.number not in client.get("/petitions?stage=follow_up&late=yes").text
    clock.at = due + timedelta(days=2)
    assert petition.number in client.get("/petitions?stage=follow_up&late=yes").text
    assert "追蹤逾期3天" in client.get(f"/petitions/{petition.number}").text
    assert client.get(f"/petitions/{petition.number}.json").json["overdue_days"] == 3  # type: ignore[index]
    given.answered(petition, Outcome.NOT_ADOPTED, Outcome.ADOPTED, at=clock.at)
    given.session.commit()
    assert petition.number not in client.get("/petitions?stage=follow_up&late=yes").text
