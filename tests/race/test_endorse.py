"""Many threads at once, each with its own connection and committed data: nothing is counted twice, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session, sessionmaker

from app.endorse import actions as endorse
from app.endorse import queries as ballots
from app.endorse import tally
from app.endorse.counties import County
from app.endorse.models import Endorsement
from app.endorse.sources import Source
from app.kernel.db import sessions_for
from app.kernel.errors import DomainError
from app.kernel.secrets import Keyring
from app.petition import policy, queries
from app.petition.lifecycle import Move, Stage
from app.petition.models import Transition
from app.petition.policy import Entry, Policy
from app.propose import actions as propose
from app.respond import actions as respond
from app.review import actions as review
from tests.cast import Cast, citizen
from tests.given import REFUSAL, TEXT, WORKDAYS

pytestmark = pytest.mark.race

START = datetime(2026, 3, 2, 2, tzinfo=UTC)
OPEN = START + timedelta(days=2)
THRESHOLD = 40
COUNTIES = (County.TAIPEI, County.YILAN, None, County.KINMEN)
SOURCES = (Source.LINE, None, Source.LETTER)


@pytest.fixture
def sessions(fresh_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> sessionmaker[Session]:
    small = replace(Policy(), endorse_threshold=THRESHOLD, early_warning=5)
    monkeypatch.setattr(policy, "RULEBOOK", (Entry(date(2015, 1, 1), "a small one", small),))
    return sessions_for(fresh_engine)


@pytest.fixture
def number(sessions: sessionmaker[Session], keys: Keyring, cast: Cast) -> str:
    with sessions.begin() as session:
        petition = propose.submit(session, TEXT, by=cast.mei, keys=keys, workdays=WORKDAYS, at=START)
    with sessions.begin() as session:
        review.admit(session, queries.by_number(session, petition.number), by=cast.lin, lead=cast.finance, at=START)
    return petition.number


def at_once(times: int, act: Callable[[int], object]) -> list[str]:
    """Run `act` in so many threads that start together; what each was told, `done` or the code of its refusal."""
    barrier = Barrier(times)

    def run(no: int) -> str:
        barrier.wait()
        try:
            act(no)
        except DomainError as refusal:
            return refusal.code
        return "done"

    with ThreadPoolExecutor(times) as pool:
        return sorted(pool.map(run, range(times)))


def test_twenty_presses_of_one_person_make_one_endorsement(sessions: sessionmaker[Session], keys: Keyring, cast: Cast, number: str) -> None:
    def press(_: int) -> None:
        with sessions.begin() as session:
            endorse.cast(session, ballots.ballot(session, number, cast.bo.id), keys=keys, at=OPEN)

    assert at_once(20, press) == ["done", *["endorse.already"] * 19]
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(Endorsement)) == 1


def test_two_people_of_one_number_endorse_once(sessions: sessionmaker[Session], keys: Keyring, cast: Cast, number: str) -> None:
    ballot_of = {}
    with sessions() as session:
        mine = ballots.ballot(session, number, cast.bo.id)
    for no in range(8):
        # Somebody who erased the account and came back with the same number is a new person.
        ballot_of[no] = replace(mine, person_id=10_000 + no)

    def press(no: int) -> None:
        with sessions.begin() as session:
            endorse.cast(session, ballot_of[no], keys=keys, at=OPEN)

    assert at_once(8, press).count("done") == 1


def test_the_reaching_endorsement_is_found_exactly(sessions: sessionmaker[Session], keys: Keyring, number: str) -> None:
    """While people endorse, three tallies run at once; the petition is established once, on the endorsement that made the threshold."""
    people = THRESHOLD + 20
    with sessions.begin() as session:
        crowd = [citizen(session, keys, f"c{no}", at=START, no=500 + no).id for no in range(people)]

    def act(no: int) -> None:
        if no < 20:
            for i in range(no, people, 20):
                with sessions.begin() as session:
                    ballot, told = ballots.ballot(session, number, crowd[i]), {"county": COUNTIES[i % 4], "source": SOURCES[i % 3]}
                    endorse.cast(session, ballot, keys=keys, at=OPEN + timedelta(seconds=i), **told)
        else:
            for _ in range(15):
                with sessions.begin() as session:
                    tally.count(session, at=OPEN)

    assert at_once(23, act) == ["done"] * 23
    with sessions.begin() as session:
        tally.count(session, at=OPEN + timedelta(hours=1))
    with sessions() as session:
        petition = queries.by_number(session, number)
        assert petition.endorsements == people
        assert petition.stage is Stage.RESPONDING
        rows = session.scalars(select(Endorsement).order_by(text("xid"), Endorsement.id)).all()
        assert petition.established_at == rows[THRESHOLD - 1].at
        moves = session.scalars(select(Transition.move).where(Transition.move == Move.REACH)).all()
        assert len(moves) == 1
        assert tally.reconcile(session) == []
        by_county, by_source = ballots.counties(session, petition), ballots.sources(session, petition)
        assert dict(by_county.cells) == {county: people // 4 for county in COUNTIES if county}
        assert (by_county.rest, by_county.total) == (people // 4, people)
        assert dict(by_source.cells) == {source: people // 3 for source in SOURCES if source}


def test_an_uncommitted_endorsement_is_counted_after_its_commit(
    sessions: sessionmaker[Session], keys: Keyring, cast: Cast, number: str
) -> None:
    """A slow transaction holds the count back; a count by row number would skip it for ever."""
    with sessions() as slow:
        endorse.cast(slow, ballots.ballot(slow, number, cast.bo.id), keys=keys, at=OPEN)
        with sessions.begin() as quick:
            endorse.cast(quick, ballots.ballot(quick, number, cast.kai.id), keys=keys, at=OPEN)
        with sessions.begin() as counting:
            tally.count(counting, at=OPEN)
        slow.commit()
    with sessions.begin() as counting:
        tally.count(counting, at=OPEN)
    with sessions() as session:
        assert queries.by_number(session, number).endorsements == 2


def test_a_stranger_in_the_same_server_does_not_hold_the_count_back(
    sessions: sessionmaker[Session], keys: Keyring, cast: Cast, number: str, engine: Engine
) -> None:
    with engine.connect() as stranger:
        stranger.execute(text("SELECT pg_current_xact_id()"))
        with sessions.begin() as session:
            endorse.cast(session, ballots.ballot(session, number, cast.bo.id), keys=keys, at=OPEN)
        with sessions.begin() as counting:
            tally.count(counting, at=OPEN)
        with sessions() as session:
            assert queries.by_number(session, number).endorsements == 1


def test_a_count_that_trusts_row_numbers_loses_one(sessions: sessionmaker[Session], keys: Keyring, cast: Cast, number: str) -> None:
    """The control: the same story, counted up to the newest visible row, loses the slow endorsement."""
    counted, last = 0, 0

    def count_by_row() -> None:
        nonlocal counted, last
        with sessions() as session:
            new = session.scalars(select(Endorsement.id).where(Endorsement.id > last).order_by(Endorsement.id)).all()
        counted, last = counted + len(new), new[-1] if new else last

    with sessions() as slow:
        endorse.cast(slow, ballots.ballot(slow, number, cast.bo.id), keys=keys, at=OPEN)
        with sessions.begin() as quick:
            endorse.cast(quick, ballots.ballot(quick, number, cast.kai.id), keys=keys, at=OPEN)
        count_by_row()
        slow.commit()
    count_by_row()
    assert counted == 1


def test_two_decisions_at_once_make_one(sessions: sessionmaker[Session], keys: Keyring, cast: Cast) -> None:
    with sessions.begin() as session:
        number = propose.submit(session, TEXT, by=cast.bo, keys=keys, workdays=WORKDAYS, at=START).number

    def decide(no: int) -> None:
        with sessions.begin() as session:
            petition = queries.by_number(session, number)
            if no % 2:
                review.admit(session, petition, by=cast.lin, lead=cast.finance, at=START)
            else:
                review.refuse(session, petition, by=cast.hao, refusal=REFUSAL, at=START)

    told = at_once(10, decide)
    assert told.count("done") == 1
    assert set(told) <= {"done", "petition.moved", "petition.not_now"}
    with sessions() as session:
        assert len(queries.timeline(session, queries.by_number(session, number))) == 2


def test_one_person_cannot_submit_twice_at_once(sessions: sessionmaker[Session], keys: Keyring, cast: Cast) -> None:
    # Whoever comes after a rival has committed meets a similar petition, and has said what is different.
    wanted = replace(TEXT, difference="另外要求公布試用的紀錄。")

    def submit(_: int) -> None:
        with sessions.begin() as session:
            propose.submit(session, wanted, by=cast.mei, keys=keys, workdays=WORKDAYS, at=START)

    assert at_once(6, submit) == ["done", *["propose.in_review"] * 5]


def test_two_extensions_at_once_make_one(sessions: sessionmaker[Session], keys: Keyring, cast: Cast, number: str) -> None:
    with sessions.begin() as session:
        crowd = [citizen(session, keys, f"c{no}", at=START, no=700 + no).id for no in range(THRESHOLD)]
        for person in crowd:
            endorse.cast(session, ballots.ballot(session, number, person), keys=keys, at=OPEN)
    with sessions.begin() as session:
        tally.count(session, at=OPEN)

    def extend(_: int) -> None:
        with sessions.begin() as session:
            petition = queries.by_number(session, number)
            respond.extend(
                session, petition, by=cast.wu, agency=cast.finance, reason="需要更多時間。", workdays=WORKDAYS, at=OPEN + timedelta(days=1)
            )

    told = at_once(8, extend)
    assert told.count("done") == 1
    with sessions() as session:
        assert [row.move for row in queries.timeline(session, queries.by_number(session, number))].count(Move.EXTEND) == 1
