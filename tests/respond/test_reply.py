"""The proposer replies to the answer once, in public, below it (rule 22)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.kernel.errors import Conflict, Invalid, NotAllowed
from app.petition import queries
from app.petition.lifecycle import Move, Stage
from app.respond import actions, answers, reply
from app.respond.models import Outcome
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import Given, answer

TEXT = "第一項回答到了，第二項只說會研究，沒有日期。"


def test_once_also_after_a_correction(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.an_answered_petition()
    at = clock.at + timedelta(minutes=6)
    reply.reply(session, petition, by=cast.mei, text=f" {TEXT}\r\n", at=at)
    row = reply.of(queries.timeline(session, petition))
    assert row is not None and (row.reason, row.at, petition.stage) == (TEXT, at, Stage.RESPONDED)
    with pytest.raises(Conflict, match=r"reply\.used"):
        reply.reply(session, petition, by=cast.mei, text=TEXT, at=at)
    better = answer(at=at)
    answers.correct(session, petition, better, by=cast.wu, agency=cast.finance, reason="補上日期。", keys=given.keys, at=at)
    with pytest.raises(Conflict, match=r"reply\.used"):
        reply.reply(session, petition, by=cast.mei, text=TEXT, at=at)
    assert [row.move for row in queries.timeline(session, petition)].count(Move.REPLY) == 1


def test_not_while_the_answer_can_be_recalled(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.an_answered_petition()
    with pytest.raises(Conflict, match=r"reply\.early"):
        reply.reply(session, petition, by=cast.mei, text=TEXT, at=clock.at + timedelta(minutes=4))


def test_from_the_answer_until_it_is_closed(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    waiting = given.an_established_petition()
    with pytest.raises(Conflict, match=r"petition\.not_now"):
        reply.reply(session, waiting, by=cast.mei, text=TEXT, at=clock.at)
    given.answered(waiting, Outcome.UNDER_STUDY, Outcome.ADOPTED)
    given.answered(waiting, Outcome.ADOPTED, Outcome.ADOPTED)
    actions.close_all_due(session, as_of=clock.at + timedelta(days=31))
    with pytest.raises(Conflict, match=r"petition\.not_now"):
        reply.reply(session, waiting, by=cast.mei, text=TEXT, at=clock.at + timedelta(days=31))


def test_under_study_is_an_answer_too(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.an_answered_petition(Outcome.UNDER_STUDY, Outcome.ADOPTED)
    reply.reply(session, petition, by=cast.mei, text=TEXT, at=clock.at + timedelta(days=3))
    assert petition.stage is Stage.FOLLOW_UP


def test_it_is_the_proposers_and_says_something(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.an_answered_petition()
    at = clock.at + timedelta(minutes=6)
    with pytest.raises(NotAllowed, match=r"petition\.not_yours"):
        reply.reply(session, petition, by=cast.bo, text=TEXT, at=at)
    for text in (" ", "字" * (petition.policy.answer_reply_max + 1)):
        with pytest.raises(Invalid):
            reply.reply(session, petition, by=cast.mei, text=text, at=at)


def test_personal_data_must_be_read_over(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.an_answered_petition()
    at = clock.at + timedelta(minutes=6)
    with pytest.raises(Invalid) as refused:
        reply.reply(session, petition, by=cast.mei, text="請打0912-345-678。", at=at)
    assert [problem.field for problem in refused.value.problems] == ["read_over"]
    reply.reply(session, petition, by=cast.mei, text="請打0912-345-678。", at=at, read_over=True)
