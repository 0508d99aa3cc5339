"""Where endorsers live: the map, its table and its file, and the days of the curve as a file; nothing under ten people."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.endorse.counties import County
from app.petition.models import Petition
from tests.given import Given
from tests.web.markup import check


@pytest.fixture
def petition(given: Given) -> Petition:
    petition = given.an_open_petition(endorsements=400)
    given.declared(petition, {County.TAIPEI: 120, County.YILAN: 31, County.KINMEN: 9, County.LIENCHIANG: 1})
    return petition


def rows_of(client: FlaskClient, path: str) -> list[list[str]]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.content_type == "text/csv; charset=utf-8"
    assert "max-age" in answer.headers["Cache-Control"]
    return list(csv.reader(StringIO(answer.get_data().decode("utf-8-sig"))))


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_map_and_its_table(client: FlaskClient, petition: Petition, language: str) -> None:
    page = client.get(f"{language}/petitions/{petition.number}").text
    check(page)
    section = page[page.index('id="map"') :]
    section = section[: section.index("</section>")]
    assert section.count('class="q5"') == 2, "one county, and the legend"
    assert section.count('class="q0"') == 21
    assert f"{language}/petitions/{petition.number}/counties.csv" in section
    assert (">249<" in section) and (">9<" not in section) and (">1<" not in section)
    assert ("宜蘭縣" if not language else "Yilan County") in section
    assert ("連江縣" if not language else "Lienchiang") not in section


@pytest.mark.parametrize("counts", [{}, {County.TAIPEI: 9}])
def test_no_map_while_there_is_nothing_to_show(client: FlaskClient, given: Given, counts: dict[County, int]) -> None:
    petition = given.an_open_petition(endorsements=60)
    given.declared(petition, counts)
    assert 'id="map"' not in client.get(f"/petitions/{petition.number}").text
    assert rows_of(client, f"/petitions/{petition.number}/counties.csv")[1:] == [["", "沒有填，或人數太少", "60"]]


def test_counties_as_a_file(client: FlaskClient, petition: Petition) -> None:
    heading, *rows = rows_of(client, f"/petitions/{petition.number}/counties.csv")
    assert heading == ["county_code", "county", "endorsements"]
    assert rows == [["63000", "臺北市", "120"], ["10002", "宜蘭縣", "31"], ["", "沒有填，或人數太少", "249"]]
    assert sum(int(row[2]) for row in rows) == petition.endorsements
    assert rows_of(client, f"/en/petitions/{petition.number}/counties.csv")[1] == ["63000", "Taipei City", "120"]


def test_days_as_a_file(client: FlaskClient, given: Given, session: Session) -> None:
    petition = given.an_open_petition(endorsements=47, days=10)
    heading, *rows = rows_of(client, f"/petitions/{petition.number}/days.csv")
    assert heading == ["first_day", "last_day", "endorsements_added", "endorsements"]
    assert all(int(added) >= 10 for _, _, added, _ in rows)
    assert sum(int(row[2]) for row in rows) == int(rows[-1][3]) == 47
    assert (rows[0][0], rows[-1][1]) == ("2026-02-21", "2026-03-02")
    few = given.an_open_petition(endorsements=9, title="離島交通船與公車月票整合成單一票證", by=given.cast.bo)
    assert rows_of(client, f"/petitions/{few.number}/days.csv")[1:] == []


def test_files_of_what_is_not_endorsed_yet_or_unknown(client: FlaskClient, given: Given) -> None:
    petition = given.a_petition_in_review()
    assert rows_of(client, f"/petitions/{petition.number}/days.csv") == [["first_day", "last_day", "endorsements_added", "endorsements"]]
    for name in ("days", "counties"):
        assert client.get(f"/petitions/P-2026-9999/{name}.csv").status_code == 404


def test_the_table_of_the_curve_has_no_small_week(client: FlaskClient, given: Given) -> None:
    slow = given.an_open_petition(endorsements=13, days=30)
    page = client.get(f"/petitions/{slow.number}").text
    table = page[page.index("每週新增與累計") :]
    assert table[: table.index("</table>")].count("<tr>") == 2
