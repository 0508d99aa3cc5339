"""Many at once in a discussion: one vote each, one report each, one decision, and no more comments than the hour allows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from app.discuss import actions, queries, reports, votes
from app.discuss.models import Comment, CommentDecision, CommentGround, CommentReport, CommentVote, Lane
from app.kernel.secrets import Keyring
from app.petition import queries as petitions
from tests.cast import Cast
from tests.given import Given
from tests.race.test_endorse import START, at_once

pytestmark = pytest.mark.race
Act = Callable[[Session, Comment], object]


@pytest.fixture
def where(sessions: sessionmaker[Session], keys: Keyring, cast: Cast) -> tuple[str, int]:
    with sessions.begin() as session:
        petition = Given(session, keys, cast, START).an_open_petition()
        comment = actions.post(session, petition, by=cast.bo, lane=Lane.FOR, text="大家都可以讀懂的意見。", at=START)
        return petition.number, comment.id


def race(sessions: sessionmaker[Session], where: tuple[str, int], act: Act, times: int = 12) -> list[str]:
    def run(_: int) -> None:
        with sessions.begin() as session:
            act(session, queries.comment(session, petitions.by_number(session, where[0]), where[1]))

    return at_once(times, run)


def count(sessions: sessionmaker[Session], table: type) -> int:
    with sessions() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_one_person_votes_once(sessions: sessionmaker[Session], keys: Keyring, cast: Cast, where: tuple[str, int]) -> None:
    told = race(sessions, where, lambda session, comment: votes.vote(session, comment, by=cast.kai, keys=keys, at=START))
    assert (told.count("done"), told.count("vote.already"), count(sessions, CommentVote)) == (1, 11, 1)


def test_one_person_reports_once(sessions: sessionmaker[Session], keys: Keyring, cast: Cast, where: tuple[str, int]) -> None:
    def act(session: Session, comment: Comment) -> None:
        reports.report(session, comment, by=cast.kai, ground=CommentGround.ABUSIVE, keys=keys, at=START)

    told = race(sessions, where, act)
    assert (told.count("done"), count(sessions, CommentReport)) == (1, 1)


def test_two_moderators_decide_once(sessions: sessionmaker[Session], keys: Keyring, cast: Cast, where: tuple[str, int]) -> None:
    race(sessions, where, lambda s, c: reports.report(s, c, by=cast.kai, ground=CommentGround.ABUSIVE, keys=keys, at=START), times=1)
    told = race(sessions, where, lambda s, c: reports.remove(s, c, by=cast.lin, ground=CommentGround.ABUSIVE, at=START))
    assert (told.count("done"), told.count("report.settled"), count(sessions, CommentDecision)) == (1, 11, 1)


def test_the_hour_allows_five(sessions: sessionmaker[Session], cast: Cast, where: tuple[str, int]) -> None:
    at = START + timedelta(days=1)

    def act(session: Session, comment: Comment) -> None:
        actions.post(session, comment.petition, by=cast.bo, lane=Lane.OTHER, text="同一時間送出的意見。", at=at)

    told = race(sessions, where, act)
    assert (told.count("done"), told.count("discuss.too_often")) == (5, 7)
