"""Complaint 10: endorsements are made in bulk, and what is taken away again nobody can check.

Here the database refuses a second one, also when a hundred are asked for at once, and a removal is a public batch of two people
after which the sums still add up.
"""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.endorse import actions as endorse
from app.endorse import queries as ballots
from app.endorse.models import Endorsement
from app.kernel.db import sessions_for
from app.kernel.secrets import Keyring
from app.petition import queries
from app.propose import actions as propose
from app.review import actions as review
from tests.announce.occasions import removed
from tests.cast import assemble
from tests.given import TEXT, WORKDAYS, Given
from tests.race.test_endorse import OPEN, START, at_once


def test_the_database_itself_refuses_a_second_one(given: Given, session: Session) -> None:
    petition = given.an_open_petition()
    mark = {"person_nullifier": b"1" * 32, "phone_nullifier": b"2" * 32, "text_sha256": petition.text_sha256, "at": given.at}
    session.execute(insert(Endorsement).values(petition_id=petition.id, **mark))
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(insert(Endorsement).values(petition_id=petition.id, **mark | {"phone_nullifier": b"3" * 32}))
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(insert(Endorsement).values(petition_id=petition.id, **mark | {"person_nullifier": b"3" * 32}))


@pytest.mark.race
def test_a_hundred_at_once_make_one(fresh_engine: Engine, keys: Keyring) -> None:
    sessions = sessions_for(fresh_engine)
    with sessions.begin() as session:
        cast = assemble(session, keys, at=START)
        number = propose.submit(session, TEXT, by=cast.mei, keys=keys, workdays=WORKDAYS, at=START).number
    with sessions.begin() as session:
        review.admit(session, queries.by_number(session, number), by=cast.lin, lead=cast.finance, at=START)

    def press(_: int) -> None:
        with sessions.begin() as session:
            endorse.cast(session, ballots.ballot(session, number, cast.bo.id), keys=keys, at=OPEN)

    assert sorted(at_once(100, press)) == ["done", *["endorse.already"] * 99]
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(Endorsement)) == 1


def test_a_removal_is_public_and_the_sums_add_up(client: FlaskClient, given: Given, session: Session) -> None:
    petition = removed(given)
    session.commit()
    found = client.get(f"/petitions/{petition.number}/ledger.json").json
    assert found["endorsed"] - found["taken_back"] - found["removed"] == found["counted"]
    (batch,) = found["removals"]
    assert all(batch[name] for name in ("rule", "reason", "removed", "confirmed_at", "prepared_by", "confirmed_by"))
    assert batch["removed"] == found["removed"] == 40
