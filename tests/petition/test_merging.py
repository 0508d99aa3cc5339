"""Two petitions of the same become one when both proposers say so, and not before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.endorse import actions as endorse
from app.endorse import tally
from app.kernel.errors import Conflict, NotAllowed, NotFound
from app.petition import keys as petition_keys
from app.petition import links, merging, pauses, queries, similar
from app.petition.lifecycle import Move, Stage
from app.petition.links import Relation
from app.petition.merging import Standing
from app.petition.models import Petition
from app.petition.offers import MergeOffer, Settled
from app.propose import actions as propose
from tests.cast import Cast
from tests.given import OTHER_TITLES, Given

Pair = tuple[Petition, Petition]


@pytest.fixture
def pair(session: Session, given: Given, cast: Cast) -> Pair:
    """Mei's and Bo's, said to be the same; Mei's opened five days earlier."""
    mei, bo = given.an_open_petition(days=15), given.an_open_petition(by=cast.bo, title=OTHER_TITLES[0])
    links.link(session, mei, bo, relation=Relation.SAME, by=cast.lin, at=given.at)
    return mei, bo


def the_offer(session: Session, petition: Petition, given: Given) -> Standing:
    return merging.offers(session, petition, at=given.at)[0]


def last(session: Session, petition: Petition) -> tuple[Move, Role]:
    row = queries.timeline(session, petition)[-1]
    return row.move, row.role


def test_two_consents_merge(session: Session, given: Given, cast: Cast, pair: Pair) -> None:
    mei, bo = pair
    given.endorsed(mei, 12)
    merging.offer(session, mei, into=bo, by=cast.lin, role=Role.MODERATOR, at=given.at)
    assert merging.consent(session, the_offer(session, mei, given), by=cast.mei, at=given.at) is False
    assert (mei.stage, bo.stage) == (Stage.ENDORSING, Stage.ENDORSING)
    assert not the_offer(session, mei, given).waits_for(cast.mei)
    assert the_offer(session, bo, given).waits_for(cast.bo)
    assert merging.consent(session, the_offer(session, bo, given), by=cast.bo, at=given.at) is True
    session.expire_all()
    assert (mei.stage, bo.stage) == (Stage.MERGED, Stage.ENDORSING)
    assert (mei.closed_at, mei.endorsements, bo.endorsements) == (given.at, 12, 0)
    assert (last(session, mei), last(session, bo)) == ((Move.MERGE, Role.PROPOSER), (Move.ABSORB, Role.PROPOSER))
    assert merging.merged_into(session, mei) is bo
    assert merging.absorbed(session, bo) == [mei]
    assert merging.merged_numbers(session, pair) == {mei.id: bo.number}
    assert merging.offers(session, bo, at=given.at) == []


def test_who_offers_as_a_proposer_has_consented(session: Session, given: Given, cast: Cast, pair: Pair) -> None:
    mei, bo = pair
    merging.offer(session, bo, into=mei, by=cast.mei, role=Role.PROPOSER, at=given.at)
    assert not the_offer(session, mei, given).waits_for(cast.mei)
    with pytest.raises(Conflict, match=r"merge\.settled"):
        merging.consent(session, the_offer(session, mei, given), by=cast.mei, at=given.at)
    assert merging.consent(session, the_offer(session, bo, given), by=cast.bo, at=given.at)
    session.expire_all()
    assert (mei.stage, bo.stage) == (Stage.ENDORSING, Stage.MERGED)


def test_one_no_ends_it_and_it_may_be_asked_again(session: Session, given: Given, cast: Cast, pair: Pair) -> None:
    mei, bo = pair
    merging.offer(session, mei, into=bo, by=cast.mei, role=Role.PROPOSER, at=given.at)
    standing = the_offer(session, bo, given)
    merging.decline(session, standing, by=cast.bo, at=given.at)
    assert last(session, mei) == (Move.DECLINE_MERGE, Role.PROPOSER)
    assert merging.offers(session, mei, at=given.at) == []
    for act in (merging.decline, merging.consent):
        with pytest.raises(Conflict, match=r"merge\.settled"):
            act(session, standing, by=cast.bo, at=given.at)
    assert merging.partners(session, mei, at=given.at) == [bo]
    merging.offer(session, mei, into=bo, by=cast.bo, role=Role.PROPOSER, at=given.at)
    merging.decline(session, the_offer(session, mei, given), by=cast.bo, at=given.at)
    assert mei.stage is Stage.ENDORSING


def test_an_offer_lapses_after_its_days_or_with_a_window(session: Session, given: Given, cast: Cast, pair: Pair) -> None:
    mei, bo = pair
    made = merging.offer(session, mei, into=bo, by=cast.mei, role=Role.PROPOSER, at=given.at)
    days = mei.policy.merge_offer_days
    assert timedelta(days=days) < made.lapses_at - given.at <= timedelta(days=days + 1)
    standing = the_offer(session, bo, given)
    with pytest.raises(Conflict, match=r"merge\.settled"):
        merging.consent(session, standing, by=cast.bo, at=made.lapses_at)
    assert merging.offers(session, mei, at=made.lapses_at) == []
    again = merging.offer(session, mei, into=bo, by=cast.mei, role=Role.PROPOSER, at=made.lapses_at)
    assert session.scalar(select(MergeOffer.settled_as).where(MergeOffer.id == made.id)) is Settled.LAPSED
    assert mei.endorse_until is not None and again.lapses_at <= mei.endorse_until
    late = mei.endorse_until - timedelta(hours=1)
    merging.decline(session, merging.offers(session, mei, at=made.lapses_at)[0], by=cast.mei, at=made.lapses_at)
    assert merging.offer(session, mei, into=bo, by=cast.mei, role=Role.PROPOSER, at=late).lapses_at == mei.endorse_until
    with pytest.raises(Conflict, match=r"merge\.closed"):
        merging.offer(session, mei, into=bo, by=cast.mei, role=Role.PROPOSER, at=mei.endorse_until)


def test_a_pause_moves_the_days_of_an_offer_as_it_moves_the_windows(session: Session, given: Given, cast: Cast, pair: Pair) -> None:
    """Begun, ended early, and in between an offer made; nobody has recorded that it began."""
    mei, bo = pair
    made = merging.offer(session, mei, into=bo, by=cast.mei, role=Role.PROPOSER, at=given.at)
    old, begins, ends = made.lapses_at, given.at + timedelta(days=5), given.at + timedelta(days=35)
    shown = pauses.preview(session, begins=begins, ends=ends, at=given.at)
    assert [(shift.petition.id, shift.old, shift.new) for shift in shown if shift.into] == [(mei.id, old, old + timedelta(days=30))]
    pause = pauses.plan(session, begins=begins, ends=ends, reason="選舉期間。", by=cast.ann, at=given.at)
    late = merging.standing_offer(session, bo, made.id, at=old + timedelta(days=1))
    assert late.offer.lapses_at == old + timedelta(days=30)
    merging.decline(session, late, by=cast.bo, at=begins + timedelta(days=1))
    again = merging.offer(session, mei, into=bo, by=cast.mei, role=Role.PROPOSER, at=begins + timedelta(days=2))
    days = timedelta(days=mei.policy.merge_offer_days)
    assert days <= again.lapses_at - ends <= days + timedelta(days=1), "its whole time lies after the pause"
    early = begins + timedelta(days=4)
    pauses.change(session, pause, ends=early, seen=pause.version, by=cast.ann, at=early)
    assert session.scalar(select(MergeOffer.lapses_at).where(MergeOffer.id == again.id)) == again.lapses_at
    assert days <= again.lapses_at - early <= days + timedelta(days=1)


def test_a_pause_moves_an_offer_with_the_window_that_ends_it(session: Session, given: Given, cast: Cast, pair: Pair) -> None:
    mei, bo = pair
    assert mei.endorse_until is not None
    at, paused = mei.endorse_until - timedelta(days=3), timedelta(days=10)
    made = merging.offer(session, mei, into=bo, by=cast.mei, role=Role.PROPOSER, at=at)
    assert made.lapses_at == mei.endorse_until
    pauses.plan(session, begins=at + timedelta(days=1), ends=at + timedelta(days=1) + paused, reason="選舉期間。", by=cast.ann, at=at)
    pauses.begin_all_due(session, at=at + timedelta(days=1))
    session.expire_all()
    assert made.lapses_at == mei.endorse_until == at + timedelta(days=3) + paused


def test_what_may_not_be_offered(session: Session, given: Given, cast: Cast, pair: Pair) -> None:
    mei, bo = pair
    with pytest.raises(NotAllowed, match=r"petition\.not_yours"):
        merging.offer(session, mei, into=bo, by=cast.kai, role=Role.PROPOSER, at=given.at)
    merging.offer(session, mei, into=bo, by=cast.mei, role=Role.PROPOSER, at=given.at)
    for one, other in (pair, pair[::-1]):
        with pytest.raises(Conflict, match=r"merge\.offered"):
            merging.offer(session, one, into=other, by=cast.bo, role=Role.PROPOSER, at=given.at)
    standing = the_offer(session, mei, given)
    for act in (merging.consent, merging.decline):
        with pytest.raises(NotAllowed, match=r"petition\.not_yours"):
            act(session, standing, by=cast.kai, at=given.at)
    with pytest.raises(NotFound):
        merging.standing_offer(session, given.an_open_petition(by=cast.kai, title=OTHER_TITLES[1]), standing.offer.id, at=given.at)
    links.link(session, mei, bo, relation=Relation.OPPOSITE, by=cast.lin, at=given.at)
    with pytest.raises(Conflict, match=r"merge\.not_same"):
        merging.consent(session, standing, by=cast.bo, at=given.at)
    own = given.an_open_petition(by=cast.hao, title=OTHER_TITLES[2])
    with pytest.raises(NotAllowed, match=r"review\.own"):
        merging.offer(session, own, into=bo, by=cast.hao, role=Role.MODERATOR, at=given.at)


def test_what_is_established_or_withdrawn_meanwhile_is_not_merged(session: Session, given: Given, cast: Cast, pair: Pair) -> None:
    mei, bo = pair
    merging.offer(session, mei, into=bo, by=cast.mei, role=Role.PROPOSER, at=given.at)
    propose.withdraw(session, bo, by=cast.bo, at=given.at)
    assert merging.offers(session, mei, at=given.at) == []
    third = given.an_open_petition(by=cast.kai, title=OTHER_TITLES[1])
    links.link(session, mei, third, relation=Relation.SAME, by=cast.lin, at=given.at)
    assert merging.partners(session, mei, at=given.at) == [third]
    merging.offer(session, mei, into=third, by=cast.mei, role=Role.PROPOSER, at=given.at)


def test_a_merged_petition_takes_part_in_nothing_any_more(session: Session, given: Given, cast: Cast, pair: Pair) -> None:
    mei, bo = pair
    merging.offer(session, mei, into=bo, by=cast.mei, role=Role.PROPOSER, at=given.at)
    merging.consent(session, the_offer(session, bo, given), by=cast.bo, at=given.at)
    later = given.at + timedelta(days=90)
    endorse.lapse_all_due(session, as_of=later)
    tally.count(session, at=later)
    session.expire_all()
    assert (mei.stage, bo.stage) == (Stage.MERGED, Stage.NOT_REACHED)
    assert mei.id not in {row.petition.id for row in similar.petitions(session, mei.title, limit=5)}
    assert petition_keys.destroy_all_due(session, as_of=given.at + timedelta(days=150)) == 0
    assert petition_keys.destroy_all_due(session, as_of=given.at + timedelta(days=200)) == 1
    session.expire_all()
    assert mei.key_sealed is None


def test_one_that_moved_on_with_its_host_leads_to_the_last(session: Session, given: Given, cast: Cast, pair: Pair) -> None:
    mei, bo = pair
    third = given.an_open_petition(by=cast.kai, title=OTHER_TITLES[1])
    links.link(session, bo, third, relation=Relation.SAME, by=cast.lin, at=given.at)
    merging.offer(session, mei, into=bo, by=cast.mei, role=Role.PROPOSER, at=given.at)
    merging.consent(session, the_offer(session, bo, given), by=cast.bo, at=given.at)
    merging.offer(session, bo, into=third, by=cast.bo, role=Role.PROPOSER, at=given.at)
    merging.consent(session, the_offer(session, third, given), by=cast.kai, at=given.at)
    session.expire_all()
    assert merging.merged_into(session, mei) is third
