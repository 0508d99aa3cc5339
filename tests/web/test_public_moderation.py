"""The public log of moderation as page, CSV, JSON and feed."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.petition.models import Petition
from app.review import actions as review
from tests.cast import Cast
from tests.given import OTHER_TITLES, REFUSAL, WORKDAYS, Given
from tests.web.hiding import hidden
from tests.web.markup import check, untranslated

ENTRY = "{http://www.w3.org/2005/Atom}entry"


@pytest.fixture
def petitions(given: Given, cast: Cast, session: Session) -> tuple[Petition, Petition]:
    """One refused, one hidden."""
    refused = given.a_refused_petition(by=cast.bo, title=OTHER_TITLES[0])
    gone = hidden(given)
    session.commit()
    return refused, gone


def test_the_page_tells_every_decision_and_nobodys_name(client: FlaskClient, petitions: tuple[Petition, Petition]) -> None:
    refused, gone = petitions
    page = client.get("/moderation")
    assert "Set-Cookie" not in page.headers and "public" in page.headers["Cache-Control"]
    check(page.text)
    for words in (refused.title, "不屬於行政院所屬機關的業務", "地方制度法第18條", gone.number, "含有個人資料", "兩位檢核人員", "檢核人員"):
        assert words in page.text
    assert gone.title not in page.text and f"/petitions/{gone.number}" not in page.text
    assert not [name for name in (">lin<", ">hao<") if name in page.text]
    english = client.get("/en/moderation").text
    check(english)
    assert untranslated(english) == [] and "Personal Data Protection Act" in english


def test_it_is_filtered(client: FlaskClient, petitions: tuple[Petition, Petition]) -> None:
    refused, gone = petitions
    page = client.get("/moderation?kind=refuse&ground=not_central").text
    assert refused.number in page and gone.number not in page and "1個決定" in page
    assert "沒有符合的決定" in client.get("/moderation?appeal=open").text
    for wrong in ("kind=close", "ground=taste", "appeal=won", "page=0"):
        assert client.get(f"/moderation?{wrong}").status_code == 422
    assert client.get("/moderation?page=2").status_code == 404


def test_it_may_be_taken_away(client: FlaskClient, petitions: tuple[Petition, Petition]) -> None:
    refused, gone = petitions
    record = client.get("/moderation.json").get_json()
    assert record["total"] == 2
    rows = {(row["decision"], row["number"]): row for row in record["decisions"]}
    line = rows["refuse", refused.number]
    assert (line["ground"], line["role"], line["moderators"], line["workdays"]) == ("not_central", "moderator", 1, 0)
    assert line["ground_text_en"].startswith("Not the business") and line["explanation"] == REFUSAL.explanation
    assert (rows["hide", gone.number]["title"], rows["hide", gone.number]["moderators"]) == (None, 2)
    sheet = client.get("/moderation.csv")
    table = list(csv.DictReader(StringIO(sheet.text.removeprefix("\ufeff"))))
    assert [row["id"] for row in table] == [row["id"] for row in record["decisions"]] and set(table[0]) == set(line)
    feed = ElementTree.fromstring(client.get("/moderation.atom?kind=refuse").data)
    (entry,) = feed.findall(ENTRY)
    assert "不屬於行政院所屬機關的業務" in "".join(entry.itertext()) and "地方制度法" in "".join(entry.itertext())


def test_the_feed_tells_of_role_workdays_and_appeals(client: FlaskClient, given: Given, cast: Cast, session: Session) -> None:
    petition = given.a_petition_in_review()
    review.refuse(session, petition, by=cast.lin, refusal=REFUSAL, at=given.at + timedelta(days=2))
    why = "此事由中央機關訂定標準，並非地方權責。"
    review.appeal(session, petition, by=cast.mei, reason=why, workdays=WORKDAYS, at=given.at + timedelta(days=3))
    review.admit(session, petition, by=cast.hao, lead=cast.finance, at=given.at + timedelta(days=4))
    session.commit()
    admitted, refused = ("".join(entry.itertext()) for entry in ElementTree.fromstring(client.get("/moderation.atom").data).iter(ENTRY))
    assert "通過檢核（申訴後）" in admitted and "角色：檢核人員；工作天：1" in admitted
    assert "工作天：2；申訴：申訴成功，改為通過" in refused and "（申訴後）" not in refused
    english = client.get("/en/moderation.atom").text
    assert "Role: Moderator; Workdays: 2; Appeal: " in english and "（" not in english.split("<entry>", 1)[1].replace(
        REFUSAL.explanation, ""
    )


def test_small_numbers_are_marked(client: FlaskClient, petitions: tuple[Petition, Petition]) -> None:
    page = client.get("/moderation").text
    assert "＊少於5件" in page and "100%<abbr" in page
    assert "還沒有申訴有結果" in page and "還沒有人再看過" in page


def test_an_empty_log_says_so(client: FlaskClient, given: Given, session: Session) -> None:
    session.commit()
    assert "還沒有決定" in client.get("/moderation").text
    assert client.get("/moderation.json").get_json()["decisions"] == []
