"""Complaint 3: answers of twenty pages with the outcome after page ten, and statutes for reasons.

An answer with a demand left without outcome cannot be published, the summary comes first, and repetition is warned of.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from app.kernel.errors import Invalid
from app.petition import queries
from app.petition.lifecycle import Stage
from app.respond import answers
from app.respond.warnings import Kind, warnings
from tests.cast import Cast
from tests.given import OTHER_TITLES, WORKDAYS, Given, answer


def test_a_demand_without_outcome_cannot_be_published(given: Given, cast: Cast) -> None:
    petition = given.an_established_petition()
    written = answer(at=given.at)
    silent = replace(written, replies=(written.replies[0], replace(written.replies[1], outcome=None)))
    with pytest.raises(Invalid) as refused:
        answers.publish(
            given.session, petition, silent, by=cast.wu, agency=cast.finance, keys=given.keys, workdays=WORKDAYS, at=given.at,
            acknowledged=True,
        )  # fmt: skip
    assert ("outcome-2", "answer.no_outcome") in [(problem.field, problem.code) for problem in refused.value.problems]
    assert queries.by_number(given.session, petition.number).stage is Stage.RESPONDING


def test_the_summary_comes_first_then_every_outcome_then_the_analysis(given: Given, client: FlaskClient) -> None:
    petition = given.an_answered_petition()
    given.session.commit()
    page = client.get(f"/petitions/{petition.number}").text
    written = answer(at=given.at)
    places = [page.index(words) for words in (f'<p class="lead-p">{written.summary}', 'id="demand-1"', 'id="demand-2"', 'id="analysis"')]
    assert places == sorted(places)


def test_an_answer_that_repeats_an_earlier_one_is_warned_of(given: Given, cast: Cast) -> None:
    given.an_answered_petition(by=cast.bo, title=OTHER_TITLES[0])
    petition = given.an_established_petition()
    assert [one.kind for one in warnings(given.session, petition, answer(at=given.at), agency=cast.finance)] == [Kind.REPEATS]
