"""Long work asked for by people: once, portion by portion, for whoever asked alone."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO, StringIO
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts import sign_ins
from app.accounts.models import Frequency, Person, Role
from app.discuss.models import Comment, Lane
from app.endorse import actions as endorsing
from app.endorse.models import EndorsementHour
from app.endorse.queries import ballot
from app.errands import actions, decisions, open_data, queries
from app.errands.models import Errand, ErrandFile, ErrandPiece, Kind, State
from app.errands.portions import array
from app.errands.work import go_on
from app.follow import actions as following
from app.kernel import office_days
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.secrets import Keyring
from app.kernel.sheets import cell, table
from app.petition.lifecycle import Stage
from app.respond import answers
from app.respond.models import Attachment, FileKind, Outcome, ResponseAttachment, ResponsePart
from tests.cast import Cast, citizen
from tests.conftest import HandClock
from tests.given import Given
from tests.rate.given import rated, surveyed

Finish = Callable[[Errand], dict[str, str]]
YEAR = "西元日期,星期,是否放假,備註\n20260227,五,2,補假\n20260302,一,0,\n20260405,日,2,\n"


def one_portion(session: Session, keys: Keyring, clock: HandClock) -> Errand | None:
    errand = actions.take(session)
    if errand is not None:
        go_on(session, keys, errand, tell=lambda done, total: None, at=clock.at)
    session.commit()
    return errand


@pytest.fixture
def finish(session: Session, keys: Keyring, clock: HandClock) -> Finish:
    """Work until nothing is due, and return the texts in the file by name."""

    def run(errand: Errand) -> dict[str, str]:
        while one_portion(session, keys, clock):
            pass
        with zipfile.ZipFile(BytesIO(queries.content(session, keys, errand))) as archive:
            assert archive.testzip() is None
            return {name: archive.read(name).decode() for name in archive.namelist()}

    return run


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))


def test_pressed_twice_is_asked_once(session: Session, cast: Cast, clock: HandClock) -> None:
    first = actions.ask(session, cast.mei, kind=Kind.MY_DATA, at=clock.at)
    again = actions.ask(session, cast.mei, kind=Kind.MY_DATA, at=clock.at)
    others = actions.ask(session, cast.bo, kind=Kind.MY_DATA, at=clock.at)
    assert first.key == again.key != others.key
    assert session.scalar(select(func.count()).select_from(Errand)) == 2


def test_a_finished_one_may_be_asked_for_again(session: Session, cast: Cast, clock: HandClock, finish: Finish) -> None:
    first = actions.ask(session, cast.mei, kind=Kind.MY_DATA, at=clock.at)
    finish(first)
    assert first.state is State.DONE
    assert actions.ask(session, cast.mei, kind=Kind.MY_DATA, at=clock.at).key != first.key


def test_everything_about_oneself_and_nothing_of_others(
    session: Session, cast: Cast, clock: HandClock, keys: Keyring, given: Given, finish: Finish
) -> None:
    petition = given.an_open_petition(title="公園飲水機水質檢驗數據每週上網公開")
    theirs = given.an_open_petition(by=cast.bo, title="離島交通船與公車月票整合成單一票證")
    following.follow(session, theirs, person=cast.mei, frequency=Frequency.DAILY, keys=keys)
    session.add_all(
        Comment(petition_id=theirs.id, lane=Lane.FOR, role=Role.CITIZEN, author_id=person.id, text=f"{person.nickname}的意見", at=clock.at)
        for person in (cast.mei, cast.kai)
    )
    endorsing.cast(session, ballot(session, theirs.number, cast.mei.id), keys=keys, at=clock.at)
    sign_ins.begin(session, cast.mei, device="Chrome", at=clock.at)
    sign_ins.begin(session, cast.bo, device="Firefox", at=clock.at)
    found = finish(actions.ask(session, cast.mei, kind=Kind.MY_DATA, at=clock.at))
    account = json.loads(found["account.json"])
    assert account["email"] == "mei@example.org" and account["nickname"] == "mei"
    assert [row["number"] for row in json.loads(found["petitions.json"])] == [petition.number]
    assert [row["device"] for row in json.loads(found["sign_ins.json"])] == ["Chrome"]
    assert [(row["number"], row["frequency"]) for row in json.loads(found["followed.json"])] == [(theirs.number, "daily")]
    assert [row["number"] for row in json.loads(found["endorsements.json"])] == [theirs.number]
    assert [row["text"] for row in json.loads(found["comments.json"])] == ["mei的意見"]
    assert "bo@example.org" not in "".join(found.values())


def test_progress_shows_after_every_portion(
    session: Session, cast: Cast, clock: HandClock, keys: Keyring, given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    _petitions(session, keys, given, clock, 3)
    monkeypatch.setattr(open_data, "AT_ONCE", 1)
    errand = actions.ask(session, cast.ann, kind=Kind.OPEN_DATA, at=clock.at)
    assert (errand.state, errand.total) == (State.WAITING, None)
    seen = []
    while one_portion(session, keys, clock):
        session.refresh(errand)
        seen.append((errand.done, errand.total, errand.state))
    assert seen == [(1, 3, State.UNDER_WAY), (2, 3, State.UNDER_WAY), (3, 3, State.UNDER_WAY), (3, 3, State.DONE)]
    assert session.scalar(select(func.count()).select_from(ErrandPiece)) == 0


def test_open_data_hold_what_is_public_and_nobody(
    session: Session, cast: Cast, clock: HandClock, keys: Keyring, given: Given, finish: Finish, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = _petitions(session, keys, given, clock, 2)
    answered = given.an_answered_petition(Outcome.ADOPTED, Outcome.NOT_ADOPTED, title="離島交通船與公車月票整合成單一票證")
    rated(given, answered, [(5, 1)] * 30)
    surveyed(given, answered, [(5, 5, 5)] * 29)
    sheet = {"kind": FileKind.PDF, "title": "會議紀錄", "alternative": "同意先試辦。", "size": 300, "sha256": "0" * 64}
    file = Attachment(key=UUID(int=7), petition_id=answered.id, added_at=clock.at, added_by_id=cast.wu.id, **sheet)
    part = ResponsePart(agency_id=cast.transport.id, demand_no=1, text="票證系統九月改版。", asked_on=clock.at.date())
    version = answers.versions(session, answered)[0]
    version.attached.append(ResponseAttachment(attachment=file, no=1))
    version.parts.append(part)
    hidden = given.a_petition_in_review(by=cast.bo, title="這一件之後會被檢核人員隱藏起來")
    session.execute(
        Errand.metadata.tables["petition"].update().where(Errand.metadata.tables["petition"].c.id == hidden.id).values(stage=Stage.HIDDEN)
    )
    monkeypatch.setattr(open_data, "AT_ONCE", 2)
    found = finish(actions.ask(session, cast.ann, kind=Kind.OPEN_DATA, at=clock.at))
    listed = json.loads(found["petitions.json"])
    assert [row["number"] for row in rows(found["petitions.csv"])] == [row["number"] for row in listed] == [*numbers, answered.number]
    outcomes = [(row["number"], row["demand"], row["outcome"]) for row in rows(found["outcomes.csv"])]
    assert outcomes[:2] == [(answered.number, "1", "adopted"), (answered.number, "2", "not_adopted")]
    promised = [(row["number"], row["unit"], row["state"], row["proof_url"]) for row in rows(found["promises.csv"])]
    assert promised == [(answered.number, "資訊處", "promised", "")]
    assert listed[-1]["promises"][0]["due_on_now"] == listed[-1]["promises"][0]["due_on"]
    assert {reply["existing_policy"] for reply in listed[-1]["outcomes"]} == {False}
    (joint,), (beside,) = rows(found["parts.csv"]), rows(found["attachments.csv"])
    assert (joint["number"], joint["demand"], joint["agency"]) == (answered.number, "1", "A15000000G")
    assert beside["path"] == f"/petitions/{answered.number}/attachments/{file.key}" and beside["bytes"] == "300"
    opinions = {(row["kind"], row["question"]): (row["people"], row["gave_5"]) for row in rows(found["opinions.csv"])}
    assert opinions == {("rating", "addressed"): ("30", "30"), ("rating", "agrees"): ("30", "0")}, "29 in the survey are too few"
    days = rows(found["daily_counts.csv"])
    assert sum(int(row["endorsements_added"]) for row in days if row["number"] == answered.number) == _counted(session, answered.id)
    whole = "".join(found.values())
    assert hidden.title not in whole and "mei" not in whole and "@example.org" not in whole


def test_decisions_are_listed_with_their_grounds(session: Session, cast: Cast, clock: HandClock, given: Given, finish: Finish) -> None:
    refused = given.a_refused_petition()
    waiting = given.a_petition_in_review(by=cast.bo, title="公園飲水機水質檢驗數據每週上網公開")
    found = finish(actions.ask(session, cast.lin, kind=Kind.DECISIONS, at=clock.at))
    assert [row["number"] for row in rows(found[decisions.QUEUE])] == [waiting.number]
    (decision,) = rows(found[decisions.DECISIONS])
    assert (decision["number"], decision["move"], decision["role"]) == (refused.number, "refuse", "moderator") and decision["ground"]
    words = ("不屬於行政院所屬機關的業務", "Not the business of the Executive Yuan’s agencies")
    assert (decision["ground_text_zh"], decision["ground_text_en"]) == words
    assert "地方制度法第18條" in decision["ground_law_zh"] and "Local Government Act, articles 18 to 20" in decision["ground_law_en"]
    assert "lin" not in found[decisions.DECISIONS].split()


@pytest.mark.parametrize("written", ["=1+1", "+886", "-1", "@SUM(A1)", "\t=1", "＝1", "  =1", "\n=cmd"])
def test_no_cell_is_a_formula(written: str) -> None:
    assert str(cell(written)).startswith("'")


def test_cells_are_what_they_were() -> None:
    assert [cell(value) for value in ("提議", "a=b", None, 0, -3, date(2026, 3, 2), Stage.HIDDEN)] == [
        "提議", "a=b", "", 0, -3, "2026-03-02", "hidden"
    ]  # fmt: skip
    assert table(("a", "b"), [("x,y", 'z"')], begins=True) == '\ufeffa,b\r\n"x,y","z"""\r\n'


@pytest.mark.parametrize("parts", [[[1, 2], [3], []], [[]], [[1]], [[], []]])
def test_an_array_in_portions_is_one_array(parts: list[list[int]]) -> None:
    text = "".join(
        array(({"n": n} for n in some), begins=no == 0, ends=no == len(parts) - 1) for no, some in enumerate(parts)
    )  # fmt: skip
    assert json.loads(text) == [{"n": n} for some in parts for n in some]


def test_the_calendar_changes_only_after_the_word(session: Session, cast: Cast, clock: HandClock, keys: Keyring) -> None:
    errand = actions.propose(session, cast.ann, kind=Kind.CALENDAR, params={"text": YEAR, "source": "115年"}, at=clock.at)
    assert one_portion(session, keys, clock) is None and errand.state is State.PROPOSED
    actions.agree(session, errand, at=clock.at)
    actions.agree(session, errand, at=clock.at)
    assert one_portion(session, keys, clock) is not None and one_portion(session, keys, clock) is None
    session.refresh(errand)
    assert (errand.state, errand.done, errand.total) == (State.DONE, 3, 3)
    assert [row.day for row in office_days.differing(session, 2026)] == [date(2026, 2, 27)]


def test_a_new_proposal_replaces_the_old_and_waits_for_what_runs(session: Session, cast: Cast, clock: HandClock) -> None:
    params: dict[str, Any] = {"text": YEAR, "source": "115年"}
    old = actions.propose(session, cast.ann, kind=Kind.CALENDAR, params=params, at=clock.at)
    new = actions.propose(session, cast.ann, kind=Kind.CALENDAR, params=params, at=clock.at)
    assert new.key != old.key and session.scalar(select(func.count()).select_from(Errand)) == 1
    actions.agree(session, new, at=clock.at)
    with pytest.raises(Conflict) as late:
        actions.propose(session, cast.ann, kind=Kind.CALENDAR, params=params, at=clock.at)
    assert late.value.code == "errand.under_way"
    with pytest.raises(Conflict):
        actions.drop(session, new)


def test_a_refusal_ends_it_and_a_fault_is_tried_some_times(session: Session, cast: Cast, clock: HandClock) -> None:
    errand = actions.ask(session, cast.mei, kind=Kind.MY_DATA, at=clock.at)
    for _ in range(actions.TRIES_MAX - 1):
        actions.stumbled(session, errand.id, fault=RuntimeError("x"), at=clock.at)
        session.refresh(errand)
        assert errand.state is State.WAITING and actions.take(session) is None
    actions.stumbled(session, errand.id, fault=RuntimeError("x"), at=clock.at)
    session.refresh(errand)
    assert (errand.state, errand.fault) == (State.FAILED, "errand.broken")
    other = actions.ask(session, cast.bo, kind=Kind.MY_DATA, at=clock.at)
    actions.stumbled(session, other.id, fault=Conflict("errand.under_way", day=date(2026, 3, 2)), at=clock.at)
    session.refresh(other)
    assert (other.state, other.fault, other.fault_facts) == (State.FAILED, "errand.under_way", {"day": "2026-03-02"})


def test_only_whoever_asked_finds_it_and_it_is_forgotten(
    session: Session, cast: Cast, clock: HandClock, keys: Keyring, finish: Finish
) -> None:
    errand = actions.ask(session, cast.mei, kind=Kind.MY_DATA, at=clock.at)
    finish(errand)
    assert actions.own(session, cast.mei, errand.key) is errand
    with pytest.raises(NotFound):
        actions.own(session, cast.kai, errand.key)
    assert b"mei@example.org" not in session.scalars(select(ErrandFile.sealed)).one()
    assert actions.forget_old(session, as_of=clock.at + actions.KEPT - timedelta(seconds=1)) == 0
    assert actions.forget_old(session, as_of=clock.at + actions.KEPT + timedelta(seconds=1)) == 1
    assert session.scalar(select(func.count()).select_from(ErrandFile)) == 0


def test_a_proposal_nobody_agreed_to_is_forgotten(session: Session, cast: Cast, clock: HandClock) -> None:
    actions.propose(session, cast.ann, kind=Kind.CALENDAR, params={"text": YEAR, "source": "115年"}, at=clock.at)
    assert actions.forget_old(session, as_of=clock.at + actions.UNAGREED_KEPT + timedelta(seconds=1)) == 1


def test_every_line_at_fault_is_named() -> None:
    with pytest.raises(Invalid) as refused:
        office_days.office_csv.read(YEAR + "20260230,一,0,\n20260303,二,1,\n")
    assert [(problem.code, problem.facts["line"]) for problem in refused.value.problems] == [("calendar.day", 5), ("calendar.row", 6)]


def _petitions(session: Session, keys: Keyring, given: Given, clock: HandClock, count: int) -> list[str]:
    people: list[Person] = [citizen(session, keys, f"c{no}", at=clock.at, no=900 + no) for no in range(count)]
    return [given.a_petition_in_review(by=person).number for person in people]


def _counted(session: Session, petition_id: int) -> int:
    total = func.coalesce(func.sum(EndorsementHour.endorsed - EndorsementHour.taken_back), 0)
    return session.scalar(select(total).where(EndorsementHour.petition_id == petition_id)) or 0
