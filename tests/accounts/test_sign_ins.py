from datetime import timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.accounts import sign_ins
from app.accounts.models import Agency, Membership, Person, Role
from app.accounts.sign_ins import SignIn
from tests.conftest import HandClock


@pytest.fixture
def mei(session: Session, clock: HandClock) -> Person:
    person = Person(nickname="山上的老師", created_at=clock.now())
    session.add(person)
    session.flush()
    return person


@pytest.fixture
def wu(session: Session, clock: HandClock) -> Person:
    person = Person(nickname="吳承辦", created_at=clock.now())
    agency = Agency(code="A9", name_zh="環境部", name_en="Ministry of Environment")
    session.add(Membership(person=person, role=Role.OFFICER, agency=agency, invited_at=clock.now()))
    session.flush()
    return person


def test_the_table_holds_no_token(session: Session, mei: Person, clock: HandClock) -> None:
    token = sign_ins.begin(session, mei, device="Chrome · Android", at=clock.now())
    row = session.scalars(select(SignIn)).one()
    assert len(token) == 43
    assert row.token_hash == sign_ins.hash_of(token)
    assert token.encode() not in row.token_hash
    found = sign_ins.find(session, token, at=clock.now())
    assert found is not None
    assert found.person is mei
    assert sign_ins.find(session, token[:-1], at=clock.now()) is None
    assert sign_ins.find(session, row.token_hash.hex(), at=clock.now()) is None


def test_one_question_finds_person_and_service(session: Session, wu: Person, clock: HandClock) -> None:
    token = sign_ins.begin(session, wu, device="", at=clock.now())
    session.flush()
    session.expunge_all()
    asked: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *call: asked.append(call[2]))
    found = sign_ins.find(session, token, at=clock.now())
    assert found is not None
    assert [membership.role for membership in found.memberships] == [Role.OFFICER]
    assert found.memberships[0].agency is not None
    assert found.memberships[0].agency.code == "A9"
    assert found.person.nickname == "吳承辦"
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("serves", "idle", "whole"), [(False, timedelta(hours=2), timedelta(hours=12)), (True, timedelta(minutes=15), timedelta(hours=8))]
)
def test_idle_and_whole_spans(
    session: Session, mei: Person, wu: Person, clock: HandClock, serves: bool, idle: timedelta, whole: timedelta
) -> None:
    person = wu if serves else mei
    start = clock.now()
    token = sign_ins.begin(session, person, device="", at=start)
    instant = timedelta(microseconds=1)
    assert sign_ins.find(session, token, at=start + idle - instant) is not None
    assert sign_ins.find(session, token, at=start + idle) is None
    at = start
    while at + idle < start + whole:
        at += idle - timedelta(minutes=1)
        found = sign_ins.find(session, token, at=at)
        assert found is not None
        sign_ins.touch(session, found.sign_in, at=at)
    assert sign_ins.find(session, token, at=start + whole - instant) is not None
    assert sign_ins.find(session, token, at=start + whole) is None


def test_being_seen_is_written_once_a_minute(session: Session, mei: Person, clock: HandClock) -> None:
    start = clock.now()
    token = sign_ins.begin(session, mei, device="", at=start)
    found = sign_ins.find(session, token, at=start)
    assert found is not None
    sign_ins.touch(session, found.sign_in, at=start + timedelta(seconds=59))
    assert found.sign_in.last_seen_at == start
    sign_ins.touch(session, found.sign_in, at=start + timedelta(seconds=59), at_once=True)
    assert found.sign_in.last_seen_at == start + timedelta(seconds=59)
    sign_ins.touch(session, found.sign_in, at=start + timedelta(minutes=2))
    assert found.sign_in.last_seen_at == start + timedelta(minutes=2)


def test_signed_out_is_out_everywhere_or_here(session: Session, mei: Person, wu: Person, clock: HandClock) -> None:
    tokens = [sign_ins.begin(session, mei, device="", at=clock.now()) for _ in range(3)]
    other = sign_ins.begin(session, wu, device="", at=clock.now())
    presence = sign_ins.find(session, tokens[0], at=clock.now())
    assert presence is not None
    sign_ins.end(session, wu, presence.sign_in.id, at=clock.now())
    assert sign_ins.find(session, tokens[0], at=clock.now()) is not None, "ended by somebody else"
    sign_ins.end(session, mei, presence.sign_in.id, at=clock.now())
    assert [sign_ins.find(session, token, at=clock.now()) is None for token in tokens] == [True, False, False]
    assert len(sign_ins.live(session, mei, span=sign_ins.CITIZEN, at=clock.now())) == 2
    sign_ins.end_all(session, mei, at=clock.now())
    assert [sign_ins.find(session, token, at=clock.now()) is None for token in tokens] == [True, True, True]
    assert sign_ins.find(session, other, at=clock.now()) is not None


def test_the_second_factor_begins_a_new_sign_in(session: Session, wu: Person, clock: HandClock) -> None:
    weak = sign_ins.begin(session, wu, device="Firefox · Linux", at=clock.now())
    presence = sign_ins.find(session, weak, at=clock.now())
    assert presence is not None
    strong = sign_ins.strengthen(session, presence.sign_in, wu, at=clock.advance(minutes=1))
    assert strong != weak
    assert sign_ins.find(session, weak, at=clock.now()) is None
    found = sign_ins.find(session, strong, at=clock.now())
    assert found is not None
    assert (found.sign_in.strong_at, found.sign_in.device) == (clock.now(), "Firefox · Linux")


def test_an_erased_person_is_nowhere(session: Session, mei: Person, clock: HandClock) -> None:
    token = sign_ins.begin(session, mei, device="", at=clock.now())
    mei.erased_at = clock.now()
    session.flush()
    assert sign_ins.find(session, token, at=clock.now()) is None


def test_a_dismissed_officer_is_a_citizen_again(session: Session, wu: Person, clock: HandClock) -> None:
    token = sign_ins.begin(session, wu, device="", at=clock.now(), strong=True)
    session.scalars(select(Membership)).one().ended_at = clock.now()
    session.flush()
    found = sign_ins.find(session, token, at=clock.now())
    assert found is not None
    assert found.memberships == ()
