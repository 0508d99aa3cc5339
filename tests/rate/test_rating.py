"""Endorsers rate an answer with two questions; what they gave is shown from thirty on, and names nobody (rule 22)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.endorse import actions as endorse
from app.endorse import queries as ballots
from app.kernel.errors import Conflict, Invalid, NotAllowed
from app.kernel.secrets import Keyring
from app.petition import keys as petition_keys
from app.petition.models import Petition
from app.rate import actions, queries
from app.rate.models import Rating
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import OTHER_TITLES, Given
from tests.rate.given import endorsed_by, rated

GIVEN = {"addressed": 4, "agrees": 2}


@pytest.fixture
def petition(given: Given, cast: Cast) -> Petition:
    """Answered, and endorsed by Bo, the window still being open."""
    petition = given.an_established_petition()
    endorsed_by(given, petition, cast.bo)
    given.answered(petition)
    return petition


def test_one_rating_that_may_be_changed(session: Session, keys: Keyring, petition: Petition, cast: Cast, clock: HandClock) -> None:
    at = clock.advance(minutes=6)
    actions.rate(session, petition, by=cast.bo, given=GIVEN, keys=keys, at=at)
    actions.rate(session, petition, by=cast.bo, given={"addressed": 5, "agrees": 1}, keys=keys, at=at)
    assert session.scalar(select(func.count()).select_from(Rating)) == 1
    mine = actions.rating(session, petition, cast.bo, keys=keys)
    assert mine is not None and (mine.addressed, mine.agrees) == (5, 1)
    assert actions.rating(session, petition, cast.kai, keys=keys) is None


def test_only_who_endorsed_and_did_not_take_it_back(
    session: Session, keys: Keyring, petition: Petition, cast: Cast, clock: HandClock
) -> None:
    at = clock.advance(minutes=6)
    with pytest.raises(NotAllowed, match=r"rating\.not_endorsed"):
        actions.rate(session, petition, by=cast.kai, given=GIVEN, keys=keys, at=at)
    endorse.take_back(session, ballots.ballot(session, petition.number, cast.bo.id), keys=keys, at=at)
    with pytest.raises(NotAllowed, match=r"rating\.not_endorsed"):
        actions.rate(session, petition, by=cast.bo, given=GIVEN, keys=keys, at=at)


def test_from_the_answer_until_the_key_is_destroyed(
    session: Session, keys: Keyring, given: Given, petition: Petition, cast: Cast, clock: HandClock
) -> None:
    with pytest.raises(Conflict, match=r"rating\.early"):
        actions.rate(session, petition, by=cast.bo, given=GIVEN, keys=keys, at=clock.at)
    waiting = given.an_established_petition(by=cast.kai, title=OTHER_TITLES[0])
    with pytest.raises(Conflict, match=r"rating\.not_answered"):
        actions.rate(session, waiting, by=cast.bo, given=GIVEN, keys=keys, at=clock.at)
    petition.closed_at = clock.at
    session.flush()
    assert petition_keys.destroy_all_due(session, as_of=clock.at + timedelta(days=200)) == 1
    session.refresh(petition)
    with pytest.raises(Conflict, match=r"rating\.over"):
        actions.rate(session, petition, by=cast.bo, given=GIVEN, keys=keys, at=clock.advance(days=200))


@pytest.mark.parametrize("wrong", [{"addressed": 3}, {"addressed": 0, "agrees": 3}, {"addressed": 3, "agrees": 6}])
def test_both_questions_on_the_scale(
    session: Session, keys: Keyring, petition: Petition, cast: Cast, clock: HandClock, wrong: dict[str, int | None]
) -> None:
    with pytest.raises(Invalid):
        actions.rate(session, petition, by=cast.bo, given=wrong, keys=keys, at=clock.advance(minutes=6))


def test_nothing_is_shown_of_twenty_nine(session: Session, given: Given, petition: Petition) -> None:
    rated(given, petition, [(5, 1)] * 29)
    said = queries.said(session, petition).ratings
    assert (said.number, said.is_shown) == (29, False)
    rated(given, petition, [(2, 4)])
    addressed, agrees = queries.said(session, petition).ratings.spreads
    assert (addressed.counts, agrees.counts) == ((0, 1, 0, 0, 29), (29, 0, 0, 1, 0))
    assert (addressed.mean, addressed.total) == (4.9, 30)


def test_an_agencys_sum_gives_no_small_petition_away(session: Session, given: Given, petition: Petition, cast: Cast) -> None:
    other = given.an_answered_petition(by=cast.kai, title=OTHER_TITLES[0])
    rated(given, petition, [(5, 5)] * 30)
    rated(given, other, [(1, 1)] * 29)
    (row,) = queries.by_agency(session)
    assert (row.agency.code, row.said.ratings.number) == (cast.finance.code, 30)
    rated(given, other, [(1, 1)])
    (row,) = queries.by_agency(session, code=cast.finance.code)
    assert row.said.ratings.spreads[0].counts == (30, 0, 0, 0, 30)
    assert queries.by_agency(session, code=cast.transport.code) == []
