"""A file is attached while the draft is submitted or published: it is seen by whoever decides, or refused, never slipped in beside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session, sessionmaker

from app.accounts.models import Role
from app.discuss.models import Comment, Lane
from app.endorse.models import EndorsementHour
from app.kernel.db import sessions_for
from app.kernel.errors import Conflict
from app.kernel.secrets import Keyring
from app.petition import moves, queries
from app.petition.models import Petition
from app.respond import answers, approvals, attachments
from app.respond.approvals import Submission
from app.respond.attachments import Upload
from app.respond.models import ResponseAttachment
from tests.cast import Cast, assemble
from tests.given import WORKDAYS, Given, answer
from tests.race.test_desks import officers
from tests.race.test_endorse import OPEN, START, at_once
from tests.respond.papers import pdf

pytestmark = pytest.mark.race
TIMES = 4
FILE = Upload(pdf(), "第二次諮詢會議紀錄", "出席的團體都同意先從三個縣市試辦，再看成效決定是否推廣到全國。")


class Desk:
    """Two officers of one agency at one established petition, each with a connection of their own."""

    def __init__(self, sessions: sessionmaker[Session], keys: Keyring, cast: Cast) -> None:
        self.sessions, self.keys, self.cast = sessions, keys, cast
        with sessions.begin() as session:
            self.tai = officers(session, keys, cast)[0]
            self.number = Given(session, keys, cast, OPEN).an_established_petition().number

    def petition(self, session: Session) -> Petition:
        return queries.by_number(session, self.number)

    def attach(self, session: Session, petition: Petition) -> None:
        attachments.attach(session, petition, FILE, by=self.tai, agency=self.cast.finance, at=OPEN)

    def publish(self, session: Session, petition: Petition) -> None:
        moves.hold(session, petition)
        answers.publish(
            session, petition, answer(at=OPEN), by=self.cast.wu, agency=self.cast.finance,
            keys=self.keys, workdays=WORKDAYS, at=OPEN, acknowledged=True,
        )  # fmt: skip

    def submit(self, session: Session, petition: Petition) -> None:
        moves.hold(session, petition)
        seal, content = attachments.sealed(session, petition, "0" * 32), {"kind": "answer", "promises": 0, "texts": {}}
        approvals.submit(session, petition, by=self.cast.wu, agency=self.cast.finance, content=content, seal=seal, at=OPEN)

    def stands(self) -> tuple[int, int]:
        """Files beside the draft, and beside the answer."""
        with self.sessions() as session:
            published = session.scalars(select(ResponseAttachment)).all()
            return len(attachments.of_draft(session, self.petition(session))), len(published)


@pytest.fixture
def desk(fresh_engine: Engine, keys: Keyring) -> Desk:
    sessions = sessions_for(fresh_engine)
    with sessions.begin() as session:
        cast = assemble(session, keys, at=START)
    return Desk(sessions, keys, cast)


def rush(desk: Desk, *acts: Callable[[Session, Petition], None]) -> list[str]:
    def press(no: int) -> None:
        with desk.sessions.begin() as session:
            acts[no](session, desk.petition(session))

    return at_once(len(acts), press)


@pytest.mark.parametrize("again", range(TIMES))
def test_a_file_is_published_with_the_answer_or_refused(desk: Desk, again: int) -> None:
    told = rush(desk, desk.attach, desk.publish)
    assert (told, desk.stands()) in ((["done", "done"], (1, 1)), (["done", "petition.moved"], (0, 0)))


@pytest.mark.parametrize("again", range(TIMES))
def test_a_file_is_submitted_with_the_draft_or_refused(desk: Desk, again: int) -> None:
    told = rush(desk, desk.attach, desk.submit)
    assert (told, desk.stands()[0]) in ((["done", "done"], 1), (["approval.frozen", "done"], 0))
    with desk.sessions() as session:
        frozen = session.scalars(select(Submission)).one()
        assert frozen.seal == attachments.sealed(session, desk.petition(session), "0" * 32)


def late_file(desk: Desk, meanwhile: Callable[[Session, Petition], None]) -> None:
    """One has opened the case, another decides, the first attaches to what they have seen."""
    with desk.sessions.begin() as session:
        seen = desk.petition(session)
        with desk.sessions.begin() as other:
            meanwhile(other, desk.petition(other))
        desk.attach(session, seen)


def test_a_file_that_comes_after_the_answer_is_refused(desk: Desk) -> None:
    with pytest.raises(Conflict, match=r"petition\.moved"):
        late_file(desk, desk.publish)
    assert desk.stands() == (0, 0)


def test_without_the_row_a_late_file_stands_beside_a_published_answer(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: nobody waits, and the file is of no version that anybody has looked at."""
    monkeypatch.setattr(moves, "hold", lambda *_: None)
    late_file(desk, desk.publish)
    assert desk.stands() == (1, 0)


def test_neither_the_tally_nor_a_comment_waits_for_a_file(desk: Desk) -> None:
    with desk.sessions.begin() as session, desk.sessions.begin() as other:
        petition = desk.petition(session)
        desk.attach(session, petition)
        other.execute(text("SET LOCAL lock_timeout = '500ms'"))
        other.add(EndorsementHour(petition_id=petition.id, hour=OPEN + timedelta(days=9), endorsed=1))
        other.add(Comment(petition_id=petition.id, lane=Lane.FOR, role=Role.CITIZEN, author_id=desk.cast.bo.id, text="同意。", at=OPEN))
        other.flush()
