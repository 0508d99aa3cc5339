"""One moderator holds a case; the time runs out by itself, and a decision is never taken over somebody's head."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.kernel.errors import Conflict, NotAllowed
from app.petition.lifecycle import Stage
from app.review import actions as review
from app.review import holds
from tests.given import REFUSAL, Given


def test_one_holds_it_and_nobody_else_claims_or_decides(session: Session, given: Given) -> None:
    petition, cast = given.a_petition_in_review(), given.cast
    holds.claim(session, petition, by=cast.lin, at=given.at)
    for act in (
        lambda: holds.claim(session, petition, by=cast.hao, at=given.at),
        lambda: review.admit(session, petition, by=cast.hao, lead=cast.finance, at=given.at),
        lambda: review.refuse(session, petition, by=cast.hao, refusal=REFUSAL, at=given.at),
    ):
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.code == "case.held"
        assert refused.value.facts == {"name": "lin"}
    assert petition.stage is Stage.IN_REVIEW


def test_the_time_runs_out_and_then_another_takes_over(session: Session, given: Given) -> None:
    petition, cast = given.a_petition_in_review(), given.cast
    holds.claim(session, petition, by=cast.lin, at=given.at)
    minutes = timedelta(minutes=petition.policy.claim_minutes)
    with pytest.raises(Conflict):
        holds.claim(session, petition, by=cast.hao, at=given.at + minutes - timedelta(seconds=1))
    holds.claim(session, petition, by=cast.hao, at=given.at + minutes)
    assert holds.held(session, [petition], at=given.at + minutes)[petition.id].by_id == cast.hao.id
    with pytest.raises(Conflict) as refused:
        holds.release(session, petition, by=cast.lin)
    assert refused.value.code == "case.not_held"


def test_work_renews_it_but_only_for_whoever_still_holds_it(session: Session, given: Given) -> None:
    petition, cast = given.a_petition_in_review(), given.cast
    minutes = timedelta(minutes=petition.policy.claim_minutes)
    holds.claim(session, petition, by=cast.lin, at=given.at)
    holds.renew(session, petition, by=cast.hao, at=given.at + minutes / 2)
    later = given.at + minutes / 2
    holds.renew(session, petition, by=cast.lin, at=later)
    hold = holds.last(session, petition)
    assert hold is not None and (hold.since, hold.until) == (given.at, later + minutes)
    holds.renew(session, petition, by=cast.lin, at=later + minutes)
    assert holds.held(session, [petition], at=later + minutes) == {}


def test_released_it_is_free_and_decided_it_is_over(session: Session, given: Given) -> None:
    petition, cast = given.a_petition_in_review(), given.cast
    holds.claim(session, petition, by=cast.lin, at=given.at)
    holds.release(session, petition, by=cast.lin)
    assert holds.last(session, petition) is None
    review.admit(session, petition, by=cast.hao, lead=cast.finance, at=given.at)
    assert holds.last(session, petition) is None
    with pytest.raises(Conflict) as refused:
        holds.claim(session, petition, by=cast.hao, at=given.at)
    assert refused.value.code == "petition.not_now"


def test_whoever_may_not_decide_may_not_claim(session: Session, given: Given) -> None:
    own = given.a_petition_in_review(by=given.cast.lin)
    with pytest.raises(NotAllowed) as refused:
        holds.claim(session, own, by=given.cast.lin, at=given.at)
    assert refused.value.code == "review.own"
