"""Promises: reported in public, overdue by themselves, carried through versions, and counted for every agency (rule 18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.errors import Conflict, Invalid, NotAllowed
from app.kernel.workdays import local_day
from app.petition import queries
from app.petition.lifecycle import Move
from app.petition.models import Petition, Transition
from app.respond import actions as respond
from app.respond import answers, keeping, promises
from app.respond.keeping import Report
from app.respond.models import Commitment, Outcome, Promise, PromiseState
from app.respond.promises import Given as Promised
from app.respond.promises import Record, Wanted
from app.respond.rules import Promised as Line
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import Given, answer

TEXT = "系統整合測試已經開始，進度公開在網站上。"


class Wu:
    """Who reports for the finance ministry."""

    def __init__(self, session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
        self.session, self.given, self.clock = session, given, clock
        self.by: dict[str, Any] = {"by": cast.wu, "agency": cast.finance}

    def answered(self) -> Petition:
        """An answer with one promise, past its recall."""
        petition = self.given.an_answered_petition()
        self.clock.advance(minutes=6)
        return petition

    def one(self, petition: Petition) -> Promised:
        (one,) = promises.of_petition(self.session, petition)
        return one

    def tell(self, petition: Petition, to: PromiseState | None, text: str = TEXT, link: str = "", seen: str | None = None) -> None:
        promise = self.one(petition).promise
        told = Report(text, link, promise.commitment.seal if seen is None else seen)
        keeping.report(self.session, petition, promise, to, told, **self.by, at=self.clock.at)

    def redate(self, petition: Petition, days: int) -> None:
        promise = self.one(petition).promise
        day = promise.commitment.due_on + timedelta(days=days)
        keeping.redate(self.session, petition, promise, day, Report(TEXT, "", promise.commitment.seal), **self.by, at=self.clock.at)

    def correct(self, petition: Petition, **changes: Any) -> None:
        written = replace(answer(at=self.given.at), **changes)
        answers.correct(
            self.session, petition, written, **self.by, reason="改正用字。", keys=self.given.keys, at=self.clock.at, acknowledged=True
        )


@pytest.fixture
def wu(session: Session, given: Given, cast: Cast, clock: HandClock) -> Wu:
    return Wu(session, given, cast, clock)


def codes(refused: Invalid) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in refused.problems]


def test_a_report_is_a_public_entry_with_its_evidence(wu: Wu, session: Session) -> None:
    petition = wu.answered()
    wu.tell(petition, PromiseState.STARTED)
    wu.clock.advance(days=30)
    wu.tell(petition, PromiseState.DONE, link=" https://example.org/new ")
    one = wu.one(petition)
    assert (one.commitment.state, one.commitment.since) == (PromiseState.DONE, wu.clock.at)
    assert [(row.move, row.reason, row.facts["did"], row.facts.get("link")) for row in one.history] == [
        (Move.PROMISE, TEXT, "started", None),
        (Move.PROMISE, TEXT, "done", "https://example.org/new"),
    ]
    assert queries.timeline(session, petition)[-1].facts["text"] == one.promise.text


@pytest.mark.parametrize(
    ("to", "text", "link", "faults"),
    [
        (PromiseState.DONE, " ", "", [("text", "text.missing")]),
        (PromiseState.DROPPED, "不做了", "", [("text", "text.short")]),
        (PromiseState.DONE, "字" * 2_001, "公告", [("text", "text.long"), ("link", "evidence.not_a_link")]),
        (None, TEXT, "", [("did", "promise.act")]),
    ],
)
def test_what_says_nothing_is_refused(wu: Wu, to: PromiseState | None, text: str, link: str, faults: list[tuple[str, str]]) -> None:
    petition = wu.answered()
    with pytest.raises(Invalid) as refused:
        wu.tell(petition, to, text, link)
    assert codes(refused.value) == faults
    assert wu.one(petition).commitment.state is PromiseState.PROMISED


def test_a_stale_form_and_an_impossible_step_change_nothing(wu: Wu) -> None:
    petition = wu.answered()
    seen = wu.one(petition).commitment.seal
    wu.tell(petition, PromiseState.STARTED)
    for to, with_seal in ((PromiseState.DONE, seen), (PromiseState.STARTED, None), (PromiseState.PROMISED, None)):
        with pytest.raises(Conflict, match=r"promise\.moved"):
            wu.tell(petition, to, seen=with_seal)
    assert len(wu.one(petition).history) == 1


def test_nothing_is_told_while_the_answer_can_be_recalled(wu: Wu) -> None:
    petition = wu.given.an_answered_petition()
    with pytest.raises(Conflict, match=r"promise\.early"):
        wu.tell(petition, PromiseState.STARTED)


def test_only_whoever_leads_or_gave_it_may_tell(wu: Wu, cast: Cast, session: Session) -> None:
    petition = wu.answered()
    wu.by = {"by": cast.chen, "agency": cast.transport}
    with pytest.raises(NotAllowed):
        wu.tell(petition, PromiseState.STARTED)


def test_another_day_keeps_the_first_one(wu: Wu) -> None:
    petition = wu.answered()
    first = wu.one(petition).commitment.due_on
    wu.redate(petition, 40)
    one = wu.one(petition)
    assert (one.commitment.first_due_on, one.commitment.due_on) == (first, first + timedelta(days=40))
    assert (one.history[0].facts["from_day"], one.history[0].facts["to_day"]) == (str(first), str(first + timedelta(days=40)))
    with pytest.raises(Invalid) as refused:
        wu.redate(petition, 0)
    assert codes(refused.value) == [("due_on", "promise.same_day")]
    with pytest.raises(Invalid) as refused:
        wu.redate(petition, -400)
    assert codes(refused.value) == [("due_on", "promise.past")]


def test_it_is_overdue_by_itself_and_no_longer_once_settled(wu: Wu, session: Session, clock: HandClock) -> None:
    petition = wu.answered()
    commitment = wu.one(petition).commitment
    clock.advance(days=(commitment.due_on - local_day(clock.at)).days)
    assert commitment.overdue_days(clock.at) == 0
    assert promises.listed(session, Wanted(late=True), at=clock.at, page=1, size=9).total == 0
    clock.advance(days=3)
    assert commitment.overdue_days(clock.at) == 3
    assert promises.listed(session, Wanted(late=True), at=clock.at, page=1, size=9).total == 1
    wu.tell(petition, PromiseState.DONE)
    assert wu.one(petition).commitment.overdue_days(clock.at) == 0


def test_a_correction_carries_promises_and_their_histories(wu: Wu, session: Session) -> None:
    petition = wu.answered()
    wu.tell(petition, PromiseState.STARTED)
    wu.redate(petition, 10)
    before = wu.one(petition)
    line = Line("完成新版系統上線並公開", before.commitment.due_on, "資訊處", commitment_id=before.commitment.id)
    wu.correct(petition, promises=(line,))
    after = wu.one(petition)
    assert after.promise.text == "完成新版系統上線並公開"
    assert after.commitment.id == before.commitment.id and len(after.history) == 2
    assert after.commitment.state is PromiseState.STARTED


def test_a_correction_cannot_leave_a_promise_out_or_change_its_day(wu: Wu) -> None:
    petition = wu.answered()
    before = wu.one(petition)
    wu.correct(petition, promises=())
    assert wu.one(petition).commitment.id == before.commitment.id
    other_day = before.commitment.due_on + timedelta(days=1)
    line = Line(before.promise.text, other_day, "資訊處", commitment_id=before.commitment.id)
    with pytest.raises(Invalid) as refused:
        wu.correct(petition, promises=(line,))
    assert codes(refused.value) == [("promise-1-due_on", "promise.redate")]


def test_a_kept_promise_whose_day_is_past_does_not_hinder_a_correction(wu: Wu, clock: HandClock) -> None:
    petition = wu.answered()
    wu.tell(petition, PromiseState.DONE)
    clock.advance(days=200)
    one = wu.one(petition)
    wu.correct(petition, promises=(Line(one.promise.text, one.commitment.due_on, "資訊處", commitment_id=one.commitment.id),))
    assert wu.one(petition).commitment.state is PromiseState.DONE


def test_a_recalled_promise_was_never_given(wu: Wu, session: Session, clock: HandClock) -> None:
    petition = wu.given.an_answered_petition()
    answers.recall(session, petition, **wu.by, at=clock.at)
    assert promises.of_petition(session, petition) == []
    assert promises.standing(session, clock.at) == {}
    wu.given.answered(petition, at=clock.advance(days=1))
    assert wu.one(petition).commitment.since == clock.at


def test_every_agency_in_figures(wu: Wu, session: Session, cast: Cast, clock: HandClock) -> None:
    petition = wu.answered()
    assert promises.standing(session, clock.at) == {cast.finance.id: Record(kept=0, on_time=0, dropped=0, open=1, overdue=0)}
    wu.tell(petition, PromiseState.DONE)
    assert promises.standing(session, clock.at) == {cast.finance.id: Record(kept=1, on_time=1, dropped=0, open=0, overdue=0)}
    wu.tell(petition, PromiseState.STARTED)
    late = clock.advance(days=120)
    assert promises.standing(session, late) == {cast.finance.id: Record(kept=0, on_time=0, dropped=0, open=1, overdue=1)}
    wu.tell(petition, PromiseState.DONE)
    assert promises.standing(session, late) == {cast.finance.id: Record(kept=1, on_time=0, dropped=0, open=0, overdue=0)}
    wu.tell(petition, PromiseState.STARTED)
    wu.tell(petition, PromiseState.DROPPED)
    assert promises.standing(session, late)[cast.finance.id].dropped == 1


def test_promises_are_told_of_also_when_the_case_is_closed(wu: Wu, session: Session, clock: HandClock) -> None:
    petition = wu.answered()
    respond.close_all_due(session, as_of=clock.advance(days=40))
    session.refresh(petition)
    wu.tell(petition, PromiseState.DONE)
    told = select(func.count()).select_from(Transition).where(Transition.move == Move.PROMISE, Transition.announced_at.is_(None))
    assert session.scalar(told) == 1


def test_lists_are_filtered_and_open_ones_come_first(wu: Wu, session: Session, cast: Cast, clock: HandClock) -> None:
    done = wu.answered()
    wu.tell(done, PromiseState.DONE)
    under_way = wu.given.an_answered_petition(Outcome.ADOPTED, Outcome.UNDER_STUDY, by=cast.bo, title="離島交通船與公車月票整合成單一票證")
    found = promises.listed(session, Wanted(), at=clock.at, page=1, size=9)
    assert [row.petition.id for row in found.rows] == [under_way.id, done.id]
    wanted = Wanted(agency=cast.finance.code, state=PromiseState.DONE)
    assert [row.petition.id for batch in promises.every(session, wanted, at=clock.at) for row in batch] == [done.id]
    assert promises.listed(session, Wanted(agency=cast.transport.code), at=clock.at, page=1, size=9).total == 0
    assert [agency.code for agency in promises.agencies(session)] == [cast.finance.code]


def test_every_version_words_the_same_commitment_once(wu: Wu, session: Session) -> None:
    petition = wu.answered()
    wu.correct(petition)
    assert session.scalar(select(func.count()).select_from(Commitment)) == 1
    assert session.scalar(select(func.count()).select_from(Promise)) == 2
