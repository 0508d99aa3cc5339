"""Whatever is endorsed, taken back, removed and restored in whatever order, the sums add up; with a seeded fault they do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session, sessionmaker

from app.accounts.models import Role
from app.endorse import actions as endorse
from app.endorse import integrity, ledger, recount, removals, tally
from app.endorse import queries as ballots
from app.endorse.counties import County
from app.endorse.models import EndorsementCounty, EndorsementSource
from app.endorse.selection import Selection
from app.endorse.sources import Source
from app.kernel.db import sessions_for
from app.kernel.errors import DomainError
from app.kernel.secrets import Keyring
from app.petition import policy, queries
from app.petition.policy import Entry
from app.propose import actions as propose
from app.review import actions as review
from tests.cast import Cast, assemble, citizen
from tests.given import TEXT, WORKDAYS
from tests.property.machine import SMALL

START = datetime(2026, 3, 2, 2, tzinfo=UTC)
QUICK = settings(max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck), database=None)
NAMES = count(70_000)
PEOPLE = 6
Told = tuple[County | None, Source | None]


class Removing(RuleBasedStateMachine):
    """One petition, six people, and a model of who counts. Bound to a database by the fixture."""

    sessions: sessionmaker[Session]
    keys: Keyring
    cast: Cast

    @initialize()
    def begin(self) -> None:
        self.at = START
        self.counting: dict[int, Told] = {}
        self.removed: dict[int, dict[int, Told]] = {}
        self.established: datetime | None = None
        with self.sessions.begin() as session:
            self.crowd = [citizen(session, self.keys, f"r{no}", at=START, no=no).id for no in (next(NAMES) for _ in range(PEOPLE))]
            written = replace(TEXT, difference="與其他提議不同。")
            self.number = propose.submit(session, written, by=self.cast.mei, keys=self.keys, workdays=WORKDAYS, at=START).number
        with self.sessions.begin() as session:
            review.admit(session, queries.by_number(session, self.number), by=self.cast.lin, lead=self.cast.finance, at=START)
        self.at = START + timedelta(days=1)

    @rule(who=st.integers(0, PEOPLE - 1), county=st.sampled_from([None, County.TAIPEI]), source=st.sampled_from([None, Source.QR]))
    def endorse(self, who: int, county: County | None = None, source: Source | None = None) -> None:
        self.at += timedelta(seconds=30)
        known = who in self.counting or any(who in batch for batch in self.removed.values())
        try:
            with self.sessions.begin() as session:
                ballot = ballots.ballot(session, self.number, self.crowd[who])
                endorse.cast(session, ballot, keys=self.keys, at=self.at, county=county, source=source)
        except DomainError as refusal:
            assert (refusal.code, known) == ("endorse.already", True)
            return
        assert not known, "one for each, also for who was removed"
        self.counting[who] = (county, source)
        self.count()

    @rule(who=st.integers(0, PEOPLE - 1))
    def take_back(self, who: int) -> None:
        try:
            with self.sessions.begin() as session:
                endorse.take_back(session, ballots.ballot(session, self.number, self.crowd[who]), keys=self.keys, at=self.at)
        except DomainError:
            assert who not in self.counting
            return
        del self.counting[who]
        self.count()

    @rule(seconds=st.integers(30, 200))
    def remove(self, seconds: int) -> None:
        asked = Selection(begins=self.at - timedelta(seconds=seconds))
        try:
            with self.sessions.begin() as session:
                petition = queries.by_number(session, self.number)
                batch = removals.prepare(
                    session, petition, asked, rule="這段時間", reason="來源相同。", by=self.cast.ann, role=Role.ADMIN, at=self.at
                )
                removals.confirm(session, batch, by=self.cast.lin, role=Role.MODERATOR, at=self.at)
                id_ = batch.id
        except DomainError:
            return
        gone = [who for who in self.counting if self.is_removed(who)]
        assert gone
        self.removed[id_] = {who: self.counting.pop(who) for who in gone}
        self.agrees()

    @precondition(lambda self: self.removed)
    @rule(no=st.integers(0, 5))
    def undo(self, no: int) -> None:
        id_ = sorted(self.removed)[no % len(self.removed)]
        with self.sessions.begin() as session:
            batch = integrity.batch(session, id_)
            removals.propose_undo(session, batch, reason="有誤。", by=self.cast.lin, role=Role.MODERATOR, at=self.at)
            removals.undo(session, batch, seen=batch.undo_at, by=self.cast.ann, role=Role.ADMIN, at=self.at)
        self.counting |= self.removed.pop(id_)
        self.agrees()

    def count(self) -> None:
        with self.sessions.begin() as session:
            tally.count(session, at=self.at)
        self.agrees()

    def is_removed(self, who: int) -> bool:
        with self.sessions() as session:
            return ballots.is_removed(session, ballots.ballot(session, self.number, self.crowd[who]), keys=self.keys)

    def agrees(self) -> None:
        """After every act: count, rows, ledger, breakdowns and the moment of the threshold are what the model says."""
        if self.established is None and len(self.counting) >= SMALL.endorse_threshold:
            self.established = self.at
        with self.sessions() as session:
            petition = queries.by_number(session, self.number)
            assert petition.endorsements == len(self.counting) == tally.live(session, petition)
            assert petition.established_at == self.established
            assert not [found for found in tally.reconcile(session) if found.number == self.number]
            whole = ledger.ledger(session, petition).whole
            assert whole.endorsed - whole.taken_back - whole.removed == whole.counted == petition.endorsements
            assert whole.removed == sum(map(len, self.removed.values()))
            for of, kind in ((EndorsementCounty, County.TAIPEI), (EndorsementSource, Source.QR)):
                people = select(func.coalesce(func.sum(of.endorsed - of.taken_back - of.removed), 0)).where(of.petition_id == petition.id)
                assert session.scalar(people) == sum(kind in told for told in self.counting.values())


@pytest.fixture
def machine(fresh_engine: Engine, keys: Keyring, monkeypatch: pytest.MonkeyPatch) -> type[Removing]:
    monkeypatch.setattr(policy, "RULEBOOK", (Entry(date(2015, 1, 1), "a small one", SMALL),))
    sessions = sessions_for(fresh_engine)
    with sessions.begin() as session:
        cast = assemble(session, keys, at=START)
    return type("Bound", (Removing,), {"sessions": sessions, "keys": keys, "cast": cast})


def test_the_sums_add_up_whatever_happens(machine: type[Removing]) -> None:
    run_state_machine_as_test(machine, settings=QUICK)


FAULTS = {
    "a county that keeps its removed": ("REMOVE", "WHERE county IS NOT NULL", "WHERE false"),
    "a source that keeps its removed": ("REMOVE", "WHERE source IS NOT NULL", "WHERE false"),
    "a count that keeps them": ("REMOVE", "endorsements - 1 *", "endorsements - 0 *"),
    "an hour that forgets the undo": ("RESTORE", "-1 * count(*) FROM changed WHERE true", "0 * count(*) FROM changed WHERE true"),
    "an undo that restores no row": ("RESTORE", "removed_at = NULL", "removed_at = removed_at"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_seeded_fault_is_seen(fault: str, machine: type[Removing], monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the machine's own acts, in an order that meets each fault."""
    name, was, becomes = FAULTS[fault]
    walk(machine())
    written = getattr(recount, name).text
    assert was in written
    monkeypatch.setattr(recount, name, text(written.replace(was, becomes)))
    with pytest.raises(AssertionError):
        walk(machine())


def walk(life: Removing) -> None:
    life.begin()
    life.endorse(0, County.TAIPEI, Source.QR)
    life.endorse(1)
    life.remove(200)
    life.undo(0)
