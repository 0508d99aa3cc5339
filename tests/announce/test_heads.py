"""The head of an agency gets one digest a week, with what waits, what is due and what is overdue."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts import deputies, staff
from app.accounts.models import Language, Membership, Role
from app.announce import heads, letters
from app.jobs.schedule import TASKS
from app.kernel import outbox
from app.kernel.errors import Invalid
from app.kernel.outbox import Letter
from app.kernel.secrets import Keyring
from app.petition.models import Petition
from app.respond.models import Commitment, PromiseState
from tests.cast import citizen
from tests.given import Given

ORIGIN = "https://gongyi.example"
MONDAY = datetime(2026, 3, 9, 0, tzinfo=UTC)


def membership(session: Session, given: Given) -> Membership:
    return session.scalars(select(Membership).where(Membership.person_id == given.cast.wu.id)).one()


@pytest.fixture
def head(session: Session, given: Given) -> Membership:
    found = membership(session, given)
    staff.set_head(session, found, is_head=True)
    return found


def sent(session: Session) -> list[Letter]:
    return list(session.scalars(select(Letter).where(Letter.name == heads.HEAD)))


def due(session: Session, petition: Petition, at: datetime) -> None:
    session.execute(update(Petition).where(Petition.id == petition.id).values(respond_due_at=at))
    session.refresh(petition)


@pytest.mark.usefixtures("head")
def test_one_for_each_week_however_often_it_is_tried(session: Session, keys: Keyring, given: Given) -> None:
    given.an_established_petition()
    for hours in (0, 1, 30, 6 * 24):
        heads.write_all_due(session, keys, at=MONDAY + timedelta(hours=hours))
    assert len(sent(session)) == 1
    assert outbox.address(keys, sent(session)[0]) == "wu@example.org"
    heads.write_all_due(session, keys, at=MONDAY + timedelta(days=7))
    assert len(sent(session)) == 2


@pytest.mark.usefixtures("head")
@pytest.mark.parametrize(("last", "told"), [(9, ["tai@example.org", "wu@example.org"]), (8, ["wu@example.org"])])
def test_whoever_stands_in_that_monday_gets_it_too(session: Session, keys: Keyring, given: Given, last: int, told: list[str]) -> None:
    given.an_established_petition()
    tai = citizen(session, keys, "tai", at=given.at, no=51)
    session.add(Membership(person_id=tai.id, role=Role.OFFICER, agency_id=given.cast.finance.id, invited_at=given.at))
    session.flush()
    deputies.name(
        session, given.cast.wu, tai, agency=given.cast.finance, first=date(2026, 3, 5), last=date(2026, 3, last), at=given.at
    )  # fmt: skip
    for hours in (0, 30):
        heads.write_all_due(session, keys, at=MONDAY + timedelta(hours=hours))
    assert sorted(outbox.address(keys, letter) for letter in sent(session)) == told


@pytest.mark.usefixtures("head")
def test_a_week_with_nothing_has_no_digest(session: Session, keys: Keyring, given: Given) -> None:
    given.an_open_petition()
    assert heads.write_all_due(session, keys, at=MONDAY) == 0


def test_only_heads_get_it_and_only_while_they_serve(session: Session, keys: Keyring, given: Given, head: Membership) -> None:
    given.an_established_petition()
    staff.dismiss(session, given.cast.wu, Role.OFFICER, at=given.at)
    assert heads.write_all_due(session, keys, at=MONDAY) == 0


def test_nobody_but_an_officer_is_head(session: Session, given: Given) -> None:
    moderator = session.scalars(select(Membership).where(Membership.person_id == given.cast.lin.id)).one()
    with pytest.raises(Invalid):
        staff.set_head(session, moderator, is_head=True)


@pytest.mark.usefixtures("head")
@pytest.mark.parametrize("language", Language)
def test_what_it_says(session: Session, keys: Keyring, given: Given, language: Language) -> None:
    late = given.an_established_petition()
    soon = given.an_established_petition(by=given.cast.bo, title="離島交通船與公車月票整合成單一票證")
    ample = given.an_established_petition(by=given.cast.kai, title="公園飲水機水質檢驗數據每週上網公開")
    due(session, late, MONDAY - timedelta(days=3))
    due(session, soon, MONDAY + timedelta(days=3))
    due(session, ample, MONDAY + timedelta(days=40))
    given.cast.wu.language = language
    heads.write_all_due(session, keys, at=MONDAY)
    (letter,) = sent(session)
    said = letters.render(session, keys, letter, origin=ORIGIN)
    words = {
        Language.ZH: ("本週摘要：財政部有3件等待回應", "逾期3天", "回應，2026年3月12日", "處理規劃，2026年3月6日"),
        Language.EN: (
            "This week at Ministry of Finance, petitions awaiting an answer: 3",
            "Days overdue: 3",
            "Answer, by Thursday 12 March",
            "Handling plan, by Friday 6 March",
        ),
    }[language]
    assert said.subject == words[0]
    assert all(word in said.text for word in words[1:]), said.text
    assert f"/desk/{late.number}" in said.text and f"/desk/{soon.number}" in said.text
    assert "None" not in said.text and "%(" not in said.text
    assert said.unsubscribe is None


def promised(session: Session, petition: Petition, days: int) -> Commitment:
    """The petition's promise, now to be kept so many days after Monday."""
    commitment = session.scalars(select(Commitment).where(Commitment.petition_id == petition.id)).one()
    commitment.due_on = (MONDAY + timedelta(days=days)).date()
    session.flush()
    return commitment


def test_promises_of_the_week_are_on_it(session: Session, given: Given, head: Membership) -> None:
    petition = given.an_answered_petition()
    promised(session, petition, 6)
    assert head.agency_id == given.cast.finance.id
    found = heads.week(session, given.cast.finance, at=MONDAY)
    assert [(row.number, promise.text) for row, promise in found.promises] == [(petition.number, "完成新版系統上線")]
    assert heads.week(session, given.cast.transport, at=MONDAY).is_quiet
    promised(session, petition, 7)
    assert heads.week(session, given.cast.finance, at=MONDAY).is_quiet


@pytest.mark.usefixtures("head")
@pytest.mark.parametrize("state", [PromiseState.DONE, PromiseState.DROPPED])
def test_a_promise_that_is_settled_is_not(session: Session, given: Given, state: PromiseState) -> None:
    promised(session, given.an_answered_petition(), -3).state = state
    session.flush()
    assert heads.week(session, given.cast.finance, at=MONDAY).is_quiet


@pytest.mark.usefixtures("head")
def test_an_overdue_promise_is_told_with_its_days(session: Session, keys: Keyring, given: Given) -> None:
    promised(session, given.an_answered_petition(), -3)
    heads.write_all_due(session, keys, at=MONDAY)
    (letter,) = sent(session)
    assert "完成新版系統上線，逾期3天" in letters.render(session, keys, letter, origin=ORIGIN).text
    given.cast.wu.language = letter.language = Language.EN
    assert "完成新版系統上線, days overdue: 3" in letters.render(session, keys, letter, origin=ORIGIN).text


@pytest.mark.parametrize("days", range(8))
def test_it_is_due_on_mondays_at_eight(days: int) -> None:
    at = MONDAY + timedelta(days=days, hours=2)
    assert TASKS["heads"].period(at) == (MONDAY if days < 7 else MONDAY + timedelta(days=7))
