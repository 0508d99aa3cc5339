"""Blind second looks: who is drawn, who may look, what is counted; nothing changes by them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.secrets import Keyring
from app.petition import queries
from app.petition.lifecycle import Move, Stage
from app.petition.models import Petition, Transition
from app.review import actions as review
from app.review import grounds, notes, second_looks
from app.review.models import GroundKind
from app.review.rules import Ground
from app.review.second_looks import Agreement
from tests.cast import Cast
from tests.given import OTHER_TITLES, REFUSAL, Given
from tests.review.test_two_moderators import under


@pytest.fixture
def refused(given: Given) -> Petition:
    return under(given.a_refused_petition(), second_look_percent=100)


def last(session: Session, petition: Petition) -> Transition:
    session.flush()
    return queries.timeline(session, petition)[-1]


def test_the_draw_is_a_share_that_only_the_key_knows(keys: Keyring) -> None:
    decisions = range(1, 4_001)
    drawn = [no for no in decisions if second_looks.is_drawn(keys, no, percent=5)]
    # Five in a hundred, within four standard deviations; the same again; another key draws others.
    assert 145 < len(drawn) < 255
    assert drawn == [no for no in decisions if second_looks.is_drawn(keys, no, percent=5)]
    other = Keyring("1:" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=")
    assert drawn != [no for no in decisions if second_looks.is_drawn(other, no, percent=5)]
    assert not any(second_looks.is_drawn(keys, no, percent=0) for no in decisions)
    assert all(second_looks.is_drawn(keys, no, percent=100) for no in decisions)


def test_neither_who_decided_nor_who_proposed_looks_again(session: Session, given: Given, cast: Cast, keys: Keyring) -> None:
    petition = under(given.a_petition_in_review(by=cast.ann), second_look_percent=100, four_eyes_refuse=True)
    review.propose_refusal(session, petition, by=cast.lin, refusal=REFUSAL, at=given.at)
    review.settle_refusal(session, petition, by=cast.hao, consent=True, at=given.at)
    decision = last(session, petition)
    for by in (cast.lin, cast.hao, cast.ann):
        assert second_looks.waiting(session, keys, by=by, at=given.at) == []
        with pytest.raises(NotFound):
            second_looks.look(session, keys, decision, by=by, move=Move.ADMIT, at=given.at)
    assert second_looks.waiting(session, keys, by=cast.kai, at=given.at) == [(decision, petition)]


def test_a_look_changes_nothing_and_is_made_once(session: Session, given: Given, cast: Cast, keys: Keyring, refused: Petition) -> None:
    decision, before = last(session, refused), len(queries.timeline(session, refused))
    second_looks.look(session, keys, decision, by=cast.hao, move=Move.ADMIT, at=given.at)
    assert refused.stage is Stage.NOT_ADMITTED and len(queries.timeline(session, refused)) == before
    with pytest.raises(Conflict) as again:
        second_looks.look(session, keys, decision, by=cast.ann, move=Move.ADMIT, at=given.at)
    assert again.value.code == "look.done"
    assert second_looks.waiting(session, keys, by=cast.ann, at=given.at) == []


def test_a_look_needs_a_decision_and_its_ground(session: Session, given: Given, cast: Cast, keys: Keyring, refused: Petition) -> None:
    decision = last(session, refused)
    for move, ground, code in (
        (Move.LAPSE, "", "look.move"),
        (Move.REFUSE, "", "ground.missing"),
        (Move.HIDE, "unclear", "ground.missing"),
    ):
        with pytest.raises(Invalid) as fault:
            second_looks.look(session, keys, decision, by=cast.hao, move=move, ground=ground, at=given.at)
        assert [problem.code for problem in fault.value.problems] == [code]


def test_after_its_days_nobody_looks(session: Session, given: Given, cast: Cast, keys: Keyring, refused: Petition) -> None:
    days = refused.policy.second_look_days
    late = given.at + timedelta(days=days)
    assert second_looks.waiting(session, keys, by=cast.hao, at=late - timedelta(seconds=1))
    assert second_looks.waiting(session, keys, by=cast.hao, at=late) == []


def test_whoever_wrote_a_note_on_the_case_does_not_look_again(
    session: Session, given: Given, cast: Cast, keys: Keyring, refused: Petition
) -> None:
    decision = last(session, refused)
    notes.write(session, refused, by=cast.hao, text="訴求不清楚，建議不進入附議。", at=given.at)
    assert second_looks.waiting(session, keys, by=cast.hao, at=given.at) == []
    assert second_looks.count(session, keys, by=cast.hao, at=given.at) == 0
    with pytest.raises(NotFound):
        second_looks.one(session, keys, decision.id, by=cast.hao, at=given.at)
    assert second_looks.count(session, keys, by=cast.kai, at=given.at) == 1


def test_a_ground_retired_since_the_decision_may_still_be_agreed_with(
    session: Session, given: Given, cast: Cast, keys: Keyring, refused: Petition
) -> None:
    decision, later = last(session, refused), given.at + timedelta(days=1)
    grounds.retire(session, grounds.one(session, Ground.NOT_CENTRAL), seen=1, at=later)
    assert Ground.NOT_CENTRAL in [ground.code for ground in grounds.in_use(session, GroundKind.REFUSE, at=decision.at)]
    assert Ground.NOT_CENTRAL not in [ground.code for ground in grounds.in_use(session, GroundKind.REFUSE, at=later)]
    second_looks.look(session, keys, decision, by=cast.hao, move=Move.REFUSE, ground=Ground.NOT_CENTRAL, at=later)
    assert second_looks.agreement(session) == Agreement(looks=1, agreed=1, refused=1, same_ground=1)


def test_what_was_not_drawn_is_not_found(session: Session, given: Given, cast: Cast, keys: Keyring) -> None:
    petition = under(given.a_refused_petition(), second_look_percent=0)
    with pytest.raises(NotFound):
        second_looks.one(session, keys, last(session, petition).id, by=cast.hao, at=given.at)


def test_agreement_counts_decisions_and_grounds(session: Session, given: Given, cast: Cast, keys: Keyring) -> None:
    assert second_looks.agreement(session).percent is None
    admitted = under(given.an_open_petition(), second_look_percent=100)
    looks = [(admitted, Move.ADMIT, "")]
    for title, by, move, ground in (
        (OTHER_TITLES[0], cast.bo, Move.REFUSE, Ground.NOT_CENTRAL),
        (OTHER_TITLES[1], cast.kai, Move.REFUSE, Ground.UNCLEAR),
        (OTHER_TITLES[2], cast.wu, Move.ADMIT, ""),
    ):
        looks.append((under(given.a_refused_petition(title=title, by=by), second_look_percent=100), move, ground))
    for petition, move, ground in looks:
        decision = last(session, petition)
        second_looks.look(session, keys, decision, by=cast.hao, move=move, ground=ground, at=given.at)
    found = second_looks.agreement(session)
    assert found == Agreement(looks=4, agreed=3, refused=2, same_ground=1)
    assert (found.percent, found.is_few, replace(found, looks=5).is_few) == (75, True, False)
