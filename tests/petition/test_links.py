"""What moderators say two petitions are to each other: one row a pair, public on both ledgers, and taken back."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.errors import Conflict, Invalid, NotAllowed
from app.petition import links, queries
from app.petition.lifecycle import Move, Stage
from app.petition.links import PetitionLink, Relation
from app.petition.models import Petition
from app.propose import actions as propose
from tests.cast import Cast
from tests.given import OTHER_TITLES, Given


@pytest.fixture
def pair(given: Given, cast: Cast) -> tuple[Petition, Petition]:
    return given.an_open_petition(), given.an_open_petition(by=cast.bo, title=OTHER_TITLES[0])


def moves_of(session: Session, petition: Petition) -> list[tuple[Move, dict[str, str]]]:
    return [(row.move, row.facts) for row in queries.timeline(session, petition) if row.move in (Move.LINK, Move.UNLINK)]


def test_a_pair_is_one_row_whichever_is_named_first(session: Session, given: Given, cast: Cast, pair: tuple[Petition, Petition]) -> None:
    one, other = pair
    links.link(session, other, one, relation=Relation.OPPOSITE, by=cast.lin, at=given.at)
    assert [(row.petition.id, row.relation) for row in links.of(session, one)] == [(other.id, Relation.OPPOSITE)]
    assert [(row.petition.id, row.relation) for row in links.of(session, other)] == [(one.id, Relation.OPPOSITE)]
    with pytest.raises(Conflict, match=r"link\.already"):
        links.link(session, one, other, relation=Relation.OPPOSITE, by=cast.hao, at=given.at)
    links.link(session, one, other, relation=Relation.SAME, by=cast.hao, at=given.at)
    assert session.scalar(select(func.count()).select_from(PetitionLink)) == 1
    assert links.relation_of(session, other, one) is Relation.SAME
    assert links.of_many(session, pair) == {one.id: [(other.number, Relation.SAME)], other.id: [(one.number, Relation.SAME)]}


def test_both_ledgers_tell_of_it_and_of_its_end(session: Session, given: Given, cast: Cast, pair: tuple[Petition, Petition]) -> None:
    one, other = pair
    links.link(session, one, other, relation=Relation.SIMILAR, by=cast.lin, at=given.at)
    links.unlink(session, other, one, by=cast.hao, at=given.at)
    for petition, far in ((one, other), (other, one)):
        facts = {"other_petition": far.number, "did": "similar"}
        assert moves_of(session, petition) == [(Move.LINK, facts), (Move.UNLINK, facts)]
    assert links.of(session, one) == []
    with pytest.raises(Conflict, match=r"link\.gone"):
        links.unlink(session, one, other, by=cast.lin, at=given.at)


def test_who_may_not_and_what_may_not(session: Session, given: Given, cast: Cast, pair: tuple[Petition, Petition]) -> None:
    one, other = pair
    own = given.an_open_petition(by=cast.hao, title=OTHER_TITLES[1])
    with pytest.raises(NotAllowed, match=r"review\.own"):
        links.link(session, one, own, relation=Relation.SAME, by=cast.hao, at=given.at)
    with pytest.raises(Invalid):
        links.link(session, one, one, relation=Relation.SAME, by=cast.lin, at=given.at)
    propose.withdraw(session, other, by=cast.bo, at=given.at)
    with pytest.raises(Conflict, match=r"petition\.not_now"):
        links.link(session, one, other, relation=Relation.SAME, by=cast.lin, at=given.at)
    assert links.of(session, one) == []


def test_what_has_ended_keeps_its_link_and_what_is_hidden_is_not_named(
    session: Session, given: Given, cast: Cast, pair: tuple[Petition, Petition]
) -> None:
    one, other = pair
    links.link(session, one, other, relation=Relation.SIMILAR, by=cast.lin, at=given.at)
    propose.withdraw(session, other, by=cast.bo, at=given.at)
    assert [row.petition.stage for row in links.of(session, one)] == [Stage.WITHDRAWN]
    other.stage = Stage.HIDDEN
    session.flush()
    assert links.of(session, one) == []
    assert links.of_many(session, [one]) == {}
    other.stage = Stage.WITHDRAWN
    session.flush()
    links.unlink(session, one, other, by=cast.lin, at=given.at)
    assert [move for move, _ in moves_of(session, one)] == [Move.LINK, Move.UNLINK]
    assert [move for move, _ in moves_of(session, other)] == [Move.LINK]
