"""Refusing with two and hiding with one, as the petition's own policy says (rules 6, 25)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.kernel.errors import Conflict, NotAllowed
from app.petition import queries
from app.petition.lifecycle import Move, Stage
from app.petition.models import Petition
from app.review import actions as review
from app.review import proposals
from app.review.rules import HideGround
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import REFUSAL, WORKDAYS, Given

WHY = "內含第三人的住址與電話，刪去後不成立。"


def under(petition: Petition, **numbers: object) -> Petition:
    """As if it had been submitted under these numbers."""
    petition.rules = {**petition.rules, **numbers}
    return petition


def refused_with(code: str, act: Callable[[], object]) -> None:
    with pytest.raises((NotAllowed, Conflict)) as fault:
        act()
    assert fault.value.code == code


@pytest.fixture
def petition(given: Given) -> Petition:
    return under(given.a_petition_in_review(), four_eyes_refuse=True)


def test_refusing_takes_two_where_the_policy_says_so(session: Session, petition: Petition, cast: Cast, clock: HandClock) -> None:
    refused_with("refuse.second", lambda: review.refuse(session, petition, by=cast.lin, refusal=REFUSAL, at=clock.at))
    review.propose_refusal(session, petition, by=cast.lin, refusal=REFUSAL, at=clock.at)
    assert petition.stage is Stage.IN_REVIEW and [row.number for _, row in proposals.waiting(session)] == [petition.number]
    refused_with("refuse.proposed", lambda: review.propose_refusal(session, petition, by=cast.hao, refusal=REFUSAL, at=clock.at))
    refused_with("refuse.second", lambda: review.settle_refusal(session, petition, by=cast.lin, consent=True, at=clock.at))
    review.settle_refusal(session, petition, by=cast.hao, consent=True, at=clock.at)
    row = queries.timeline(session, petition)[-1]
    assert (petition.stage, row.by_id, row.reason) == (Stage.NOT_ADMITTED, cast.hao.id, REFUSAL.explanation)
    assert row.facts["four_eyes"] and row.facts["elsewhere"] == REFUSAL.elsewhere
    assert proposals.waiting(session) == []
    refused_with("refuse.settled", lambda: review.settle_refusal(session, petition, by=cast.hao, consent=True, at=clock.at))


def test_without_consent_the_review_goes_on(session: Session, petition: Petition, cast: Cast, clock: HandClock) -> None:
    review.propose_refusal(session, petition, by=cast.lin, refusal=REFUSAL, at=clock.at)
    refused_with("refuse.waits", lambda: review.admit(session, petition, by=cast.hao, lead=cast.finance, at=clock.at))
    review.settle_refusal(session, petition, by=cast.hao, consent=False, at=clock.at)
    assert petition.stage is Stage.IN_REVIEW
    review.admit(session, petition, by=cast.hao, lead=cast.finance, at=clock.at)
    assert petition.stage is Stage.ENDORSING


def test_neither_of_the_two_decides_the_appeal(session: Session, petition: Petition, given: Given, cast: Cast, clock: HandClock) -> None:
    review.propose_refusal(session, petition, by=cast.lin, refusal=REFUSAL, at=clock.at)
    review.settle_refusal(session, petition, by=cast.hao, consent=True, at=clock.at)
    review.appeal(session, petition, by=cast.mei, reason="此事由中央機關訂定標準。", workdays=WORKDAYS, at=clock.at)
    for by in (cast.lin, cast.hao):
        refused_with("review.appeal", lambda by=by: review.admit(session, petition, by=by, lead=cast.finance, at=clock.at))
        refused_with("review.appeal", lambda by=by: review.propose_refusal(session, petition, by=by, refusal=REFUSAL, at=clock.at))
    review.admit(session, petition, by=cast.ann, lead=cast.finance, at=clock.at)


def test_a_withdrawn_petition_waits_for_nobody(session: Session, petition: Petition, cast: Cast, clock: HandClock) -> None:
    from_now_on = review.propose_refusal(session, petition, by=cast.lin, refusal=REFUSAL, at=clock.at)
    review.propose_hiding(session, petition, by=cast.lin, ground=HideGround.PERSONAL_DATA, explanation=WHY, at=clock.at)
    assert [proposal.move for proposal in proposals.of(session, petition)] == [Move.REFUSE, Move.HIDE]
    review.settle_hiding(session, petition, by=cast.hao, consent=True, at=clock.at)
    assert petition.stage is Stage.HIDDEN and proposals.of(session, petition) == []
    assert from_now_on.settled_at is None
    refused_with("refuse.settled", lambda: review.settle_refusal(session, petition, by=cast.hao, consent=True, at=clock.at))


def test_one_moderator_hides_where_the_policy_says_so(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.an_open_petition()
    words = {"ground": HideGround.PERSONAL_DATA, "explanation": WHY}
    refused_with("hide.second", lambda: review.hide(session, petition, by=cast.lin, at=clock.at, **words))
    under(petition, four_eyes_hide=False)
    refused_with("review.own", lambda: review.hide(session, petition, by=cast.mei, at=clock.at, **words))
    review.hide(session, petition, by=cast.lin, at=clock.at, **words)
    row = queries.timeline(session, petition)[-1]
    assert (petition.stage, row.move, row.facts.get("four_eyes")) == (Stage.HIDDEN, Move.HIDE, None)
