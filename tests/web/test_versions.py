"""The versions of an answer, and what changed between two, for everybody to read (rule 19)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.petition.models import Petition
from app.respond import answers
from app.respond.models import Outcome, ResponsePart
from tests.cast import Cast
from tests.given import Given, answer
from tests.web.markup import check


@pytest.fixture
def corrected(given: Given, cast: Cast) -> Petition:
    """Corrected in its summary, in one outcome and in the plan's second sentence."""
    petition = given.an_answered_petition()
    better = replace(
        answer(Outcome.ADOPTED, Outcome.NOT_ADOPTED, at=given.at), summary="一項採納、一項不採納。", plan="依期程辦理。每季公布。"
    )
    at = given.at + timedelta(minutes=6)
    answers.correct(
        given.session, petition, better, by=cast.wu, agency=cast.finance, reason="第二項寫錯。", keys=given.keys, at=at
    )  # fmt: skip
    given.session.commit()
    return petition


def test_every_version_says_when_and_why(client: FlaskClient, corrected: Petition) -> None:
    assert f'href="/petitions/{corrected.number}/answer/versions"' in client.get(f"/petitions/{corrected.number}").text
    page = client.get(f"/petitions/{corrected.number}/answer/versions").text
    check(page)
    assert page.index("第2版") < page.index("第1版")
    assert "第二項寫錯。" in page and "兩項訴求一項採納、一項部分採納。" in page and "部分參採" in page


def test_the_difference_is_said_in_words_and_marks(client: FlaskClient, corrected: Petition) -> None:
    page = client.get(f"/petitions/{corrected.number}/answer/versions/1/2").text
    check(page)
    assert "<del><p>兩項訴求一項採納、一項部分採納。</p></del>" in page and "<ins><p>一項採納、一項不採納。</p></ins>" in page
    assert "<del>部分參採</del>" in page and "<ins>不予採納</ins>" in page
    assert "<p>依期程辦理。</p>" in page and "<ins><p>每季公布。</p></ins>" in page
    assert page.count("刪除</span>") == 2 and page.count("新增</span>") == 3
    assert "沒有改變的部分：" in page and "評估與分析" in page


def test_what_another_agency_changed_in_its_part_is_a_difference(
    client: FlaskClient, corrected: Petition, cast: Cast, given: Given
) -> None:
    first, second = answers.versions(given.session, corrected)
    for response, text in ((first, ""), (second, "票證系統今年九月改版。")):
        given.session.add(
            ResponsePart(response_id=response.id, agency_id=cast.transport.id, demand_no=1, text=text, asked_on=given.at.date())
        )
    given.session.commit()
    page = client.get(f"/petitions/{corrected.number}/answer/versions/1/2").text
    check(page)
    assert "各機關的部分" in page and "<ins><p>交通部：票證系統今年九月改版。</p></ins>" in page and "交通部：未提供" in page


@pytest.mark.parametrize("pair", ["2/1", "1/1", "0/1", "1/3"])
def test_what_is_no_pair_of_versions_is_not_found(client: FlaskClient, corrected: Petition, pair: str) -> None:
    assert client.get(f"/petitions/{corrected.number}/answer/versions/{pair}").status_code == 404


def test_before_an_answer_there_is_nothing(client: FlaskClient, given: Given) -> None:
    petition = given.an_established_petition()
    given.session.commit()
    assert client.get(f"/petitions/{petition.number}/answer/versions").status_code == 404
