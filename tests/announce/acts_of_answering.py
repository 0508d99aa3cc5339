"""Situations while an agency answers and after it: meetings, the answer, what is said of it, what was promised."""

from __future__ import annotations

from datetime import date, timedelta

from app.meet import actions as meetings
from app.meet import queries as called
from app.meet import sweeps
from app.meet.rules import Call, Report
from app.petition.lifecycle import Move
from app.petition.models import Petition
from app.rate import surveys
from app.respond import actions as respond
from app.respond import answers, keeping, milestones, promises, reply
from app.respond.models import Outcome, PromiseState
from tests.given import WORKDAYS, Given, answer


def contacted(given: Given) -> Petition:
    petition = given.an_established_petition()
    respond.contact(
        given.session, petition, by=given.cast.wu, agency=given.cast.finance, text="請問你使用的是哪一種作業系統？", at=given.at
    )
    return petition


def met(given: Given) -> Petition:
    petition = given.an_established_petition()
    report = Report(date(2026, 2, 26), "出席者同意先試辦。")
    meetings.record(given.session, petition, by=given.cast.wu, agency=given.cast.finance, report=report, at=given.at)
    return petition


def a_call(given: Given, *, days: int = 10, seats: int = 2) -> Call:
    """A meeting so many days ahead; who wants a seat signs up until three days before it."""
    starts = given.at + timedelta(days=days)
    until = starts - timedelta(days=3) if seats else None
    return Call(
        "報稅軟體使用情境討論會", "逐項討論兩項訴求與試用的時程。", starts, "財政部三樓會議室", "https://example.org/live", seats, until
    )


def convened(given: Given) -> Petition:
    petition = given.an_established_petition()
    meetings.convene(
        given.session, petition, by=given.cast.wu, agency=given.cast.finance, call=a_call(given), keys=given.keys, at=given.at
    )  # fmt: skip
    return petition


def rearranged(given: Given) -> Petition:
    petition = convened(given)
    (meeting,) = called.meetings(given.session, petition)
    meetings.rearrange(
        given.session, petition, meeting, by=given.cast.wu, agency=given.cast.finance, call=a_call(given, days=12),
        reason="配合附議者上班時間改期。", seen=1, at=given.at,
    )  # fmt: skip
    return petition


def called_off(given: Given) -> Petition:
    petition = convened(given)
    (meeting,) = called.meetings(given.session, petition)
    reason = "颱風停止上班，另行公告。"
    meetings.call_off(given.session, petition, meeting, by=given.cast.wu, agency=given.cast.finance, reason=reason, at=given.at)
    return petition


def drawn(given: Given) -> Petition:
    petition = convened(given)
    sweeps.draw_all_due(given.session, given.keys, as_of=given.at + timedelta(days=8))
    return petition


def skipped(given: Given) -> Petition:
    petition = given.an_established_petition()
    reason = "本案已在另一場公聽會處理，不另外規劃。"
    milestones.skip(
        given.session, petition, by=given.cast.wu, agency=given.cast.finance, milestone=Move.PLAN, reason=reason, at=given.at
    )  # fmt: skip
    return petition


def replied(given: Given) -> Petition:
    petition = given.an_answered_petition()
    reply.reply(given.session, petition, by=given.cast.mei, text="第一項回答到了，第二項沒有。", at=given.at + timedelta(minutes=6))
    return petition


def surveyed(given: Given) -> Petition:
    petition = given.an_answered_petition()
    surveys.ask_all_due(given.session, as_of=given.at + timedelta(days=30))
    return petition


def extended(given: Given) -> Petition:
    petition = given.an_established_petition()
    respond.extend(
        given.session, petition, by=given.cast.wu, agency=given.cast.finance, reason="須跨部會協調。", workdays=WORKDAYS, at=given.at
    )
    return petition


def corrected(given: Given) -> Petition:
    petition = given.an_answered_petition()
    at = given.at + timedelta(minutes=6)
    answers.correct(
        given.session, petition, answer(at=at), by=given.cast.wu, agency=given.cast.finance, reason="補上漏列的期程。",
        keys=given.keys, at=at, acknowledged=True,
    )  # fmt: skip
    return petition


def progressed(given: Given) -> Petition:
    petition = given.an_answered_petition(Outcome.UNDER_STUDY, Outcome.ADOPTED)
    answers.progress(
        given.session, petition, by=given.cast.wu, agency=given.cast.finance, text="已完成委託研究。", workdays=WORKDAYS, at=given.at
    )
    return petition


def promised(given: Given, act: str) -> Petition:
    """An answer whose letters have left, and something told of its promise."""
    petition = given.an_answered_petition()
    at = given.at + timedelta(minutes=6)
    (one,) = promises.of_petition(given.session, petition)
    told = keeping.Report("系統整合已進入測試，公告在下面的網址。", "https://gongyi.example/", one.commitment.seal)
    agency = {"by": given.cast.wu, "agency": given.cast.finance, "at": at}
    if act == "redated":
        day = one.commitment.due_on + timedelta(days=30)
        keeping.redate(given.session, petition, one.promise, day, told, **agency)  # type: ignore[arg-type]
    else:
        keeping.report(given.session, petition, one.promise, PromiseState(act), told, **agency)  # type: ignore[arg-type]
    return petition


def recalled(given: Given, *outcomes: Outcome) -> Petition:
    petition = given.an_answered_petition(*outcomes)
    at = given.at + timedelta(minutes=4)
    answers.recall(given.session, petition, by=given.cast.wu, agency=given.cast.finance, at=at)
    return petition


def finally_recalled(given: Given) -> Petition:
    petition = given.an_answered_petition(Outcome.UNDER_STUDY, Outcome.ADOPTED)
    given.answered(petition, Outcome.ADOPTED, Outcome.ADOPTED)
    at = given.at + timedelta(minutes=4)
    answers.recall(given.session, petition, by=given.cast.wu, agency=given.cast.finance, at=at)
    return petition
