"""Complaint 10: endorsements are made in bulk, and what is taken away again nobody can check.

Here the database refuses a second one, and a removal is a public batch of two people after which the sums still add up.
The same with a hundred requests at once is in tests/race.
"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.endorse.models import Endorsement
from tests.announce.occasions import removed
from tests.given import Given


def test_the_database_itself_refuses_a_second_one(given: Given, session: Session) -> None:
    petition = given.an_open_petition()
    mark = {"person_nullifier": b"1" * 32, "phone_nullifier": b"2" * 32, "text_sha256": petition.text_sha256, "at": given.at}
    session.execute(insert(Endorsement).values(petition_id=petition.id, **mark))
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(insert(Endorsement).values(petition_id=petition.id, **mark | {"phone_nullifier": b"3" * 32}))
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(insert(Endorsement).values(petition_id=petition.id, **mark | {"person_nullifier": b"3" * 32}))


def test_a_removal_is_public_and_the_sums_add_up(client: FlaskClient, given: Given, session: Session) -> None:
    petition = removed(given)
    session.commit()
    found = client.get(f"/petitions/{petition.number}/ledger.json").json
    assert found["endorsed"] - found["taken_back"] - found["removed"] == found["counted"]
    (batch,) = found["removals"]
    assert all(batch[name] for name in ("rule", "reason", "removed", "confirmed_at", "prepared_by", "confirmed_by"))
    assert batch["removed"] == found["removed"] == 40
