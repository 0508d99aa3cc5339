"""Two proposers agree in the same instant, and one endorser presses many times: one merge, one endorsement."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session, sessionmaker

from app.accounts.models import Role
from app.endorse import actions as endorse
from app.endorse import moving, tally
from app.endorse import queries as ballots
from app.kernel.secrets import Keyring
from app.petition import links, merging, queries
from app.petition.lifecycle import Move, Stage
from app.petition.links import Relation
from app.propose import actions as propose
from app.review import actions as review
from tests.cast import Cast
from tests.given import OTHER_TITLES, TEXT, WORKDAYS
from tests.race.test_endorse import OPEN, START, at_once

pytestmark = pytest.mark.race
TIMES = 5


def a_pair(sessions: sessionmaker[Session], keys: Keyring, cast: Cast) -> tuple[str, str]:
    """Mei's and Bo's, said to be the same; a moderator has offered to merge them."""
    numbers = []
    for by, title in ((cast.mei, TEXT.title), (cast.bo, OTHER_TITLES[0])):
        with sessions.begin() as session:
            text = replace(TEXT, title=title, difference="與其他提議不同。")
            number = propose.submit(session, text, by=by, keys=keys, workdays=WORKDAYS, at=START).number
            review.admit(session, queries.by_number(session, number), by=cast.lin, lead=cast.finance, at=START)
            numbers.append(number)
    with sessions.begin() as session:
        mei, bo = (queries.by_number(session, number) for number in numbers)
        links.link(session, mei, bo, relation=Relation.SAME, by=cast.lin, at=OPEN)
        merging.offer(session, mei, into=bo, by=cast.lin, role=Role.MODERATOR, at=OPEN)
    return numbers[0], numbers[1]


@pytest.mark.parametrize("again", range(TIMES))
def test_two_consents_at_once_merge_once(sessions: sessionmaker[Session], keys: Keyring, cast: Cast, again: int) -> None:
    mei, bo = a_pair(sessions, keys, cast)
    people = (cast.mei, cast.bo)

    def agree(no: int) -> None:
        with sessions.begin() as session:
            standing = merging.offers(session, queries.by_number(session, mei), at=OPEN)[0]
            merging.consent(session, standing, by=people[no % 2], at=OPEN)

    told = at_once(2, agree)
    assert told == ["done", "done"]
    with sessions() as session:
        merged, into = queries.by_number(session, mei), queries.by_number(session, bo)
        assert (merged.stage, into.stage) == (Stage.MERGED, Stage.ENDORSING)
        assert [row.move for row in queries.timeline(session, merged)].count(Move.MERGE) == 1
        assert [row.move for row in queries.timeline(session, into)].count(Move.ABSORB) == 1


def test_a_consent_against_a_refusal_leaves_one_of_them(sessions: sessionmaker[Session], keys: Keyring, cast: Cast) -> None:
    mei, _ = a_pair(sessions, keys, cast)
    with sessions.begin() as session:
        first = merging.offers(session, queries.by_number(session, mei), at=OPEN)[0]
        merging.consent(session, first, by=cast.mei, at=OPEN)
        offer = first.offer.id

    def decide(no: int) -> None:
        with sessions.begin() as session:
            standing = merging.standing_offer(session, queries.by_number(session, mei), offer, at=OPEN)
            if no:
                merging.consent(session, standing, by=cast.bo, at=OPEN)
            else:
                merging.decline(session, standing, by=cast.mei, at=OPEN)

    assert at_once(2, decide).count("done") == 1
    with sessions() as session:
        ledger = [row.move for row in queries.timeline(session, queries.by_number(session, mei))]
        assert (ledger.count(Move.MERGE), ledger.count(Move.DECLINE_MERGE)) in ((1, 0), (0, 1))


def test_pressing_many_times_moves_once(sessions: sessionmaker[Session], keys: Keyring, cast: Cast) -> None:
    mei, bo = a_pair(sessions, keys, cast)
    with sessions.begin() as session:
        endorse.cast(session, ballots.ballot(session, mei, cast.kai.id), keys=keys, at=OPEN)
        for person in (cast.mei, cast.bo):
            merging.consent(session, merging.offers(session, queries.by_number(session, mei), at=OPEN)[0], by=person, at=OPEN)

    def press(_: int) -> None:
        with sessions.begin() as session:
            mine, theirs = (ballots.ballot(session, number, cast.kai.id) for number in (mei, bo))
            moving.move(session, mine, into=theirs, keys=keys, at=OPEN)

    assert at_once(8, press) == ["done", *["endorse.already"] * 7]
    with sessions() as session:
        assert tally.live(session, queries.by_number(session, bo)) == 1
