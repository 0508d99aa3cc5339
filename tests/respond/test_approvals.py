"""Two persons for an answer: submitted frozen, approved by another, never by who drafted it; deputies stand in (issue 4, items 6 and 8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import deputies
from app.accounts.models import Membership, Person, Role
from app.announce import dockets, letters
from app.kernel import outbox
from app.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from app.kernel.outbox import Letter
from app.kernel.secrets import Keyring
from app.petition.lifecycle import Stage
from app.petition.models import Petition
from app.respond import answers, approvals
from app.respond.approvals import Submission, Verdict
from tests.cast import Cast, citizen
from tests.conftest import HandClock
from tests.given import WORKDAYS, Given, answer
from tests.letters.test_letters import check, in_both_languages

CONTENT = {"kind": "answer", "promises": 0, "texts": {"summary": "兩項訴求都採納。"}}
REMARKS = "第二項的理由請寫出法規依據。"


class Office:
    """The finance ministry with two persons for an answer: Wu and Tai, who may approve, and Yu, who may not."""

    def __init__(self, session: Session, cast: Cast, keys: Keyring, clock: HandClock) -> None:
        self.session, self.cast, self.keys, self.clock, self.wu = session, cast, keys, clock, cast.wu
        self.tai, self.yu = (self._officer(name, no) for no, name in enumerate(("tai", "yu"), 51))
        session.scalars(select(Membership).where(Membership.person_id == self.yu.id)).one().may_approve = False
        cast.finance.two_person_publishing = True
        session.flush()

    def submit(self, petition: Petition, *, by: Person | None = None) -> Submission:
        approvals.submit(
            self.session, petition, by=by or self.wu, agency=self.cast.finance, content=CONTENT, seal="0" * 32, note="請看第二項。",
            at=self.clock.at,
        )  # fmt: skip
        found = approvals.waiting(self.session, petition, self.cast.finance)
        assert found is not None
        return found

    def approve(self, petition: Petition, row: Submission, *, by: Person) -> None:
        approvals.approve(self.session, petition, row, by=by, agency=self.cast.finance, at=self.clock.at)

    def publish(self, petition: Petition, *, by: Person) -> None:
        answers.publish(
            self.session, petition, answer(at=self.clock.at), by=by, agency=self.cast.finance,
            keys=self.keys, workdays=WORKDAYS, at=self.clock.at,
        )  # fmt: skip

    def stand_in(self, person: Person, deputy: Person, *, first: date, last: date) -> None:
        deputies.name(self.session, person, deputy, agency=self.cast.finance, first=first, last=last, at=self.clock.at)

    def told(self) -> list[tuple[str, str]]:
        dockets.announce_docket(self.session, self.keys, at=self.clock.at)
        return sorted((letter.name, outbox.address(self.keys, letter)) for letter in self.session.scalars(select(Letter)))

    def _officer(self, name: str, no: int) -> Person:
        person = citizen(self.session, self.keys, name, at=self.clock.at, no=no)
        self.session.add(Membership(person_id=person.id, role=Role.OFFICER, agency_id=self.cast.finance.id, invited_at=self.clock.at))
        self.session.flush()
        return person


@pytest.fixture
def office(session: Session, cast: Cast, keys: Keyring, clock: HandClock) -> Office:
    return Office(session, cast, keys, clock)


def test_nobody_publishes_alone_and_nobody_approves_their_own(office: Office, given: Given) -> None:
    petition = given.an_established_petition()
    for person in (office.wu, office.tai):
        with pytest.raises(NotAllowed) as alone:
            office.publish(petition, by=person)
        assert alone.value.code == "approval.needed"
    row = office.submit(petition)
    with pytest.raises(NotAllowed) as own:
        office.approve(petition, row, by=office.wu)
    assert own.value.code == "approval.own"
    with pytest.raises(NotAllowed) as role:
        office.approve(petition, row, by=office.yu)
    assert role.value.code == "approval.role"
    office.approve(petition, row, by=office.tai)
    office.publish(petition, by=office.tai)
    assert petition.stage is Stage.RESPONDED


def test_an_approval_is_for_that_publication_alone(office: Office, given: Given) -> None:
    petition = given.an_established_petition()
    office.approve(petition, office.submit(petition), by=office.tai)
    office.clock.advance(seconds=1)
    with pytest.raises(NotAllowed):
        office.publish(petition, by=office.tai)


def test_of_two_who_decide_the_second_is_told_so(office: Office, given: Given) -> None:
    petition = given.an_established_petition()
    row = office.submit(petition)
    office.approve(petition, row, by=office.tai)
    for decide in (
        lambda: office.approve(petition, row, by=office.tai),
        lambda: approvals.take_back(office.session, petition, row, by=office.wu, agency=office.cast.finance, at=office.clock.at),
    ):
        with pytest.raises(Conflict) as late:
            decide()
        assert late.value.code == "approval.decided"


def test_returned_with_remarks_it_is_submitted_anew_and_every_version_is_kept(office: Office, given: Given) -> None:
    petition = given.an_established_petition()
    row = office.submit(petition)
    with pytest.raises(Conflict) as twice:
        office.submit(petition)
    assert twice.value.code == "approval.open"
    who = {"by": office.tai, "agency": office.cast.finance, "at": office.clock.at}
    with pytest.raises(Invalid):
        approvals.send_back(office.session, petition, row, remarks=" ", **who)
    approvals.send_back(office.session, petition, row, remarks=REMARKS, **who)
    office.submit(petition)
    kept = approvals.submissions(office.session, petition, office.cast.finance)
    assert [(one.no, one.verdict, one.remarks) for one in kept] == [(2, None, ""), (1, Verdict.RETURNED, REMARKS)]


def test_without_a_second_person_nothing_is_submitted(office: Office, given: Given) -> None:
    petition = given.an_established_petition()
    office.session.scalars(select(Membership).where(Membership.person_id == office.tai.id)).one().may_approve = False
    office.session.flush()
    with pytest.raises(Conflict) as nobody:
        office.submit(petition)
    assert nobody.value.code == "approval.nobody"


def test_another_agency_has_no_say(office: Office, given: Given) -> None:
    petition = given.an_established_petition()
    row = office.submit(petition)
    with pytest.raises(NotAllowed):
        approvals.approve(office.session, petition, row, by=office.cast.chen, agency=office.cast.transport, at=office.clock.at)
    assert approvals.waiting(office.session, petition, office.cast.transport) is None


def test_letters_go_to_who_may_approve_and_come_back_to_who_drafted(office: Office, given: Given) -> None:
    petition = given.an_established_petition()
    row = office.submit(petition)
    assert office.told() == [("approval_asked", "tai@example.org")]
    who = {"by": office.tai, "agency": office.cast.finance, "at": office.clock.at}
    approvals.send_back(office.session, petition, row, remarks=REMARKS, **who)
    assert office.told() == [("approval_asked", "tai@example.org"), ("approval_returned", "wu@example.org")]
    for letter, language, rendered in in_both_languages(office.session, office.keys):
        check(letter, language, rendered, petition.title, "請看第二項。", REMARKS)


def test_a_deputy_approves_and_is_written_to_on_the_named_days_alone(office: Office, given: Given) -> None:
    """Monday 2026-03-02; Yu, who may not approve, stands in for Tai on Tuesday and Wednesday."""
    petition = given.an_established_petition()
    office.stand_in(office.tai, office.yu, first=date(2026, 3, 3), last=date(2026, 3, 4))
    row = office.submit(petition)
    assert not approvals.may_decide(office.session, row, by=office.yu, agency=office.cast.finance, at=office.clock.at)
    office.clock.advance(days=1)
    assert office.told() == [("approval_asked", "tai@example.org"), ("approval_asked", "yu@example.org")]
    office.approve(petition, row, by=office.yu)
    office.publish(petition, by=office.yu)
    assert petition.stage is Stage.RESPONDED


def test_a_deputy_never_approves_their_own(office: Office, given: Given) -> None:
    petition = given.an_established_petition()
    office.stand_in(office.tai, office.wu, first=date(2026, 3, 2), last=date(2026, 3, 4))
    row = office.submit(petition)
    with pytest.raises(NotAllowed):
        office.approve(petition, row, by=office.wu)


def test_what_comes_back_reaches_the_deputy_too(office: Office, given: Given) -> None:
    petition = given.an_established_petition()
    row = office.submit(petition)
    office.told()
    office.stand_in(office.wu, office.yu, first=date(2026, 3, 2), last=date(2026, 3, 2))
    who = {"by": office.tai, "agency": office.cast.finance, "at": office.clock.at}
    approvals.send_back(office.session, petition, row, remarks=REMARKS, **who)
    assert ("approval_returned", "yu@example.org") in office.told()
    letter = office.session.scalars(select(Letter).where(Letter.name == "approval_returned").order_by(Letter.id.desc())).first()
    assert letter is not None
    assert "你代理" in letters.render(office.session, office.keys, letter, origin="https://gongyi.example").text


def test_a_deputy_is_a_colleague_for_days_that_are_not_over(office: Office) -> None:
    session, finance, today = office.session, office.cast.finance, date(2026, 3, 2)
    wrong = [
        (office.wu, today, today),
        (office.cast.chen, today, today),
        (office.yu, today, today - timedelta(days=1)),
        (office.yu, today - timedelta(days=9), today - timedelta(days=1)),
    ]
    for deputy, first, last in wrong:
        with pytest.raises(Invalid):
            deputies.name(session, office.wu, deputy, agency=finance, first=first, last=last, at=office.clock.at)
    office.stand_in(office.wu, office.yu, first=today, last=today)
    with pytest.raises(Conflict):
        office.stand_in(office.wu, office.yu, first=today, last=today)
    row = deputies.named(session, finance, at=office.clock.at)[0]
    with pytest.raises(NotFound):
        deputies.end(session, office.yu, row.id, at=office.clock.at)
    deputies.end(session, office.wu, row.id, at=office.clock.at)
    assert deputies.named(session, finance, at=office.clock.at) == []


def test_who_left_stands_in_for_nobody(office: Office, given: Given) -> None:
    petition = given.an_established_petition()
    office.stand_in(office.tai, office.yu, first=date(2026, 3, 2), last=date(2026, 3, 9))
    row = office.submit(petition)
    session, finance, at = office.session, office.cast.finance, office.clock.at
    assert approvals.may_decide(session, row, by=office.yu, agency=finance, at=at)
    session.scalars(select(Membership).where(Membership.person_id == office.yu.id)).one().ended_at = at
    session.flush()
    assert not approvals.may_decide(session, row, by=office.yu, agency=finance, at=at)


def test_corrections_take_two_persons_too(office: Office, given: Given) -> None:
    petition = given.an_established_petition()
    office.approve(petition, office.submit(petition), by=office.tai)
    office.publish(petition, by=office.tai)
    office.clock.advance(days=1)
    better = replace(answer(at=office.clock.at), summary="更正完成日期。")
    with pytest.raises(NotAllowed):
        answers.correct(
            office.session, petition, better, by=office.tai, agency=office.cast.finance, reason="日期寫錯。",
            keys=office.keys, at=office.clock.at,
        )  # fmt: skip
