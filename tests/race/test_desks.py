"""Two of the staff press in the same instant: one case is held by one, one proposal settled once, one draft published once."""

from __future__ import annotations

from threading import Event
from time import sleep

import pytest
from sqlalchemy import func, select, true
from sqlalchemy.orm import Session, sessionmaker

from app.accounts.models import Membership, Person, Role
from app.kernel.secrets import Keyring
from app.petition import queries, rulebook
from app.petition.lifecycle import Move, Stage
from app.petition.rulebook import PolicyChange
from app.propose import actions as propose
from app.respond import answers, approvals
from app.respond.models import Response
from app.review import actions as review
from app.review import holds
from app.review.holds import CaseHold
from app.review.models import DecisionProposal
from tests.cast import Cast, citizen
from tests.given import REFUSAL, TEXT, WORKDAYS, Given, answer
from tests.race.test_endorse import OPEN, START, at_once

pytestmark = pytest.mark.race
TIMES = 3


@pytest.fixture
def number(sessions: sessionmaker[Session], keys: Keyring, cast: Cast) -> str:
    with sessions.begin() as session:
        return propose.submit(session, TEXT, by=cast.mei, keys=keys, workdays=WORKDAYS, at=START).number


def claims(sessions: sessionmaker[Session], cast: Cast, number: str) -> list[str]:
    both = (cast.lin, cast.hao)

    def claim(no: int) -> None:
        with sessions.begin() as session:
            holds.claim(session, queries.by_number(session, number), by=both[no], at=START)

    return at_once(2, claim)


@pytest.mark.parametrize("again", range(TIMES))
def test_two_moderators_claim_one_case(sessions: sessionmaker[Session], cast: Cast, number: str, again: int) -> None:
    assert claims(sessions, cast, number) == ["case.held", "done"]
    with sessions() as session:
        assert session.scalars(select(CaseHold.by_id)).one() in (cast.lin.id, cast.hao.id)


def test_a_claim_that_takes_whatever_is_there_lets_both_in(
    sessions: sessionmaker[Session], cast: Cast, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without its condition the same statement tells both that the case is theirs."""
    monkeypatch.setattr(holds, "or_", lambda *_: true())
    assert claims(sessions, cast, number) == ["done", "done"]


@pytest.mark.parametrize("consents", [(True, True), (True, False)])
def test_two_moderators_settle_one_refusal(
    sessions: sessionmaker[Session], keys: Keyring, cast: Cast, number: str, consents: tuple[bool, bool]
) -> None:
    with sessions.begin() as session:
        petition = queries.by_number(session, number)
        petition.rules = {**petition.rules, "four_eyes_refuse": True}
        review.propose_refusal(session, petition, by=cast.lin, refusal=REFUSAL, at=START)
        both = (cast.hao, citizen(session, keys, "yun", at=START, no=60))

    def settle(no: int) -> None:
        with sessions.begin() as session:
            review.settle_refusal(session, queries.by_number(session, number), by=both[no], consent=consents[no], at=OPEN)

    assert at_once(2, settle) == ["done", "refuse.settled"]
    with sessions() as session:
        petition = queries.by_number(session, number)
        refused = [row.move for row in queries.timeline(session, petition)].count(Move.REFUSE)
        assert (petition.stage, refused) in ((Stage.NOT_ADMITTED, 1), *([] if all(consents) else [(Stage.IN_REVIEW, 0)]))


def test_whoever_admits_while_a_refusal_is_being_proposed_is_told(sessions: sessionmaker[Session], cast: Cast, number: str) -> None:
    """Of the two only one happens: either the case is admitted, or the refusal waits for a second moderator."""
    with sessions.begin() as session:
        petition = queries.by_number(session, number)
        petition.rules = {**petition.rules, "four_eyes_refuse": True}
    proposed = Event()

    def act(no: int) -> None:
        with sessions.begin() as session:
            petition = queries.by_number(session, number)
            if no == 0:
                review.propose_refusal(session, petition, by=cast.lin, refusal=REFUSAL, at=START)
                proposed.set()
                sleep(0.3)
            else:
                proposed.wait(5)
                review.admit(session, petition, by=cast.hao, lead=cast.finance, at=START)

    assert at_once(2, act) == ["done", "refuse.waits"]
    with sessions() as session:
        assert queries.by_number(session, number).stage is Stage.IN_REVIEW


def test_whoever_proposes_a_refusal_while_it_is_being_admitted_is_told(sessions: sessionmaker[Session], cast: Cast, number: str) -> None:
    admitted = Event()

    def act(no: int) -> None:
        with sessions.begin() as session:
            petition = queries.by_number(session, number)
            if no == 0:
                review.admit(session, petition, by=cast.hao, lead=cast.finance, at=START)
                admitted.set()
                sleep(0.3)
            else:
                admitted.wait(5)
                review.propose_refusal(session, petition, by=cast.lin, refusal=REFUSAL, at=START)

    assert at_once(2, act) == ["done", "petition.not_now"]
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(DecisionProposal)) == 0


def officers(session: Session, keys: Keyring, cast: Cast) -> list[Person]:
    people = [citizen(session, keys, name, at=START, no=no) for no, name in enumerate(("tai", "yu"), 60)]
    for person in people:
        session.add(Membership(person_id=person.id, role=Role.OFFICER, agency_id=cast.finance.id, invited_at=START))
    return people


def test_two_approvers_publish_one_draft_once(sessions: sessionmaker[Session], keys: Keyring, cast: Cast) -> None:
    with sessions.begin() as session:
        approvers = officers(session, keys, cast)
        finance = session.merge(cast.finance)
        finance.two_person_publishing = True
        petition = Given(session, keys, cast, OPEN).an_established_petition()
        content = {"kind": "answer", "promises": 0, "texts": {"summary": "兩項訴求都採納。"}}
        approvals.submit(session, petition, by=cast.wu, agency=finance, content=content, seal="0" * 32, at=OPEN)

    def publish(no: int) -> None:
        with sessions.begin() as session:
            mine, by = queries.by_number(session, petition.number), approvers[no]
            waiting = approvals.waiting(session, mine, finance)
            # Whoever looks after the other has published finds nothing that waits.
            found = waiting or approvals.submissions(session, mine, finance)[0]
            approvals.approve(session, mine, found, by=by, agency=finance, at=OPEN)
            answers.publish(
                session, mine, answer(at=OPEN), by=by, agency=finance, keys=keys, workdays=WORKDAYS, at=OPEN, acknowledged=True
            )  # fmt: skip

    assert at_once(2, publish) == ["approval.decided", "done"]
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 1
        assert queries.by_number(session, petition.number).stage is Stage.RESPONDED


def test_two_administrators_change_the_rules(sessions: sessionmaker[Session], cast: Cast) -> None:
    """Both have read the same edition: the second is told, instead of changing what the first has just written."""
    with sessions() as session:
        seen = rulebook.edition(session)

    def plan(no: int) -> None:
        with sessions.begin() as session:
            since, numbers = OPEN.date().replace(day=20), {"endorse_threshold": 6_000 + no}
            rulebook.plan(
                session, since=since, numbers=numbers, instrument="公告", reason="附議人數增加。", seen=seen, by=cast.ann, at=OPEN
            )

    assert at_once(4, plan) == ["done", *["policy.changed"] * 3]
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(PolicyChange)) == 1
