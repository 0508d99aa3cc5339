"""A ballot paper makes the endorsement one statement, and holds for nobody and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Connection, event, func, select
from sqlalchemy.orm import Session

from app.accounts import sign_ins
from app.accounts.models import Membership, Role
from app.accounts.sign_ins import SignIn
from app.endorse import papers
from app.endorse.models import Endorsement
from app.kernel.secrets import Keyring
from app.petition.models import NoticeAddress
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import OTHER_TITLES, Given
from tests.web.visits import Visit


@pytest.fixture
def bo(app: Flask, cast: Cast) -> Visit:
    return Visit(app).enter(cast.bo)


def paper_of(visit: Visit, number: str) -> str:
    found = re.search(r'name="paper" value="([^"]+)"', visit.get(f"/petitions/{number}/endorse").text)
    assert found
    return found[1]


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Endorsement)) or 0


def test_casting_by_paper_is_one_statement(bo: Visit, given: Given, session: Session, connection: Connection) -> None:
    number = given.an_open_petition().number
    paper = paper_of(bo, number)
    said: list[str] = []
    event.listen(connection, "before_cursor_execute", lambda _c, _u, statement, *_: said.append(statement.split()[0]))
    answer = bo.post(f"/petitions/{number}/endorse", {"paper": paper})
    assert answer.location.endswith("/endorsed")
    assert [word for word in said if word not in ("SAVEPOINT", "RELEASE")] == ["WITH"]
    assert count(session) == session.scalar(select(func.count()).select_from(NoticeAddress)) == 1


def test_cast_twice_it_counts_once(bo: Visit, given: Given, session: Session) -> None:
    number = given.an_open_petition().number
    paper = paper_of(bo, number)
    bo.post(f"/petitions/{number}/endorse", {"paper": paper})
    assert bo.post(f"/petitions/{number}/endorse", {"paper": paper}).status_code == 409
    assert count(session) == 1


Change = Callable[[Session, Cast, HandClock], object]

CHANGES: dict[str, Change] = {
    "signed out": lambda session, cast, clock: sign_ins.end_all(session, cast.bo, at=clock.at),
    "idle": lambda session, cast, clock: clock.advance(hours=2),
    "another number": lambda session, cast, clock: setattr(cast.bo, "phone_hash", b"another" * 4),
    "erased": lambda session, cast, clock: setattr(cast.bo, "erased_at", clock.at),
    "serving now": lambda session, cast, clock: session.add(Membership(person_id=cast.bo.id, role=Role.MODERATOR, invited_at=clock.at)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_paper_does_not_outlive_what_it_was_handed_out_for(
    change: str, bo: Visit, given: Given, session: Session, cast: Cast, clock: HandClock, keys: Keyring
) -> None:
    number = given.an_open_petition().number
    paper = paper_of(bo, number)
    row = session.scalars(select(SignIn).where(SignIn.person_id == cast.bo.id)).one()
    assert papers.opened(paper, number, row.token_hash, keys=keys)
    CHANGES[change](session, cast, clock)
    session.flush()
    assert not papers.cast(session, paper, number, row.token_hash, keys=keys, at=clock.at)
    assert count(session) == 0


def test_a_paper_of_another_petition_or_person_is_worth_nothing(
    app: Flask, bo: Visit, given: Given, session: Session, cast: Cast, clock: HandClock, keys: Keyring
) -> None:
    one = given.an_open_petition().number
    other = given.an_open_petition(title=OTHER_TITLES[0]).number
    paper = paper_of(bo, one)
    mine = session.scalars(select(SignIn).where(SignIn.person_id == cast.bo.id)).one().token_hash
    Visit(app).enter(cast.kai)
    theirs = session.scalars(select(SignIn).where(SignIn.person_id == cast.kai.id)).one().token_hash
    for number, token in ((other, mine), (one, theirs), (one, b"")):
        assert not papers.cast(session, paper, number, token, keys=keys, at=clock.at)
    for broken in ("", "A", paper[:-8], paper.swapcase()):
        assert not papers.cast(session, broken, one, mine, keys=keys, at=clock.at)
    assert count(session) == 0
