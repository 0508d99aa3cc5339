"""Complaint 20: the discussion closes while the case is alive, or stays open after its end, because somebody sets it by hand.

Here it is derived from the stage and the clock alone: for every stage there is one answer, whoever asks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import pytest

from app.discuss import rules
from app.kernel.workdays import end_of, local_day
from app.petition import queries
from app.petition.lifecycle import LIFE, Move, Stage
from app.petition.models import Petition
from app.respond.models import Outcome
from tests.announce.acts_of_kin import merge_agreed
from tests.announce.occasions import OCCASIONS, closed, hidden, lapsed, withdrawn
from tests.given import Given

OPEN: Mapping[Stage, Callable[[Given], Petition]] = {
    Stage.ENDORSING: lambda given: given.an_open_petition(),
    Stage.RESPONDING: lambda given: given.an_established_petition(),
    Stage.RESPONDED: lambda given: given.an_answered_petition(),
    Stage.FOLLOW_UP: lambda given: given.an_answered_petition(Outcome.UNDER_STUDY, Outcome.ADOPTED),
}
SHUT: Mapping[Stage, Callable[[Given], Petition]] = {
    Stage.IN_REVIEW: lambda given: given.a_petition_in_review(),
    Stage.NOT_ADMITTED: lambda given: given.a_refused_petition(),
    Stage.WITHDRAWN: withdrawn,
    Stage.HIDDEN: hidden,
    Stage.MERGED: lambda given: merge_agreed(given, mei_goes=True),
    # Ten days after its window, and a month after its answer.
    Stage.NOT_REACHED: lapsed,
    Stage.CLOSED: closed,
}
SEVEN_DAYS = timedelta(days=7)


def is_open(petition: Petition, at: datetime) -> bool:
    """The rule in other words: from admission on; until seven days after the answer, or after a window that fell short."""
    if petition.admitted_at is None or petition.stage in (Stage.WITHDRAWN, Stage.MERGED, Stage.HIDDEN, Stage.NOT_ADMITTED):
        return False
    if petition.responded_at is not None:
        return at < end_of(local_day(petition.responded_at)) + SEVEN_DAYS
    if petition.stage in (Stage.ENDORSING, Stage.NOT_REACHED):
        assert petition.endorse_until is not None
        return at < petition.endorse_until + SEVEN_DAYS
    return True


def test_there_is_an_answer_for_every_stage_of_the_life() -> None:
    assert {*OPEN, *SHUT} == set(Stage) == set(LIFE.values())
    assert {move for move, _ in OCCASIONS} == set(Move)


@pytest.mark.parametrize("occasion", OCCASIONS, ids=lambda occasion: "-".join(filter(None, occasion)))
def test_after_every_move_the_stage_and_the_clock_alone_say(given: Given, occasion: tuple[Move, str]) -> None:
    petition = OCCASIONS[occasion](given)
    moved_at = queries.timeline(given.session, petition)[-1].at
    for days in (0, 6, 8, 40, 80):
        at = moved_at + timedelta(days=days)
        assert (rules.why_closed(petition, at=at) is None) is is_open(petition, at), (petition.stage, days)


@pytest.mark.parametrize("stage", OPEN)
def test_open_while_the_case_is_alive(given: Given, stage: Stage) -> None:
    petition = OPEN[stage](given)
    assert petition.stage is stage
    assert rules.why_closed(petition, at=given.at) is None


@pytest.mark.parametrize("stage", SHUT)
def test_shut_where_there_is_nothing_to_discuss(given: Given, stage: Stage) -> None:
    petition = SHUT[stage](given)
    assert petition.stage is stage
    assert rules.why_closed(petition, at=queries.timeline(given.session, petition)[-1].at) is not None


def test_open_until_seven_days_after_the_answer_and_not_a_moment_longer(given: Given) -> None:
    petition = given.an_answered_petition()
    ends = rules.closes_at(petition)
    assert ends is not None
    assert timedelta(days=7) <= ends - given.at <= timedelta(days=8)
    assert rules.why_closed(petition, at=ends - timedelta(seconds=1)) is None
    assert rules.why_closed(petition, at=ends) is not None


def test_open_seven_days_after_a_window_that_ended_below_the_threshold(given: Given) -> None:
    petition = lapsed(given)
    assert petition.endorse_until is not None
    assert rules.why_closed(petition, at=petition.endorse_until + timedelta(days=6)) is None
    assert rules.why_closed(petition, at=petition.endorse_until + timedelta(days=7)) is not None
