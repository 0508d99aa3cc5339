"""The answer: what it must hold, personal data, recall, corrections, follow-up (rules 18, 19, 21)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.kernel.errors import Conflict, Invalid, NotAllowed
from app.kernel.secrets import Keyring
from app.kernel.workdays import end_of
from app.petition import queries
from app.petition.lifecycle import Move, Stage
from app.petition.models import Petition
from app.respond import actions as respond
from app.respond import answers
from app.respond.models import Outcome, Response
from app.respond.queries import draft
from app.respond.rules import Answer, DemandReply, Promised
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import WORKDAYS, Given, answer


def codes(refused: Invalid) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in refused.problems]


class Officer:
    """Wu, who answers for the finance ministry."""

    def __init__(self, session: Session, cast: Cast, keys: Keyring, clock: HandClock) -> None:
        self.session, self.cast, self.keys, self.clock = session, cast, keys, clock

    def publish(self, petition: Petition, written: Answer, **options: Any) -> Response:
        return answers.publish(
            self.session, petition, written, by=self.cast.wu, agency=self.cast.finance,
            keys=self.keys, workdays=WORKDAYS, at=self.clock.at, acknowledged=True, **options,
        )  # fmt: skip

    def recall(self, petition: Petition) -> None:
        answers.recall(self.session, petition, by=self.cast.wu, agency=self.cast.finance, at=self.clock.at)

    def correct(self, petition: Petition, written: Answer, reason: str = "改正期程。") -> Response:
        return answers.correct(
            self.session, petition, written, by=self.cast.wu, agency=self.cast.finance, reason=reason,
            keys=self.keys, at=self.clock.at, acknowledged=True,
        )  # fmt: skip

    def progress(self, petition: Petition, text: str = "已完成第一階段評估。") -> None:
        answers.progress(self.session, petition, by=self.cast.wu, agency=self.cast.finance, text=text, workdays=WORKDAYS, at=self.clock.at)


@pytest.fixture
def wu(session: Session, cast: Cast, keys: Keyring, clock: HandClock) -> Officer:
    return Officer(session, cast, keys, clock)


def test_an_answer_to_every_demand_is_published(wu: Officer, given: Given, session: Session, clock: HandClock) -> None:
    petition = given.an_established_petition()
    respond.save(session, petition, by=wu.cast.wu, content={"summary": "x"}, at=clock.at)
    wu.publish(petition, answer(at=clock.at))
    assert petition.stage is Stage.RESPONDED and petition.responded_at == clock.at
    standing = answers.latest(session, petition)
    assert standing is not None and [reply.outcome for reply in standing.replies] == [Outcome.ADOPTED, Outcome.PARTLY_ADOPTED]
    row = queries.timeline(session, petition)[-1]
    assert (row.move, row.announce_from - row.at) == (Move.ANSWER, timedelta(minutes=5))
    assert draft(session, petition) is None


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"summary": ""}, ("summary", "text.missing")),
        ({"summary": "字" * 201}, ("summary", "text.long")),
        ({"analysis": " "}, ("analysis", "text.missing")),
        ({"consultations": ""}, ("consultations", "text.missing")),
        ({"plan": ""}, ("plan", "text.missing")),
        ({"promises": (Promised("完成系統", date(2026, 3, 1), unit="資訊處"),)}, ("promise-1-due_on", "promise.past")),
        ({"promises": (Promised("", date(2026, 4, 1), unit="資訊處"),)}, ("promise-1-text", "text.missing")),
    ],
)
def test_a_part_that_is_missing_stops_it(
    wu: Officer, given: Given, clock: HandClock, changes: dict[str, Any], fault: tuple[str, str]
) -> None:
    petition = given.an_established_petition()
    with pytest.raises(Invalid) as refused:
        wu.publish(petition, replace(answer(at=clock.at), **changes))
    assert codes(refused.value) == [fault]
    assert petition.stage is Stage.RESPONDING


def test_a_demand_without_outcome_or_reason_stops_it(wu: Officer, given: Given, clock: HandClock) -> None:
    petition = given.an_established_petition()
    written = replace(answer(at=clock.at), replies=(DemandReply(1, None, " "),))
    with pytest.raises(Invalid) as refused:
        wu.publish(petition, written)
    assert codes(refused.value) == [
        ("outcome-1", "answer.no_outcome"),
        ("reason-1", "answer.no_reason"),
        ("outcome-2", "answer.no_outcome"),
        ("reason-2", "answer.no_reason"),
    ]


@pytest.mark.parametrize("written", ["mei@example.org", "MEI@Example.org", "請洽mei@example.org詢問", "ｍｅｉ＠ｅｘａｍｐｌｅ．ｏｒｇ"])
def test_the_proposers_address_never_goes_out(wu: Officer, given: Given, clock: HandClock, written: str) -> None:
    petition = given.an_established_petition()
    with pytest.raises(Invalid) as refused:
        wu.publish(petition, replace(answer(at=clock.at), analysis=f"提議者來信：{written}。"), read_over=True)
    assert codes(refused.value) == [("personal", "answer.proposers_data")]


@pytest.mark.parametrize("written", ["0900000001", "0900-000-001", "+886 900 000 001", "零九零零零零零零零一"])
def test_the_proposers_number_never_goes_out(wu: Officer, given: Given, clock: HandClock, written: str) -> None:
    petition = given.an_established_petition()
    with pytest.raises(Invalid) as refused:
        wu.publish(petition, replace(answer(at=clock.at), plan=f"已致電{written}說明。"), read_over=True)
    assert codes(refused.value) == [("personal", "answer.proposers_data")]


def test_other_data_goes_out_only_read_over(wu: Officer, given: Given, clock: HandClock) -> None:
    petition = given.an_established_petition()
    written = replace(answer(at=clock.at), plan="專線：02-2322-8000。")
    with pytest.raises(Invalid) as refused:
        wu.publish(petition, written)
    assert codes(refused.value) == [("personal", "answer.personal_data")]
    wu.publish(petition, written, read_over=True)
    assert petition.stage is Stage.RESPONDED


def test_only_the_lead_answers(given: Given, session: Session, cast: Cast, keys: Keyring, clock: HandClock) -> None:
    petition = given.an_established_petition()
    with pytest.raises(NotAllowed, match=r"agency\.not_responsible"):
        answers.publish(
            session, petition, answer(at=clock.at), by=cast.chen, agency=cast.transport, keys=keys, workdays=WORKDAYS, at=clock.at
        )


def test_a_recalled_answer_was_never_sent_nor_shown(wu: Officer, given: Given, session: Session, clock: HandClock) -> None:
    petition = given.an_established_petition()
    wu.publish(petition, answer(at=clock.at))
    clock.advance(minutes=4, seconds=59)
    wu.recall(petition)
    assert petition.stage is Stage.RESPONDING and petition.responded_at is None
    assert answers.latest(session, petition) is None
    answered = next(row for row in queries.timeline(session, petition) if row.move is Move.ANSWER)
    session.refresh(answered)
    assert answered.announced_at == clock.at
    with pytest.raises(Conflict, match=r"recall\.late"):
        wu.recall(petition)
    assert wu.publish(petition, answer(at=clock.at)).version == 2


def test_after_five_minutes_nothing_is_recalled(wu: Officer, given: Given, session: Session, clock: HandClock) -> None:
    petition = given.an_established_petition()
    wu.publish(petition, answer(at=clock.at))
    clock.advance(minutes=5)
    assert answers.recallable(session, petition, at=clock.at) is None
    with pytest.raises(Conflict, match=r"recall\.late"):
        wu.recall(petition)


def test_letters_that_were_first_stop_the_recall(wu: Officer, given: Given, session: Session, clock: HandClock) -> None:
    petition = given.an_established_petition()
    wu.publish(petition, answer(at=clock.at))
    queries.timeline(session, petition)[-1].announced_at = clock.at
    session.flush()
    with pytest.raises(Conflict, match=r"recall\.late"):
        wu.recall(petition)


def test_corrections_are_versions(wu: Officer, given: Given, session: Session, clock: HandClock) -> None:
    petition = given.an_established_petition()
    wu.publish(petition, answer(at=clock.at))
    with pytest.raises(Conflict, match=r"correct\.early"):
        wu.correct(petition, answer(at=clock.at))
    clock.advance(minutes=5)
    with pytest.raises(Invalid):
        wu.correct(petition, answer(at=clock.at), reason=" ")
    wu.correct(petition, replace(answer(at=clock.at), summary="更正後的摘要。"))
    assert [(version.version, version.correction) for version in answers.versions(session, petition)] == [(1, ""), (2, "改正期程。")]
    with pytest.raises(Invalid) as refused:
        wu.correct(petition, answer(Outcome.ADOPTED, Outcome.UNDER_STUDY, at=clock.at))
    assert codes(refused.value) == [("outcome-2", "answer.final")]


def test_what_is_under_study_returns_every_six_months(wu: Officer, given: Given, session: Session, clock: HandClock) -> None:
    petition = given.an_established_petition()
    wu.publish(petition, answer(Outcome.ADOPTED, Outcome.UNDER_STUDY, at=clock.at))
    first = clock.at
    assert (petition.stage, petition.follow_up_due_at) == (Stage.FOLLOW_UP, end_of(date(2026, 9, 2)))
    clock.advance(days=100)
    with pytest.raises(Invalid):
        wu.progress(petition, " ")
    wu.progress(petition)
    assert petition.follow_up_due_at == end_of(date(2026, 12, 10))
    with pytest.raises(Conflict) as twice:
        wu.progress(petition, "已完成第一階段評估。\n")
    assert twice.value.code == "progress.said"
    with pytest.raises(Invalid) as refused:
        wu.publish(petition, answer(Outcome.ADOPTED, Outcome.UNDER_STUDY, at=clock.at))
    assert codes(refused.value) == [("outcome-2", "answer.final")]
    wu.publish(petition, answer(at=clock.at))
    assert (petition.stage, petition.responded_at) == (Stage.RESPONDED, first)


def test_a_recalled_final_answer_goes_back_to_study(wu: Officer, given: Given, session: Session, clock: HandClock) -> None:
    petition = given.an_established_petition()
    wu.publish(petition, answer(Outcome.ADOPTED, Outcome.UNDER_STUDY, at=clock.at))
    clock.advance(days=30)
    wu.publish(petition, answer(at=clock.at))
    wu.recall(petition)
    assert petition.stage is Stage.FOLLOW_UP and petition.responded_at is not None
    standing = answers.latest(session, petition)
    assert standing is not None and standing.replies[1].outcome is Outcome.UNDER_STUDY


def test_a_final_answer_after_a_long_study_may_still_be_recalled_and_closes_later(
    wu: Officer, given: Given, session: Session, clock: HandClock
) -> None:
    petition = given.an_established_petition()
    wu.publish(petition, answer(Outcome.ADOPTED, Outcome.UNDER_STUDY, at=clock.at))
    clock.advance(days=150)
    wu.publish(petition, answer(at=clock.at))
    assert respond.close_all_due(session, as_of=clock.at + timedelta(days=30) - timedelta(seconds=1)) == 0
    assert petition.stage is Stage.RESPONDED
    assert respond.close_all_due(session, as_of=clock.at + timedelta(days=30)) == 1


def test_a_study_ends_by_a_final_answer_never_by_a_correction(wu: Officer, given: Given, clock: HandClock) -> None:
    petition = given.an_established_petition()
    wu.publish(petition, answer(Outcome.ADOPTED, Outcome.UNDER_STUDY, at=clock.at))
    clock.advance(days=10)
    with pytest.raises(Invalid) as refused:
        wu.correct(petition, answer(Outcome.ADOPTED, Outcome.NOT_ADOPTED, at=clock.at))
    assert codes(refused.value) == [("outcome-2", "answer.studied")]
    wu.correct(petition, answer(Outcome.PARTLY_ADOPTED, Outcome.UNDER_STUDY, at=clock.at))
    assert petition.stage is Stage.FOLLOW_UP


@pytest.mark.parametrize(
    ("reason", "fault"), [("依mei@example.org來信改正。", "proposers_data"), ("洽02-2322-8000改正。", "personal_data")]
)
def test_the_reason_of_a_correction_is_looked_at_too(wu: Officer, given: Given, clock: HandClock, reason: str, fault: str) -> None:
    petition = given.an_established_petition()
    wu.publish(petition, answer(at=clock.at))
    clock.advance(minutes=5)
    with pytest.raises(Invalid) as refused:
        wu.correct(petition, answer(at=clock.at), reason=reason)
    assert codes(refused.value) == [("personal", f"answer.{fault}")]


@pytest.mark.parametrize("changes", [{"document_no": "mei@example.org"}, {"proof_url": "https://example.org/?to=mei@example.org"}])
def test_small_print_is_looked_at_too(wu: Officer, given: Given, clock: HandClock, changes: dict[str, str]) -> None:
    petition, written = given.an_established_petition(), answer(at=clock.at)
    if "proof_url" in changes:
        changes = {"promises": (replace(written.promises[0], **changes),)}  # type: ignore[dict-item]
    with pytest.raises(Invalid) as refused:
        wu.publish(petition, replace(written, **changes))
    assert codes(refused.value) == [("personal", "answer.proposers_data")]


def test_readers_are_the_proposer_and_who_wants_letters(given: Given, session: Session) -> None:
    petition = given.an_established_petition()
    assert answers.readers(session, petition) == 1
