"""Lists to take away: CSV that spreadsheets read and cannot be fooled by, and Atom feeds that are well formed."""

from __future__ import annotations

import csv
from datetime import datetime
from io import StringIO
from xml.etree import ElementTree

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.petition import lists
from app.petition.lists import Wanted
from app.review import actions as review
from app.review.rules import HideGround
from app.web.public.columns import COLUMNS
from tests.given import Given

TITLE = "公園飲水機水質檢驗數據每週上網公開"
ATOM = "{http://www.w3.org/2005/Atom}"


def rows(client: FlaskClient, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/petitions.csv{query}")
    assert answer.status_code == 200
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(answer.data.decode("utf-8-sig"))))


def test_every_petition_is_a_row_with_the_promised_columns(given: Given, client: FlaskClient) -> None:
    one = given.an_open_petition(endorsements=12)
    other = given.an_established_petition(by=given.cast.bo, title=TITLE)
    given.session.commit()
    first, second = rows(client)
    assert list(first) == list(COLUMNS)
    assert (first["number"], first["endorsements"], first["agencies"]) == (one.number, "12", given.cast.finance.code)
    assert (second["title"], second["stage"]) == (TITLE, "responding")
    assert datetime.fromisoformat(second["respond_due_at"]) == other.respond_due_at
    assert first["established_at"] == ""
    assert first["url"].endswith(f"/petitions/{one.number}")


def test_the_list_takes_the_same_filters_as_the_page(given: Given, client: FlaskClient) -> None:
    given.an_open_petition()
    other = given.an_established_petition(by=given.cast.bo, title=TITLE)
    given.session.commit()
    assert [row["number"] for row in rows(client, "?stage=responding")] == [other.number]
    assert [row["number"] for row in rows(client, "?q=水質")] == [other.number]
    assert rows(client, "?q=，") == []
    assert client.get("/petitions.csv?stage=x").status_code == 422
    page = client.get("/petitions?stage=responding").text
    for kind in ("csv", "atom", "json"):
        assert f'href="/petitions.{kind}?stage=responding' in page


def test_a_hidden_petition_is_in_no_file(given: Given, client: FlaskClient) -> None:
    petition = given.a_petition_in_review()
    why = {"ground": HideGround.PERSONAL_DATA, "explanation": "內文寫出他人的住址與電話號碼。"}
    review.propose_hiding(given.session, petition, by=given.cast.lin, at=given.at, **why)  # type: ignore[arg-type]
    review.settle_hiding(given.session, petition, by=given.cast.hao, consent=True, at=given.at)
    given.session.commit()
    assert rows(client) == []
    assert petition.title not in client.get("/petitions.atom").text
    assert client.get(f"/petitions/{petition.number}.atom").status_code == 404


def test_a_title_is_never_a_formula(given: Given, client: FlaskClient) -> None:
    given.an_open_petition(title="=HYPERLINK(0)請公開水質檢驗的數據")
    given.session.commit()
    assert rows(client)[0]["title"].startswith("'=HYPERLINK")


def test_a_long_list_is_read_in_batches_and_complete(given: Given, session: Session) -> None:
    numbers = [given.a_petition_in_review(by=by).number for by in (given.cast.mei, given.cast.bo, given.cast.kai)]
    session.commit()
    batches = [[petition.number for petition in batch] for batch in lists.every(session, Wanted(), at=given.at, batch=2)]
    assert batches == [numbers[:2], numbers[2:]]


def test_the_feed_of_the_list_names_what_is_new(given: Given, client: FlaskClient) -> None:
    petition = given.an_open_petition(title="公園飲水機<水質>&檢驗數據每週公開")
    given.session.commit()
    for prefix in ("", "/en"):
        answer = client.get(f"{prefix}/petitions.atom?stage=endorsing")
        assert answer.content_type == "application/atom+xml; charset=utf-8"
        feed = ElementTree.fromstring(answer.data)
        (entry,) = feed.findall(f"{ATOM}entry")
        assert entry.findtext(f"{ATOM}title") == petition.title
        assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "").tzinfo is not None
        own = next(link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self")
        assert own is not None
        assert own.endswith(f"{prefix}/petitions.atom?stage=endorsing")


def test_an_empty_feed_is_a_feed(client: FlaskClient) -> None:
    feed = ElementTree.fromstring(client.get("/petitions.atom").data)
    assert feed.findtext(f"{ATOM}updated")
    assert feed.findall(f"{ATOM}entry") == []


def test_the_feed_of_a_petition_tells_its_course(given: Given, client: FlaskClient) -> None:
    petition = given.an_established_petition()
    given.session.commit()
    feed = ElementTree.fromstring(client.get(f"/petitions/{petition.number}.atom").data)
    told = [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]
    assert told[-1] == "送出提議"
    assert "附議人數達到門檻，成案" in told
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids)
    english = ElementTree.fromstring(client.get(f"/en/petitions/{petition.number}.atom").data)
    assert "Submitted" in " ".join(entry.findtext(f"{ATOM}title") or "" for entry in english.findall(f"{ATOM}entry"))
    page = client.get(f"/petitions/{petition.number}").text
    assert f'type="application/atom+xml" href="/petitions/{petition.number}.atom"' in page


def test_files_may_be_kept_by_anybody(given: Given, client: FlaskClient) -> None:
    for path in ("/petitions.csv", "/petitions.atom"):
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "public, max-age=10"
        assert "Set-Cookie" not in answer.headers
