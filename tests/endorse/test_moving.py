"""One click from a merged petition to the one that took it in: nobody twice, nobody silently, no number under ten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.endorse import actions as endorse
from app.endorse import moving, tally
from app.endorse import queries as ballots
from app.endorse.counties import County
from app.endorse.models import Endorsement
from app.kernel.errors import Conflict
from app.kernel.secrets import Keyring
from app.petition import links, merging, pauses
from app.petition.lifecycle import Stage
from app.petition.links import Relation
from app.petition.models import Petition
from tests.cast import Cast, citizen
from tests.given import OTHER_TITLES, Given

Pair = tuple[Petition, Petition]


@pytest.fixture
def pair(session: Session, given: Given, cast: Cast) -> Pair:
    mei, bo = given.an_open_petition(), given.an_open_petition(by=cast.bo, title=OTHER_TITLES[0])
    links.link(session, mei, bo, relation=Relation.SAME, by=cast.lin, at=given.at)
    return mei, bo


def merge(session: Session, given: Given, pair: Pair) -> None:
    mei, bo = pair
    merging.offer(session, mei, into=bo, by=given.cast.mei, role=Role.PROPOSER, at=given.at)
    merging.consent(session, merging.offers(session, bo, at=given.at)[0], by=given.cast.bo, at=given.at)
    session.expire_all()


def move(session: Session, keys: Keyring, pair: Pair, person_id: int, given: Given, **changes: object) -> None:
    mine, theirs = (ballots.ballot(session, petition.number, person_id) for petition in pair)
    moving.move(session, mine, into=theirs, keys=keys, at=given.at, **changes)  # type: ignore[arg-type]


def cast_on(session: Session, keys: Keyring, petition: Petition, person_id: int, given: Given, county: County | None = None) -> None:
    endorse.cast(session, ballots.ballot(session, petition.number, person_id), keys=keys, at=given.at, county=county)


def test_who_endorsed_moves_once_with_the_county_they_gave(session: Session, keys: Keyring, given: Given, cast: Cast, pair: Pair) -> None:
    mei, bo = pair
    cast_on(session, keys, mei, cast.kai.id, given, County.TAIPEI)
    merge(session, given, pair)
    move(session, keys, pair, cast.kai.id, given)
    row = session.scalars(select(Endorsement).where(Endorsement.petition_id == bo.id)).one()
    assert (row.moved_from_id, row.county, row.text_sha256) == (mei.id, County.TAIPEI, bo.text_sha256)
    left = session.scalars(select(Endorsement).where(Endorsement.petition_id == mei.id)).one()
    assert (left.moved_from_id, left.taken_back_at) == (None, None)
    with pytest.raises(Conflict, match=r"endorse\.already"):
        move(session, keys, pair, cast.kai.id, given)
    assert (tally.live(session, mei), tally.live(session, bo)) == (1, 1)


def test_nobody_is_moved_without_asking(session: Session, keys: Keyring, given: Given, cast: Cast, pair: Pair) -> None:
    mei, bo = pair
    cast_on(session, keys, mei, cast.kai.id, given)
    merge(session, given, pair)
    assert (tally.live(session, mei), tally.live(session, bo)) == (1, 0)
    assert ballots.has_endorsed(session, ballots.ballot(session, bo.number, cast.kai.id), keys=keys) is None


def test_who_endorsed_both_stays_counted_once(session: Session, keys: Keyring, given: Given, cast: Cast, pair: Pair) -> None:
    for petition in pair:
        cast_on(session, keys, petition, cast.kai.id, given)
    merge(session, given, pair)
    with pytest.raises(Conflict, match=r"endorse\.already"):
        move(session, keys, pair, cast.kai.id, given)
    assert tally.live(session, pair[1]) == 1


def test_who_may_not_move(session: Session, keys: Keyring, given: Given, cast: Cast, pair: Pair) -> None:
    mei, bo = pair
    cast_on(session, keys, mei, cast.hao.id, given)
    with pytest.raises(Conflict, match=r"move\.not_merged"):
        move(session, keys, pair, cast.hao.id, given)
    merge(session, given, pair)
    with pytest.raises(Conflict, match=r"move\.not_endorsed"):
        move(session, keys, pair, cast.kai.id, given)
    with pytest.raises(Conflict, match=r"endorse\.merged"):
        endorse.take_back(session, ballots.ballot(session, mei.number, cast.hao.id), keys=keys, at=given.at)
    with pytest.raises(Conflict, match=r"endorse\.merged"):
        cast_on(session, keys, mei, cast.kai.id, given)
    assert bo.endorse_until is not None
    given.at = bo.endorse_until
    with pytest.raises(Conflict, match=r"endorse\.closed"):
        move(session, keys, pair, cast.hao.id, given)


def test_who_moved_may_take_it_back_and_come_again(session: Session, keys: Keyring, given: Given, cast: Cast, pair: Pair) -> None:
    mei, bo = pair
    cast_on(session, keys, mei, cast.kai.id, given)
    merge(session, given, pair)
    move(session, keys, pair, cast.kai.id, given)
    endorse.take_back(session, ballots.ballot(session, bo.number, cast.kai.id), keys=keys, at=given.at + timedelta(minutes=1))
    assert tally.live(session, bo) == 0
    move(session, keys, pair, cast.kai.id, given)
    assert tally.live(session, bo) == 1


def test_a_window_that_a_pause_has_moved_is_open_to_who_moves(
    session: Session, keys: Keyring, given: Given, cast: Cast, pair: Pair
) -> None:
    """The pause took the window's last day and some more, and nobody has recorded it yet."""
    mei, bo = pair
    cast_on(session, keys, mei, cast.kai.id, given)
    merge(session, given, pair)
    assert bo.endorse_until is not None
    begins, ends = bo.endorse_until - timedelta(days=1), bo.endorse_until + timedelta(days=9)
    pauses.plan(session, begins=begins, ends=ends, reason="選舉投票。", by=cast.ann, at=given.at)
    mine, theirs = (ballots.ballot(session, petition.number, cast.kai.id) for petition in pair)
    for at, refusal in ((ends - timedelta(seconds=1), r"endorse\.paused"), (ends + timedelta(days=1), r"endorse\.closed")):
        attempt = session.begin_nested()
        with pytest.raises(Conflict, match=refusal):
            moving.move(session, mine, into=theirs, keys=keys, at=at)
        attempt.rollback()
    moving.move(session, mine, into=theirs, keys=keys, at=ends)
    assert tally.live(session, bo) == 1


@pytest.mark.parametrize(("movers", "others", "stay", "came", "went"), [
    (9, 20, 20, None, None),
    (10, 20, 20, 10, 10),
    # What is left would speak of too few.
    (12, 5, 20, None, 12),
    (12, 20, 5, 12, None),
])  # fmt: skip
def test_how_many_moved_is_told_of_ten_or_more(
    session: Session, keys: Keyring, given: Given, pair: Pair, movers: int, others: int, stay: int, came: int | None, went: int | None
) -> None:
    mei, bo = pair
    crowd = [citizen(session, keys, f"m{no}", at=given.at, no=500 + no).id for no in range(movers)]
    for person in crowd:
        cast_on(session, keys, mei, person, given)
    tally.count(session, at=given.at)
    given.endorsed(mei, stay)
    given.endorsed(bo, others)
    merge(session, given, pair)
    for person in crowd:
        move(session, keys, pair, person, given)
    bo.endorsements += movers
    mei.endorsements = stay + movers
    assert mei.stage is Stage.MERGED
    assert dict(moving.came(session, bo, [mei]).cells).get(mei.number) == came
    assert moving.went(session, mei, bo) == went
