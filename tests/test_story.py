"""Propose, review, endorse, respond: told once, by travelling the clock, on committed data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, sessionmaker

from app.endorse import actions as endorse
from app.endorse import queries as ballots
from app.endorse import tally
from app.endorse.models import Endorsement, EndorsementHour
from app.kernel import office_days
from app.kernel.db import sessions_for
from app.kernel.secrets import Keyring
from app.kernel.workdays import end_of, start_of
from app.petition import keys as petition_keys
from app.petition import policy, queries
from app.petition.lifecycle import Stage
from app.petition.policy import Entry, Policy
from app.propose import actions as propose
from app.respond import actions as respond
from app.respond import answers
from app.respond.models import Outcome
from app.respond.queries import Desk
from app.review import actions as review
from app.review import queries as reviews
from tests import cast as people
from tests import given
from tests.given import local

# A rulebook with a small threshold, so that the story needs no five thousand people.
SMALL = replace(Policy(), endorse_threshold=5, early_warning=2)


def test_a_petition_goes_from_an_idea_to_an_answer(fresh_engine: Engine, keys: Keyring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "RULEBOOK", (Entry(date(2015, 1, 1), "a small one", SMALL),))
    sessions = sessions_for(fresh_engine)
    story = Story(sessions, keys)
    story.gather(local(date(2024, 1, 10)))

    # Mei proposes on a Wednesday; review is due after three workdays, on Monday night.
    number = story.submit(at=local(date(2024, 1, 10)))
    with sessions() as session:
        petition = queries.by_number(session, number)
        assert petition.stage is Stage.IN_REVIEW
        assert petition.review_due_at == end_of(date(2024, 1, 15))
        waiting = reviews.inbox(session, workdays=office_days.workdays(session), at=local(date(2024, 1, 17)))
        assert [(row.petition.number, row.overdue) for row in waiting] == [(number, 2)]

    # Lin admits on the 15th: open from the 16th at 00:00, for sixty days, to the end of 15 March.
    story.admit(number, at=local(date(2024, 1, 15)))
    with sessions() as session:
        petition = queries.by_number(session, number)
        assert (petition.endorse_from, petition.endorse_until) == (start_of(date(2024, 1, 16)), end_of(date(2024, 3, 15)))

    # Six people endorse, one takes it back before the fifth; the sixth makes five.
    opened = start_of(date(2024, 1, 16))
    moments = [opened + timedelta(days=i, seconds=1) for i in range(6)]
    for who, moment in enumerate(moments[:4]):
        story.endorse(number, who, at=moment)
    story.take_back(number, 0, at=moments[3] + timedelta(hours=1))
    for who, moment in enumerate(moments[4:], 4):
        story.endorse(number, who, at=moment)
    story.count(at=moments[5] + timedelta(days=2))
    with sessions() as session:
        petition = queries.by_number(session, number)
        assert petition.stage is Stage.RESPONDING
        assert petition.established_at == moments[5], "established on exactly that endorsement, whenever it was noticed"
        assert petition.endorsements == 5
        # 2024-01-21 + two months by §48, and 03-21 is a workday.
        assert petition.respond_due_at == end_of(date(2024, 3, 21))

    # Endorsing goes on until the window closes, and not a moment longer.
    story.endorse(number, 0, at=end_of(date(2024, 3, 15)) - timedelta(seconds=1))
    assert story.refused_endorsement(number, 6, at=end_of(date(2024, 3, 15))) == "endorse.closed"

    # Wu plans, writes to Mei, extends, and answers every demand.
    story.plan_contact_extend(number, at=local(date(2024, 2, 1)))
    with sessions() as session:
        assert queries.by_number(session, number).respond_due_at == end_of(date(2024, 5, 21))
    story.answer(number, Outcome.ADOPTED, Outcome.UNDER_STUDY, at=local(date(2024, 5, 1)))
    with sessions() as session:
        petition = queries.by_number(session, number)
        assert petition.stage is Stage.FOLLOW_UP
        assert petition.follow_up_due_at == end_of(date(2024, 11, 1))

    # Half a year later what was under study has its outcome; a month after that the case closes, and in time its key is destroyed.
    story.answer(number, Outcome.ADOPTED, Outcome.NOT_ADOPTED, at=local(date(2024, 10, 1)))
    story.close(at=local(date(2024, 12, 1)))
    story.count(at=local(date(2024, 12, 1)))
    with sessions() as session:
        petition = queries.by_number(session, number)
        assert petition.stage is Stage.CLOSED
        told = [row.move for row in queries.timeline(session, petition)]
        assert told == ["submit", "admit", "mark", "mark", "reach", "plan", "contact", "extend", "study", "answer", "close"]
        rows = session.scalar(select(func.count()).select_from(Endorsement).where(Endorsement.taken_back_at.is_(None)))
        by_hour = session.scalar(select(func.sum(EndorsementHour.endorsed - EndorsementHour.taken_back)))
        assert petition.endorsements == rows == by_hour == 6
        assert tally.reconcile(session) == []
    story.destroy_keys(at=local(date(2025, 7, 1)))
    with sessions() as session:
        assert queries.by_number(session, number).key_sealed is None


class Story:
    """Each verb in a transaction of its own, as the platform runs it."""

    def __init__(self, sessions: sessionmaker[Session], keys: Keyring) -> None:
        self.sessions = sessions
        self.keys = keys

    def gather(self, at: datetime) -> None:
        with self.sessions.begin() as session:
            office_days.seed(session)
            self.cast = people.assemble(session, self.keys, at=at)
            self.crowd = [people.citizen(session, self.keys, f"crowd{no}", at=at, no=100 + no) for no in range(8)]

    def submit(self, at: datetime) -> str:
        with self.sessions.begin() as session:
            workdays = office_days.workdays(session)
            petition = propose.submit(session, given.TEXT, by=self.cast.mei, keys=self.keys, workdays=workdays, at=at)
            return petition.number

    def admit(self, number: str, at: datetime) -> None:
        with self.sessions.begin() as session:
            review.admit(session, queries.by_number(session, number), by=self.cast.lin, lead=self.cast.finance, at=at)

    def endorse(self, number: str, who: int, at: datetime) -> None:
        with self.sessions.begin() as session:
            endorse.cast(session, ballots.ballot(session, number, self.crowd[who].id), keys=self.keys, at=at)

    def refused_endorsement(self, number: str, who: int, at: datetime) -> str:
        try:
            self.endorse(number, who, at)
        except Exception as refusal:  # the code is what the caller asks for
            return getattr(refusal, "code", repr(refusal))
        return "accepted"

    def take_back(self, number: str, who: int, at: datetime) -> None:
        with self.sessions.begin() as session:
            endorse.take_back(session, ballots.ballot(session, number, self.crowd[who].id), keys=self.keys, at=at)

    def count(self, at: datetime) -> None:
        with self.sessions.begin() as session:
            tally.count(session, at=at)

    def plan_contact_extend(self, number: str, at: datetime) -> None:
        wu, agency = self.cast.wu, self.cast.finance
        with self.sessions.begin() as session:
            petition = Desk(session, agency).get(number)
            workdays = office_days.workdays(session)
            respond.plan(session, petition, by=wu, agency=agency, text="先盤點現有系統，再邀請民眾試用。", at=at)
            respond.contact(session, petition, by=wu, agency=agency, text="想請教你使用的作業系統版本。", at=at)
            respond.extend(session, petition, by=wu, agency=agency, reason="需與廠商確認合約變更期程。", workdays=workdays, at=at)

    def answer(self, number: str, *outcomes: Outcome, at: datetime) -> None:
        with self.sessions.begin() as session:
            petition = Desk(session, self.cast.finance).get(number)
            workdays = office_days.workdays(session)
            answers.publish(
                session, petition, given.answer(*outcomes, at=at), by=self.cast.wu, agency=self.cast.finance,
                keys=self.keys, workdays=workdays, at=at, acknowledged=True,
            )  # fmt: skip

    def close(self, at: datetime) -> None:
        with self.sessions.begin() as session:
            respond.close_all_due(session, as_of=at)

    def destroy_keys(self, at: datetime) -> None:
        with self.sessions.begin() as session:
            petition_keys.destroy_all_due(session, as_of=at)
