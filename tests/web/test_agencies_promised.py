"""Outcomes and promises of every agency in the public table, its page and its files."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import StringIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.petition.models import Petition
from app.respond import agencies, answers, keeping, promises
from app.respond.keeping import Report
from app.respond.models import PromiseState
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import WORKDAYS, Given, answer
from tests.web.markup import check, untranslated


@pytest.fixture
def answered(given: Given, cast: Cast) -> Petition:
    """One demand adopted that was policy already, one partly adopted, one promise due in ninety days."""
    petition = given.an_established_petition()
    written = answer(at=given.at)
    first, second = written.replies
    said = replace(written, replies=(replace(first, existing_policy=True), second))
    answers.publish(
        given.session, petition, said, by=cast.wu, agency=cast.finance, keys=given.keys, workdays=WORKDAYS, at=given.at, acknowledged=True
    )  # fmt: skip
    given.session.commit()
    return petition


def cells(page: str, code: str) -> list[str]:
    """The row of an agency in the table of outcomes."""
    row = next(part for part in page.split('id="results"')[1].split("<tr>") if f"/agencies/{code}" in part)
    return [cell.split(">", 1)[1].split("</td>")[0] for cell in row.split("<td")[1:]]


@pytest.mark.usefixtures("answered")
def test_a_promise_past_its_day_is_in_the_table_the_page_and_the_files(client: FlaskClient, cast: Cast, clock: HandClock) -> None:
    code = cast.finance.code
    page = client.get("/agencies").text
    check(page)
    assert cells(page, code)[:5] == ["1", "1", "0", "0", "1"]
    assert "0／1" in cells(page, code)[5] and "＊" in cells(page, code)[5] and cells(page, code)[6] == "0"
    clock.advance(days=95)
    assert f"/promises?agency={code}&amp;late=yes" in cells(client.get("/agencies").text, code)[6]
    (row,) = csv.DictReader(StringIO(client.get("/agencies.csv").data.decode("utf-8-sig")))
    assert (row["promises"], row["promises_kept"], row["promises_overdue"], row["existing_policy"]) == ("1", "0", "1", "1")
    assert client.get(f"/agencies/{code}.json").json["existing_policy"] == 1  # type: ignore[index]
    own = client.get(f"/agencies/{code}").text
    check(own)
    assert "逾期的承諾" in own and "其中既有政策1項" in own and f"/promises?agency={code}" in own
    assert untranslated(client.get("/en/agencies").text) == [] == untranslated(client.get(f"/en/agencies/{code}").text)


def test_a_kept_promise_says_whether_it_was_in_time(
    answered: Petition, session: Session, client: FlaskClient, cast: Cast, clock: HandClock
) -> None:  # fmt: skip
    clock.advance(days=95)
    (one,) = promises.of_petition(session, answered)
    promise = one.promise
    report = Report("四家銀行都已經上線。", "", promise.commitment.seal)
    keeping.report(session, answered, promise, PromiseState.DONE, report, by=cast.wu, agency=cast.finance, at=clock.at)
    session.commit()
    (row,) = csv.DictReader(StringIO(client.get("/agencies.csv").data.decode("utf-8-sig")))
    assert (row["promises_kept"], row["promises_on_time"]) == ("1", "0")
    assert "如期完成的承諾" in client.get(f"/agencies/{cast.finance.code}").text


@pytest.mark.usefixtures("answered")
def test_every_column_sorts(given: Given, client: FlaskClient, cast: Cast) -> None:
    for name in ("adopted", "existing", "kept", "broken"):
        page = client.get(f"/agencies?sort={name}").text
        assert page.count("aria-sort") == 1, name
    assert client.get("/agencies?sort=promises").status_code == 422


@pytest.mark.usefixtures("answered")
def test_a_share_is_marked_below_the_number_of_the_rules(session: Session, given: Given, cast: Cast) -> None:
    (found,) = agencies.standings(session, at=given.at, code=cast.finance.code)
    assert found.is_few and not replace(found, few=1).is_few
