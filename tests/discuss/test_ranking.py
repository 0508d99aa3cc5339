"""The order of a lane: more votes and newer go up, nothing else moves anything, and no lane buries another."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given as every
from hypothesis import strategies as st
from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.discuss import actions, queries, votes
from app.discuss.models import Comment, CommentVote, Lane
from app.discuss.ranking import Order, score
from app.kernel.errors import Conflict, NotAllowed
from app.kernel.secrets import Keyring
from app.petition.models import Petition
from tests.cast import citizen
from tests.given import Given

START = datetime(2026, 1, 1, tzinfo=UTC)
moments = st.integers(1_450_000_000, 2_200_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
counts = st.integers(0, 100_000)
lengths = st.integers(1, 365)


@every(counts, moments, lengths)
def test_one_more_vote_never_lowers(given_votes: int, at: datetime, days: int) -> None:
    assert score(given_votes + 1, at, days=days) > score(given_votes, at, days=days)


@every(counts, moments, st.integers(60, 10**8), lengths)
def test_newer_never_stands_lower(given_votes: int, at: datetime, seconds: int, days: int) -> None:
    assert score(given_votes, at + timedelta(seconds=seconds), days=days) > score(given_votes, at, days=days)


@every(counts, counts, moments, moments, st.integers(0, 10**8), lengths)
def test_waiting_changes_no_order(one: int, other: int, first: datetime, second: datetime, seconds: int, days: int) -> None:
    """Both grow older alike: the difference of two scores is the same at any later moment."""
    later = timedelta(seconds=seconds)
    now = score(one, first, days=days) - score(other, second, days=days)
    then = score(one, first + later, days=days) - score(other, second + later, days=days)
    assert now == pytest.approx(then, abs=1e-6)


def test_ten_times_the_votes_stand_against_thirty_days() -> None:
    assert score(9, START, days=30) == pytest.approx(score(0, START + timedelta(days=30), days=30))
    assert score(99, START, days=30) == pytest.approx(score(9, START + timedelta(days=30), days=30))


@pytest.fixture
def petition(given: Given) -> Petition:
    return given.an_open_petition(days=50)


def said(given: Given, petition: Petition, lane: Lane, *, days_ago: float, argued: int) -> Comment:
    at = given.at - timedelta(days=days_ago)
    comment = actions.post(given.session, petition, by=given.cast.bo, lane=lane, text="一則有頭有尾的意見。", at=at)
    if argued:
        rows = [{"comment_id": comment.id, "nullifier": secrets.token_bytes(32)} for _ in range(argued)]
        given.session.execute(insert(CommentVote), rows)
    return comment


def test_the_database_orders_by_the_same_formula(given: Given, session: Session, petition: Petition) -> None:
    made = [(40, 30), (39, 2), (20, 5), (20, 4), (3, 0), (2, 1), (1, 0)]
    comments = {said(given, petition, Lane.FOR, days_ago=days, argued=argued).id: (days, argued) for days, argued in made}
    shown = queries.discussion(session, petition, size=20).lanes[Lane.FOR]
    best = sorted(comments, key=lambda id_: score(comments[id_][1], given.at - timedelta(days=comments[id_][0]), days=30), reverse=True)
    assert [row.id for row in shown] == best
    assert [row.votes for row in shown] == [comments[id_][1] for id_ in best]
    newest = queries.discussion(session, petition, size=20, order=Order.NEWEST).lanes[Lane.FOR]
    assert [row.id for row in newest] == sorted(comments, reverse=True)


def test_a_crowded_lane_moves_nothing_in_another(given: Given, session: Session, petition: Petition) -> None:
    quiet = [said(given, petition, Lane.AGAINST, days_ago=days, argued=1).id for days in (30, 20, 10)]
    before = [row.id for row in queries.discussion(session, petition, size=3).lanes[Lane.AGAINST]]
    for days in reversed(range(12)):
        said(given, petition, Lane.FOR, days_ago=days, argued=40)
    after = queries.discussion(session, petition, size=3)
    assert [row.id for row in after.lanes[Lane.AGAINST]] == before == quiet[::-1]
    assert len(after.lanes[Lane.FOR]) == 3
    assert (after.totals[Lane.FOR], after.totals[Lane.AGAINST], after.totals[Lane.OTHER], after.pages) == (12, 3, 0, 4)


def test_every_comment_is_on_exactly_one_page(given: Given, session: Session, petition: Petition) -> None:
    ids = {said(given, petition, Lane.OTHER, days_ago=no, argued=no % 3).id for no in reversed(range(11))}
    pages = [queries.discussion(session, petition, lanes=[Lane.OTHER], page=page, size=4).lanes[Lane.OTHER] for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [4, 4, 3, 0]
    assert {row.id for page in pages for row in page} == ids


def test_one_vote_each_that_may_be_taken_back(given: Given, session: Session, keys: Keyring, petition: Petition) -> None:
    comment, by = said(given, petition, Lane.FOR, days_ago=1, argued=0), given.cast.kai
    votes.vote(session, comment, by=by, keys=keys, at=given.at)
    with pytest.raises(Conflict, match=r"vote\.already"):
        votes.vote(session, comment, by=by, keys=keys, at=given.at)
    assert votes.voted(session, [comment], by=by, keys=keys) == {comment.id}
    votes.take_back(session, comment, by=by, keys=keys, at=given.at)
    assert votes.voted(session, [comment], by=by, keys=keys) == set()
    with pytest.raises(Conflict, match=r"vote\.none"):
        votes.take_back(session, comment, by=by, keys=keys, at=given.at)


def test_who_may_not_vote(given: Given, session: Session, keys: Keyring, petition: Petition) -> None:
    comment = said(given, petition, Lane.FOR, days_ago=1, argued=0)
    reply = actions.reply_as_proposer(session, comment, by=given.cast.mei, text="謝謝你的意見。", at=given.at)
    with pytest.raises(NotAllowed, match=r"vote\.own"):
        votes.vote(session, comment, by=given.cast.bo, keys=keys, at=given.at)
    with pytest.raises(Conflict, match=r"vote\.reply"):
        votes.vote(session, reply, by=given.cast.kai, keys=keys, at=given.at)
    given.cast.kai.verified_at = None
    with pytest.raises(NotAllowed, match=r"discuss\.not_verified"):
        votes.vote(session, comment, by=given.cast.kai, keys=keys, at=given.at)
    actions.delete(session, comment, by=given.cast.bo, at=given.at)
    with pytest.raises(Conflict, match=r"comment\.gone"):
        votes.vote(session, comment, by=given.cast.ann, keys=keys, at=given.at)


def test_erasing_and_returning_does_not_vote_twice(given: Given, session: Session, keys: Keyring, petition: Petition) -> None:
    comment = said(given, petition, Lane.FOR, days_ago=1, argued=0)
    voter = citizen(session, keys, "voter", at=given.at, no=90)
    votes.vote(session, comment, by=voter, keys=keys, at=given.at)
    phone, voter.phone_hash, voter.phone_seat, voter.verified_at = voter.phone_hash, None, None, None
    session.flush()
    back = citizen(session, keys, "back", at=given.at, no=91)
    back.phone_hash = phone
    with pytest.raises(Conflict, match=r"vote\.already"):
        votes.vote(session, comment, by=back, keys=keys, at=given.at)


def test_votes_of_one_person_have_nothing_in_common(given: Given, session: Session, keys: Keyring, petition: Petition) -> None:
    comments = [said(given, petition, Lane.FOR, days_ago=no, argued=0) for no in (1, 2)]
    voter = citizen(session, keys, "voter", at=given.at, no=90)
    for comment in comments:
        votes.vote(session, comment, by=voter, keys=keys, at=given.at)
    one, other = session.query(CommentVote.nullifier).all()
    assert one != other
    assert set(CommentVote.__table__.columns.keys()) == {"comment_id", "nullifier"}
