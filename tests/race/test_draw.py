"""The last second of signing up for a meeting against its draw: whoever was let in is in the list that was drawn from, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.endorse import actions as endorse
from app.endorse import queries as ballots
from app.kernel.db import sessions_for
from app.kernel.secrets import Keyring
from app.meet import actions as meetings
from app.meet import lots, queries, sweeps
from app.meet.models import Lot, Meeting
from app.petition import queries as petitions
from app.petition.lifecycle import Move
from tests.announce.occasions import a_call
from tests.cast import assemble, citizen
from tests.given import Given
from tests.race.test_endorse import OPEN, START, at_once

pytestmark = pytest.mark.race
PEOPLE, SWEEPS = 12, 4


def test_sign_ups_against_the_draw(fresh_engine: Engine, keys: Keyring) -> None:
    sessions = sessions_for(fresh_engine)
    with sessions.begin() as session:
        cast = assemble(session, keys, at=START)
        given = Given(session, keys, cast, OPEN)
        petition = given.an_established_petition()
        people = [citizen(session, keys, f"c{no}", at=START, no=500 + no) for no in range(PEOPLE)]
        for person in people:
            endorse.cast(session, ballots.ballot(session, petition.number, person.id), keys=keys, at=OPEN)
        call = a_call(given, seats=3)
        meeting = meetings.convene(session, petition, by=cast.wu, agency=cast.finance, call=call, keys=keys, at=OPEN).id
    assert call.sign_up_until is not None
    until = call.sign_up_until
    let_in: list[int] = []

    def act(no: int) -> None:
        if no < SWEEPS:
            for _ in range(3):
                with sessions.begin() as session:
                    sweeps.draw_all_due(session, keys, as_of=until)
            return
        with sessions.begin() as session:
            mine = petitions.by_number(session, petition.number)
            at = until - timedelta(seconds=1)
            lots.sign_up(session, mine, queries.meeting(session, mine, meeting), by=people[no - SWEEPS], keys=keys, at=at)
        let_in.append(no)

    told = at_once(SWEEPS + PEOPLE, act)
    assert set(told) <= {"done", "lot.closed"}
    with sessions.begin() as session:
        # A sweep passes over a meeting for which somebody is signing up, and comes back.
        sweeps.draw_all_due(session, keys, as_of=until + timedelta(minutes=1))
    with sessions() as session:
        assert_drawn(session, meeting, len(let_in))
        assert [row.move for row in petitions.timeline(session, petition)].count(Move.DRAW) == 1


def assert_drawn(session: Session, meeting: int, people: int) -> None:
    """Everybody who was let in has a number and a rank, and the list that was published is of so many."""
    rows = session.execute(select(Lot.number, Lot.rank).where(Lot.meeting_id == meeting, Lot.rank.is_distinct_from(0))).all()
    assert sorted(number for number, _ in rows) == sorted(rank for _, rank in rows) == list(range(1, people + 1))
    assert session.get_one(Meeting, meeting).pool == people
