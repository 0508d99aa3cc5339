"""The last second of signing up for a meeting against its draw: whoever was let in is in the list that was drawn from, once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, Select, select
from sqlalchemy.orm import Session, sessionmaker

from app.endorse import actions as endorse
from app.endorse import queries as ballots
from app.kernel.db import sessions_for
from app.kernel.secrets import Keyring
from app.meet import actions as meetings
from app.meet import lots, queries, sweeps
from app.meet.models import Lot, LotState, Meeting
from app.petition import queries as petitions
from app.petition.lifecycle import Move
from app.petition.models import Petition
from tests.announce.acts_of_answering import a_call
from tests.cast import assemble, citizen
from tests.given import Given
from tests.race.test_endorse import OPEN, START, at_once

pytestmark = pytest.mark.race
PEOPLE, SWEEPS = 12, 4


class Draw:
    """A meeting to which a few endorsers may come, and the people who sign up for it."""

    def __init__(self, engine: Engine, keys: Keyring) -> None:
        self.sessions: sessionmaker[Session] = sessions_for(engine)
        self.keys = keys
        with self.sessions.begin() as session:
            cast = assemble(session, keys, at=START)
            given = Given(session, keys, cast, OPEN)
            petition = given.an_established_petition()
            self.number = petition.number
            self.people = [citizen(session, keys, f"c{no}", at=START, no=500 + no) for no in range(PEOPLE)]
            for person in self.people:
                endorse.cast(session, ballots.ballot(session, petition.number, person.id), keys=keys, at=OPEN)
            call = a_call(given, seats=3)
            self.meeting = meetings.convene(session, petition, by=cast.wu, agency=cast.finance, call=call, keys=keys, at=OPEN).id
        assert call.sign_up_until is not None
        self.until: datetime = call.sign_up_until

    def petition(self, session: Session) -> Petition:
        return petitions.by_number(session, self.number)

    def sign_up(self, no: int) -> None:
        with self.sessions.begin() as session:
            mine, at = self.petition(session), self.until - timedelta(seconds=1)
            meeting = queries.meeting(session, mine, self.meeting)
            lots.sign_up(session, mine, meeting, by=self.people[no], keys=self.keys, at=at)

    def sweep(self, late: timedelta = timedelta()) -> None:
        with self.sessions.begin() as session:
            sweeps.draw_all_due(session, self.keys, as_of=self.until + late)


@pytest.fixture
def draw(fresh_engine: Engine, keys: Keyring) -> Draw:
    return Draw(fresh_engine, keys)


def test_sign_ups_against_the_draw(draw: Draw) -> None:
    let_in: list[int] = []

    def act(no: int) -> None:
        if no < SWEEPS:
            for _ in range(3):
                draw.sweep()
            return
        draw.sign_up(no - SWEEPS)
        let_in.append(no)

    told = at_once(SWEEPS + PEOPLE, act)
    assert set(told) <= {"done", "lot.closed"}
    # A sweep passes over a meeting for which somebody is signing up, and comes back.
    draw.sweep(timedelta(minutes=1))
    with draw.sessions() as session:
        assert_drawn(session, draw.meeting, len(let_in))
        assert [row.move for row in petitions.timeline(session, draw.petition(session))].count(Move.DRAW) == 1


def test_a_draw_in_the_middle_of_a_sign_up_waits_for_it(draw: Draw, monkeypatch: pytest.MonkeyPatch) -> None:
    sweep_once_let_in(draw, monkeypatch)
    draw.sign_up(0)
    draw.sweep(timedelta(minutes=1))
    with draw.sessions() as session:
        assert_drawn(session, draw.meeting, 1)


def test_a_sign_up_that_does_not_hold_the_meeting_misses_the_draw(draw: Draw, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the same draw at the same moment, with the row's lock taken out."""
    sweep_once_let_in(draw, monkeypatch)
    monkeypatch.setattr(Select, "with_for_update", lambda self, **_: self)
    draw.sign_up(0)
    draw.sweep(timedelta(minutes=1))
    with draw.sessions() as session, pytest.raises(AssertionError):
        assert_drawn(session, draw.meeting, 1)


def sweep_once_let_in(draw: Draw, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between a sign-up's look at the meeting and its row, the clock's sweep runs."""
    key_of = lots._key

    def late(petition: Petition, keys: Keyring) -> bytes:
        draw.sweep()
        return key_of(petition, keys)

    monkeypatch.setattr(lots, "_key", late)


def assert_drawn(session: Session, meeting: int, people: int) -> None:
    """Everybody who was let in has a number and a rank, and the list that was published is of so many."""
    rows = session.execute(select(Lot.number, Lot.rank).where(Lot.meeting_id == meeting, Lot.rank.is_distinct_from(0))).all()
    assert sorted(number for number, _ in rows) == sorted(rank for _, rank in rows) == list(range(1, people + 1))
    assert session.get_one(Meeting, meeting).pool == people


def test_leaving_against_the_draw(draw: Draw) -> None:
    """Who takes the endorsement back in the same moment is either not in the list or passes the seat on."""
    for no in range(PEOPLE):
        draw.sign_up(no)

    leaving = range(PEOPLE - 4)

    def act(no: int) -> None:
        if no >= len(leaving):
            draw.sweep()
            return
        with draw.sessions.begin() as session:
            mine, person, at = draw.petition(session), draw.people[no], draw.until - timedelta(seconds=1)
            endorse.take_back(session, ballots.ballot(session, draw.number, person.id), keys=draw.keys, at=at)
            lots.leave(session, mine, by=person, keys=draw.keys, at=at)

    assert set(at_once(len(leaving) + SWEEPS, act)) == {"done"}
    draw.sweep(timedelta(minutes=1))
    with draw.sessions() as session:
        mine = draw.petition(session)
        meeting = queries.meeting(session, mine, draw.meeting)
        left = [lots.lot_of(session, mine, meeting, draw.people[no], keys=draw.keys) for no in leaving]
        assert {lot.state for lot in left if lot is not None} <= {LotState.DECLINED}
        assert meeting.pool == len(session.scalars(select(Lot).where(Lot.rank > 0)).all())
        invited = select(Lot).where(Lot.rank > 0, Lot.state == LotState.INVITED)
        assert len(session.scalars(invited).all()) == 3
