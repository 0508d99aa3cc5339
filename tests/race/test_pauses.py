"""A pause that begins while people endorse: nobody inside it is counted, nobody outside it refused, the window moves once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session, sessionmaker

from app.endorse import actions as endorse
from app.endorse import queries as ballots
from app.endorse import tally
from app.endorse.models import Endorsement
from app.kernel.db import sessions_for
from app.kernel.errors import Conflict
from app.kernel.secrets import Keyring
from app.petition import pauses, queries
from app.petition.lifecycle import Move
from app.propose import actions as propose
from app.review import actions as review
from tests.cast import assemble, citizen
from tests.given import TEXT, WORKDAYS
from tests.race.test_endorse import START, at_once

pytestmark = pytest.mark.race
EACH, LENGTH = 6, timedelta(days=3)
SECOND = timedelta(seconds=1)


class Election:
    """An open petition, endorsers, and a pause that ends as its window would have."""

    def __init__(self, engine: Engine, keys: Keyring) -> None:
        self.sessions: sessionmaker[Session] = sessions_for(engine)
        self.keys = keys
        with self.sessions.begin() as session:
            cast = assemble(session, keys, at=START)
            self.crowd = [citizen(session, keys, f"c{no}", at=START, no=500 + no).id for no in range(4 * EACH)]
            self.number = propose.submit(session, TEXT, by=cast.mei, keys=keys, workdays=WORKDAYS, at=START).number
            petition = queries.by_number(session, self.number)
            review.admit(session, petition, by=cast.lin, lead=cast.finance, at=START)
            assert petition.endorse_until is not None
            self.ends = petition.endorse_until
            self.begins = self.ends - LENGTH
            pauses.plan(session, begins=self.begins, ends=self.ends, reason="選舉投票。", by=cast.ann, at=START)

    def rush(self) -> dict[str, list[str]]:
        """Before, in and after the pause people press at once, while the clock's sweep runs; what each was told."""
        told: dict[str, list[str]] = {"before": [], "inside": [], "last": [], "after": []}
        # The last moment in the pause, and the first after it, which only a moved window still has.
        moments: list[datetime] = [self.begins - SECOND, self.begins, self.ends - SECOND, self.ends]

        def act(no: int) -> None:
            if no >= len(self.crowd):
                with self.sessions.begin() as session:
                    pauses.begin_all_due(session, at=self.ends)
                return
            name, at = list(told)[no % 4], moments[no % 4]
            try:
                with self.sessions.begin() as session:
                    endorse.cast(session, ballots.ballot(session, self.number, self.crowd[no]), keys=self.keys, at=at)
            except Conflict as refusal:
                told[name].append(refusal.code)
            else:
                told[name].append("done")

        at_once(len(self.crowd) + 2, act)
        return told


def test_a_pause_begins_while_people_endorse(fresh_engine: Engine, keys: Keyring) -> None:
    election = Election(fresh_engine, keys)
    told = election.rush()
    assert told == {
        "before": ["done"] * EACH,
        "inside": ["endorse.paused"] * EACH,
        "last": ["endorse.paused"] * EACH,
        "after": ["done"] * EACH,
    }
    with election.sessions.begin() as session:
        tally.count(session, at=election.ends + timedelta(hours=1))
    with election.sessions() as session:
        petition = queries.by_number(session, election.number)
        assert (petition.endorsements, petition.endorse_until) == (2 * EACH, election.ends + LENGTH)
        assert [row.move for row in queries.timeline(session, petition)].count(Move.PAUSE) == 1
        assert tally.reconcile(session) == []


def test_a_statement_that_does_not_ask_for_pauses_counts_inside(
    fresh_engine: Engine, keys: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the same rush with the test of the pause taken out of the statement."""
    blind = endorse.ENDORSE.text.replace("FROM pause WHERE", "FROM pause WHERE false AND")
    assert blind != endorse.ENDORSE.text
    monkeypatch.setattr(endorse, "ENDORSE", text(blind))
    election = Election(fresh_engine, keys)
    assert election.rush()["inside"] == ["done"] * EACH
    with election.sessions() as session:
        inside = select(func.count()).select_from(Endorsement).where(Endorsement.at >= election.begins, Endorsement.at < election.ends)
        assert session.scalar(inside) == 2 * EACH
