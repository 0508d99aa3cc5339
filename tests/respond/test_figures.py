"""Figures follow the answer that stands: no recalled one, no earlier version."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app.respond import answers, figures
from app.respond.models import Outcome
from tests.given import Given, answer


def test_nothing_answered_gives_no_figures(session: Session) -> None:
    assert set(figures.outcomes(session).values()) == {0}
    assert figures.punctuality(session) == figures.Punctuality(0, 0, None)
    assert figures.punctuality(session).percent is None


def test_a_correction_replaces_and_a_recall_removes(session: Session, given: Given) -> None:
    petition = given.an_answered_petition(Outcome.ADOPTED, Outcome.NOT_ADOPTED)
    actor = {"by": given.cast.wu, "agency": given.cast.finance}
    assert figures.outcomes(session)[Outcome.NOT_ADOPTED] == 1
    later = given.at + timedelta(hours=1)
    better = answer(Outcome.ADOPTED, Outcome.PARTLY_ADOPTED, at=later)
    answers.correct(session, petition, better, **actor, reason="第二項漏寫了已採納的部分。", keys=given.keys, at=later)  # type: ignore[arg-type]
    assert figures.outcomes(session) == {Outcome.ADOPTED: 1, Outcome.PARTLY_ADOPTED: 1, Outcome.UNDER_STUDY: 0, Outcome.NOT_ADOPTED: 0}
    assert figures.tally(figures.standing(session, [petition])[petition.id]) == [(Outcome.ADOPTED, 1), (Outcome.PARTLY_ADOPTED, 1)]


def test_a_recalled_answer_stands_no_more(session: Session, given: Given) -> None:
    petition = given.an_answered_petition()
    answers.recall(session, petition, by=given.cast.wu, agency=given.cast.finance, at=given.at + timedelta(minutes=1))
    assert figures.standing(session, [petition]) == {}
    assert figures.punctuality(session).answered == 0


def test_punctuality_counts_from_the_establishment(session: Session, given: Given) -> None:
    given.an_answered_petition(threshold_days_ago=3)
    given.an_answered_petition(by=given.cast.bo, title="公園飲水機水質檢驗數據每週上網公開", days=120, threshold_days_ago=101)
    found = figures.punctuality(session)
    assert (found.answered, found.in_time, found.percent, found.median_days) == (2, 1, 50, 52)
