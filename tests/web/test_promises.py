"""Promises on their pages: the officer's report, the public record, the list and its CSV, JSON and feed."""

from __future__ import annotations

import csv
from io import StringIO
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.petition.models import Petition
from app.respond import promises
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import Given
from tests.web.answering import ANSWER, drafted, seal
from tests.web.markup import check
from tests.web.visits import Visit

TEXT = "系統整合測試已經開始，進度公開在網站上。"


@pytest.fixture
def wu(app: Flask, cast: Cast) -> Visit:
    return Visit(app).enter(cast.wu, strong=True)


@pytest.fixture
def answered(given: Given, session: Session, clock: HandClock) -> Petition:
    petition = given.an_answered_petition()
    session.commit()
    clock.advance(minutes=6)
    return petition


def path(session: Session, petition: Petition) -> str:
    return f"/desk/{petition.number}/promises/{promises.of_petition(session, petition)[0].commitment.id}"


def seen(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"')[0]


def test_an_officer_reports_and_everybody_reads_it(wu: Visit, client: FlaskClient, answered: Petition, session: Session) -> None:
    assert "更新承諾的進度" in wu.get(f"/desk/{answered.number}").text
    page = wu.get(path(session, answered)).text
    check(page)
    wrong = wu.post(path(session, answered), {"did": "done", "text": "", "link": "公告", "seen": seen(page)})
    assert wrong.status_code == 422 and "請貼上完整的網址" in wrong.text and 'value="公告"' in wrong.text
    check(wrong.text)
    sent = {"did": "done", "text": TEXT, "link": "https://example.org/new", "seen": seen(page)}
    assert wu.post(path(session, answered), sent).status_code == 303
    check(wu.follow().text)
    public = client.get(f"/petitions/{answered.number}/promises").text
    assert TEXT in public and "https://example.org/new" in public and "已完成" in public
    assert TEXT in client.get(f"/petitions/{answered.number}").text


def test_a_stale_form_is_409_and_keeps_what_was_typed(wu: Visit, answered: Petition, session: Session) -> None:
    old = seen(wu.get(path(session, answered)).text)
    wu.post(path(session, answered), {"did": "started", "text": TEXT, "seen": old})
    late = wu.post(path(session, answered), {"did": "done", "text": "已經全部完成，公告在部網站。", "seen": old})
    assert late.status_code == 409 and "同仁剛才更新了" in late.text and "已經全部完成" in late.text
    check(late.text)
    again = wu.post(path(session, answered), {"did": "done", "text": "已經全部完成，公告在部網站。", "seen": seen(late.text)})
    assert again.status_code == 303


def test_another_day_shows_the_first_one_too(wu: Visit, client: FlaskClient, answered: Petition, session: Session) -> None:
    form = {
        "did": "redate",
        "due_on": "2026-07-01",
        "text": "作業要點要先送法規會審查。",
        "seen": seen(wu.get(path(session, answered)).text),
    }
    assert wu.post(path(session, answered), {**form, "due_on": "明天"}).status_code == 422
    assert wu.post(path(session, answered), form).status_code == 303
    page = client.get(f"/petitions/{answered.number}").text
    assert "2026年7月1日" in page and "原訂2026年5月31日" in page


def test_overdue_shows_everywhere_without_anybody(client: FlaskClient, answered: Petition, clock: HandClock) -> None:
    clock.advance(days=95)
    for address in (f"/petitions/{answered.number}", f"/petitions/{answered.number}/promises", "/promises?late=yes"):
        page = client.get(address).text
        check(page)
        assert "逾期5天" in page, address
    assert client.get("/promises.json").json["promises"][0]["overdue_days"] == 5  # type: ignore[index]
    rows = list(csv.DictReader(StringIO(client.get("/promises.csv?late=yes").data.decode("utf-8-sig"))))
    assert [(row["number"], row["overdue_days"], row["state"]) for row in rows] == [(answered.number, "5", "promised")]


def test_the_feed_and_filters(client: FlaskClient, answered: Petition) -> None:
    feed = ElementTree.fromstring(client.get("/promises.atom?state=promised").data)
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 1
    assert client.get("/promises?state=done").text.count("<article") == 0
    assert client.get("/promises?state=never").status_code == 422
    assert client.get("/promises?page=2").status_code == 404
    check(client.get("/en/promises").text)


def test_a_case_of_another_agency_is_not_found(app: Flask, cast: Cast, answered: Petition, session: Session) -> None:
    chen = Visit(app).enter(cast.chen, strong=True)
    for address in (f"/desk/{answered.number}/promises", path(session, answered)):
        assert chen.get(address).status_code == 404
    assert chen.post(path(session, answered), {"did": "done", "text": TEXT}).status_code == 404
    assert chen.get("/desk/promises").status_code == 200


def test_a_correction_cannot_move_a_promise(wu: Visit, answered: Petition, session: Session) -> None:
    page = wu.get(f"/desk/{answered.number}/correction").text
    check(page)
    of = str(promises.of_petition(session, answered)[0].commitment.id)
    assert f'name="promise-1-of" value="{of}"' in page and "刪除承諾1" not in page
    moved = {"promise-1-of": of, "promise-1-due_on": "2026-12-31", "correction": "改日期。", "act": "preview"}
    refused = wu.post(f"/desk/{answered.number}/correction", {**ANSWER, **moved})
    assert refused.status_code == 422 and "不能在這裡改日期" in refused.text


def test_existing_policy_is_shown_as_such(wu: Visit, client: FlaskClient, given: Given, session: Session) -> None:
    petition = given.an_established_petition()
    session.commit()
    page = drafted(wu, petition, **{"existing-1": "y"})
    assert "既有政策" in page
    wu.post(f"/desk/{petition.number}/answer/publish", {"seal": seal(page)})
    assert "既有政策" in client.get(f"/petitions/{petition.number}").text
