"""A petition's life under random acts and clock jumps, against a small model of the rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from app.accounts.models import Role
from app.endorse import actions as endorse
from app.endorse import moving, tally
from app.endorse import queries as ballots
from app.endorse.counties import County
from app.endorse.models import Endorsement, EndorsementCounty, EndorsementHour, EndorsementSource
from app.endorse.sources import Source
from app.kernel.errors import DomainError
from app.kernel.secrets import Keyring
from app.petition import links, merging, queries
from app.petition.lifecycle import LIFE, Move, Stage
from app.petition.links import Relation
from app.petition.models import Petition
from app.petition.policy import Policy
from app.propose import actions as propose
from app.respond import actions as respond
from app.respond import answers
from app.respond.models import Outcome
from app.review import actions as review
from tests import given
from tests.cast import Cast, citizen
from tests.given import REFUSAL, TEXT, WORKDAYS

THRESHOLD = 3
SMALL = replace(Policy(), endorse_threshold=THRESHOLD, early_warning=2, submissions=10_000, in_review_at_once=10_000)
COUNTIES, SOURCES = (County.TAIPEI, County.LIENCHIANG), (Source.LINE, Source.QR)
START = datetime(2026, 3, 2, 2, tzinfo=UTC)
NAMES = count(1_000)


@dataclass
class Model:
    """What the rules say should be true."""

    stage: Stage = Stage.IN_REVIEW
    window: tuple[datetime, datetime] | None = None
    endorsers: dict[int, tuple[County | None, Source | None]] = field(default_factory=dict)
    established_at: datetime | None = None
    due: datetime | None = None
    extended: bool = False


class Life(RuleBasedStateMachine):
    """Bound to a database by `life_on`."""

    sessions: sessionmaker[Session]
    keys: Keyring
    cast: Cast

    @initialize()
    def begin(self) -> None:
        self.at = START
        self.model = Model()
        self.merged, self.left = "", set[int]()
        with self.sessions.begin() as session:
            self.crowd = [citizen(session, self.keys, f"p{no}", at=self.at, no=no) for no in (next(NAMES) for _ in range(5))]
            text = replace(TEXT, difference="與其他提議不同。")
            self.number = propose.submit(session, text, by=self.cast.mei, keys=self.keys, workdays=WORKDAYS, at=self.at).number

    @rule(hours=st.sampled_from([1, 7, 24, 24 * 10, 24 * 61]))
    def jump(self, hours: int) -> None:
        self.at += timedelta(hours=hours)

    @precondition(lambda self: self.model.window is not None)
    @rule(edge=st.sampled_from([0, 1]), seconds=st.sampled_from([-1, 0]))
    def jump_to_the_edge(self, edge: int, seconds: int) -> None:
        assert self.model.window is not None
        self.at = max(self.at, self.model.window[edge] + timedelta(seconds=seconds))

    @rule()
    def admit(self) -> None:
        lead, allowed = self.cast.finance, self.model.stage is Stage.IN_REVIEW
        if self.does(lambda s, p: review.admit(s, p, by=self.cast.lin, lead=lead, at=self.at), allowed):
            self.model.stage = Stage.ENDORSING
            with self.sessions() as session:
                petition = queries.by_number(session, self.number)
                assert petition.endorse_from and petition.endorse_until
                self.model.window = (petition.endorse_from, petition.endorse_until)
                assert petition.endorse_until - petition.endorse_from == timedelta(days=SMALL.endorse_days)

    @precondition(lambda self: self.model.stage is Stage.IN_REVIEW)
    @rule()
    def refuse(self) -> None:
        # By Hao, so that Lin may decide an appeal.
        self.does(lambda s, p: review.refuse(s, p, by=self.cast.hao, refusal=REFUSAL, at=self.at), self.model.stage is Stage.IN_REVIEW)
        self.model.stage = Stage.NOT_ADMITTED

    @rule(who=st.integers(0, 4), county=st.sampled_from([None, *COUNTIES]), source=st.sampled_from([None, *SOURCES]))
    def endorse(self, who: int, county: County | None = None, source: Source | None = None) -> None:
        allowed = self.is_open() and who not in self.model.endorsers
        told: dict[str, Any] = {"county": county, "source": source}
        if self.does(lambda s, _: endorse.cast(s, self.ballot(s, who), keys=self.keys, at=self.at, **told), allowed):
            self.model.endorsers[who] = (county, source)
            self.reached()

    @rule(who=st.integers(0, 4))
    def take_back(self, who: int) -> None:
        allowed = self.is_open() and who in self.model.endorsers
        if self.does(lambda s, _: endorse.take_back(s, self.ballot(s, who), keys=self.keys, at=self.at), allowed):
            del self.model.endorsers[who]

    @rule()
    def lapse(self) -> None:
        with self.sessions.begin() as session:
            endorse.lapse_all_due(session, as_of=self.at)
        self.counted()
        over = self.model.window and self.at >= self.model.window[1] + endorse.GRACE
        if self.model.stage is Stage.ENDORSING and over:
            self.model.stage = Stage.NOT_REACHED

    @rule()
    def count(self) -> None:
        with self.sessions.begin() as session:
            tally.count(session, at=self.at)
        self.counted()

    @rule()
    def extend(self) -> None:
        self.count()
        model = self.model
        allowed = model.stage is Stage.RESPONDING and not model.extended and model.due is not None and self.at < model.due
        officer, agency = self.cast.wu, self.cast.finance
        if self.does(
            lambda s, p: respond.extend(s, p, by=officer, agency=agency, reason="需要更多時間。", workdays=WORKDAYS, at=self.at), allowed
        ):
            model.extended = True
            with self.sessions() as session:
                due = queries.by_number(session, self.number).respond_due_at
            assert due is not None and model.due is not None and timedelta(days=58) <= due - model.due <= timedelta(days=65)
            model.due = due

    @rule(final=st.booleans())
    def answer(self, final: bool) -> None:
        self.count()
        allowed = self.model.stage in (Stage.RESPONDING, Stage.FOLLOW_UP) and not (self.model.stage is Stage.FOLLOW_UP and not final)
        outcome = Outcome.ADOPTED if final else Outcome.UNDER_STUDY
        text = given.answer(Outcome.NOT_ADOPTED, outcome, at=self.at)
        if self.does(
            lambda s, p: answers.publish(
                s, p, text, by=self.cast.wu, agency=self.cast.finance, keys=self.keys, workdays=WORKDAYS, at=self.at, acknowledged=True
            ),
            allowed,
        ):
            self.model.stage = Stage.RESPONDED if final else Stage.FOLLOW_UP

    @precondition(lambda self: self.model.window is not None and not self.merged)
    @rule(signed=st.sets(st.integers(0, 4)))
    def merge(self, signed: set[int]) -> None:
        """Kai's petition, which some of the crowd endorsed, is merged into this one with both proposers' consent."""
        self.count()
        window, mei, kai = self.model.window, self.cast.mei, self.cast.kai
        assert window is not None
        allowed = self.model.stage is Stage.ENDORSING and self.at < window[1]
        number = self.another(signed)

        def agree(session: Session, petition: Petition) -> None:
            other = queries.by_number(session, number)
            links.link(session, petition, other, relation=Relation.SAME, by=self.cast.lin, at=self.at)
            merging.offer(session, other, into=petition, by=kai, role=Role.PROPOSER, at=self.at)
            merging.consent(session, merging.offers(session, petition, at=self.at)[0], by=mei, at=self.at)

        if self.does(agree, allowed):
            self.merged, self.left = number, signed

    @precondition(lambda self: self.merged)
    @rule(who=st.integers(0, 4))
    def move(self, who: int) -> None:
        allowed = self.is_open() and who in self.left and who not in self.model.endorsers
        person = self.crowd[who].id
        if self.does(
            lambda s, _: moving.move(
                s, ballots.ballot(s, self.merged, person), into=ballots.ballot(s, self.number, person), keys=self.keys, at=self.at
            ),
            allowed,
        ):
            self.model.endorsers[who] = (None, None)
            self.reached()

    @invariant()
    def what_was_merged_stays_as_it_stood(self) -> None:
        if getattr(self, "merged", ""):
            with self.sessions() as session:
                petition = queries.by_number(session, self.merged)
                assert petition.stage is Stage.MERGED
                assert tally.live(session, petition) == len(self.left)

    @invariant()
    def rows_agree(self) -> None:
        if not hasattr(self, "number"):
            return
        with self.sessions() as session:
            petition = queries.by_number(session, self.number)
            assert tally.live(session, petition) == len(self.model.endorsers)
            ledger = queries.timeline(session, petition)
            for row in ledger:
                assert LIFE[row.before, row.move] is row.after
            for earlier, later in pairwise(ledger):
                assert earlier.after is later.before
            assert ledger[-1].after is petition.stage

    def counted(self) -> None:
        """After a count everything shown is what the model says."""
        if self.model.established_at is not None and self.model.stage is Stage.ENDORSING:
            self.model.stage = Stage.RESPONDING
        with self.sessions() as session:
            petition = queries.by_number(session, self.number)
            assert petition.endorsements == len(self.model.endorsers)
            assert petition.established_at == self.model.established_at
            hours = select(func.coalesce(func.sum(EndorsementHour.endorsed - EndorsementHour.taken_back), 0))
            assert session.scalar(hours.where(EndorsementHour.petition_id == petition.id)) == petition.endorsements
            for cell, kinds in ((EndorsementCounty.county, COUNTIES), (EndorsementSource.source, SOURCES)):
                of = cell.class_
                shown = dict(session.execute(select(cell, of.endorsed - of.taken_back).where(of.petition_id == petition.id)).all())
                assert {kind: shown.get(kind, 0) for kind in kinds} == {kind: self.of_kind(kind) for kind in kinds}
            assert not [found for found in tally.reconcile(session) if found.number == self.number]
            if self.model.due is None:
                self.model.due = petition.respond_due_at
            assert petition.respond_due_at == self.model.due
            texts = session.scalars(select(Endorsement.text_sha256).where(Endorsement.petition_id == petition.id))
            assert set(texts) <= {petition.text_sha256}

    def another(self, signed: set[int]) -> str:
        """A petition of Kai's with the same wish, endorsed by some of the crowd."""
        text = replace(TEXT, title="所得稅申報軟體請支援各種電腦並簡化流程", difference="與其他提議不同。")
        before = self.at - timedelta(days=2)
        with self.sessions.begin() as session:
            number = propose.submit(session, text, by=self.cast.kai, keys=self.keys, workdays=WORKDAYS, at=before).number
            review.admit(session, queries.by_number(session, number), by=self.cast.lin, lead=self.cast.finance, at=before)
            for who in signed:
                endorse.cast(session, ballots.ballot(session, number, self.crowd[who].id), keys=self.keys, at=self.at)
        return number

    def of_kind(self, kind: County | Source) -> int:
        return sum(kind in told for told in self.model.endorsers.values())

    def is_open(self) -> bool:
        window = self.model.window
        closed = (Stage.IN_REVIEW, Stage.NOT_ADMITTED, Stage.NOT_REACHED)
        return window is not None and self.model.stage not in closed and window[0] <= self.at < window[1]

    def reached(self) -> None:
        if len(self.model.endorsers) >= THRESHOLD and self.model.established_at is None:
            self.model.established_at = self.at

    def ballot(self, session: Session, who: int) -> ballots.Ballot:
        return ballots.ballot(session, self.number, self.crowd[who].id)

    def does(self, act: Callable[[Session, Petition], object], allowed: bool) -> bool:
        """Try; whether it was allowed must be what the model says, and a refusal changes nothing."""
        try:
            with self.sessions.begin() as session:
                act(session, queries.by_number(session, self.number))
        except DomainError as refusal:
            assert not allowed, refusal.code
            return False
        assert allowed, "the rules forbid it"
        return True


def life_on(sessions: sessionmaker[Session], keys: Keyring, cast: Cast) -> type[Life]:
    """The machine, bound to a database."""
    return type("BoundLife", (Life,), {"sessions": sessions, "keys": keys, "cast": cast})


__all__ = ["SMALL", "Life", "Move", "life_on"]
