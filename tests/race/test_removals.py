"""Removal while people endorse and take back, and the tally runs: nothing is counted twice or lost, two confirmations make one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.endorse import actions as endorse
from app.endorse import integrity, ledger, removals, tally
from app.endorse import queries as ballots
from app.endorse.models import Endorsement
from app.endorse.selection import Selection
from app.kernel.db import sessions_for
from app.kernel.secrets import Keyring
from app.petition import queries
from app.propose import actions as propose
from app.review import actions as review
from tests.cast import assemble, citizen
from tests.given import TEXT, WORKDAYS
from tests.race.test_endorse import COUNTIES, OPEN, SOURCES, START, at_once

pytestmark = pytest.mark.race
FIRST, LATER = 30, 16


def test_removal_in_parallel_with_endorsing(fresh_engine: Engine, keys: Keyring) -> None:
    sessions = sessions_for(fresh_engine)
    with sessions.begin() as session:
        cast = assemble(session, keys, at=START)
        crowd = [citizen(session, keys, f"c{no}", at=START, no=500 + no).id for no in range(FIRST + LATER)]
        number = propose.submit(session, TEXT, by=cast.mei, keys=keys, workdays=WORKDAYS, at=START).number
    with sessions.begin() as session:
        review.admit(session, queries.by_number(session, number), by=cast.lin, lead=cast.finance, at=START)

    def endorses(session: Session, no: int) -> None:
        ballot = ballots.ballot(session, number, crowd[no])
        endorse.cast(
            session, ballot, keys=keys, at=OPEN + timedelta(seconds=no), county=COUNTIES[no % len(COUNTIES)], source=SOURCES[no % 3]
        )

    with sessions.begin() as session:
        for no in range(FIRST):
            endorses(session, no)
    with sessions.begin() as session:
        tally.count(session, at=OPEN)
    with sessions.begin() as session:
        every = Selection(begins=START)
        batch = removals.prepare(
            session, queries.by_number(session, number), every, rule="同一分鐘", reason="來源相同。", by=cast.ann, role=Role.ADMIN, at=OPEN
        ).id

    def act(no: int) -> None:
        with sessions.begin() as session:
            if no < LATER:
                endorses(session, FIRST + no)
            elif no < LATER + 6:
                mine = ballots.ballot(session, number, crowd[no - LATER])
                endorse.take_back(session, mine, keys=keys, at=OPEN + timedelta(hours=1))
            elif no < LATER + 9:
                by = cast.hao if no % 2 else cast.lin
                removals.confirm(session, integrity.batch(session, batch), by=by, role=Role.MODERATOR, at=OPEN + timedelta(hours=2))
            else:
                tally.count(session, at=OPEN + timedelta(hours=2))

    told = at_once(LATER + 11, act)
    # Whoever comes after the removal to take theirs back finds that it does not count any longer.
    assert told.count("removal.settled") == 2
    assert set(told) <= {"done", "removal.settled", "endorse.not_endorsed"}
    taken_back = 6 - told.count("endorse.not_endorsed")
    with sessions.begin() as session:
        tally.count(session, at=OPEN + timedelta(hours=3))
    with sessions() as session:
        petition = queries.by_number(session, number)
        assert integrity.batch(session, batch).removed == FIRST - taken_back
        assert petition.endorsements == LATER == tally.live(session, petition)
        assert tally.reconcile(session) == []
        whole = ledger.ledger(session, petition).whole
        assert (whole.endorsed, whole.taken_back, whole.removed, whole.counted) == (FIRST + LATER, taken_back, FIRST - taken_back, LATER)
        both = select(func.count()).select_from(Endorsement)
        assert session.scalar(both.where(Endorsement.taken_back_at.is_not(None), Endorsement.removed_at.is_not(None))) == 0
