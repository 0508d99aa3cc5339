"""What endorsers tell besides: a county if they like, and the kind of place they came from."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.endorse.counties import County
from app.endorse.models import Endorsement
from app.endorse.sources import Source
from tests.cast import Cast
from tests.given import OTHER_TITLES, Given
from tests.web.markup import check
from tests.web.visits import Visit

Row = tuple[County | None, Source | None]


@pytest.fixture
def bo(app: Flask, cast: Cast) -> Visit:
    return Visit(app).enter(cast.bo)


@pytest.fixture
def rows(session: Session) -> Callable[[], list[Row]]:
    asked = select(Endorsement.county, Endorsement.source).order_by(Endorsement.id)
    return lambda: [(row.county, row.source) for row in session.execute(asked)]


def form_of(page: str) -> dict[str, str]:
    """The hidden fields of the form that endorses."""
    return dict(re.findall(r'name="(paper|via)" value="([^"]+)"', page))


@pytest.mark.parametrize("by_paper", [True, False])
def test_the_county_and_the_source_are_written_with_the_endorsement(
    by_paper: bool, bo: Visit, given: Given, rows: Callable[[], list[Row]]
) -> None:
    path = f"/petitions/{given.an_open_petition().number}/endorse"
    page = bo.get(f"{path}?via=line")
    check(page.text)
    assert page.text.count("<option") == len(County) + 1
    fields = form_of(page.text)
    if not by_paper:
        del fields["paper"]
    assert bo.post(path, {**fields, "county": County.YILAN}).status_code == 303
    assert rows() == [(County.YILAN, Source.LINE)]


def test_neither_need_be_told(bo: Visit, given: Given, rows: Callable[[], list[Row]]) -> None:
    path = f"/petitions/{given.an_open_petition().number}/endorse"
    fields = form_of(bo.get(f"{path}?via=nonsense").text)
    assert "via" not in fields
    assert bo.post(path, {**fields, "county": "", "via": "<script>"}).status_code == 303
    assert rows() == [(None, None)]


@pytest.mark.parametrize("county", ["99999", "Taipei", "63000 ", "\u0000"])
def test_a_county_that_does_not_exist_is_refused(county: str, bo: Visit, given: Given, rows: Callable[[], list[Row]]) -> None:
    path = f"/petitions/{given.an_open_petition().number}/endorse"
    fields = form_of(bo.get(f"{path}?via=qr").text)
    page = bo.post(path, {**fields, "county": county})
    assert page.status_code == 422
    check(page.text)
    assert "沒有這個縣市" in page.text
    assert form_of(page.text)["via"] == "qr", "what was told is kept"
    assert rows() == []
    assert bo.post(path, {**form_of(page.text), "county": County.KINMEN}).status_code == 303
    assert rows() == [(County.KINMEN, Source.QR)]


def test_a_stranger_is_asked_on_the_way_and_it_is_kept(app: Flask, given: Given, rows: Callable[[], list[Row]]) -> None:
    number = given.an_open_petition().number
    visit = Visit(app)
    visit.get(f"/petitions/{number}/endorse?via=facebook")
    check(visit.follow().text)
    assert 'name="county"' in visit.page.text
    refused = visit.post("/sign-in", {"address": "bo@example.org", "county": "99999"})
    assert refused.status_code == 422
    assert "沒有這個縣市" in refused.text
    assert "bo@example.org" in refused.text
    visit.post("/sign-in", {"address": "bo@example.org", "county": County.TAITUNG})
    visit.post("/sign-in/code", {"code": visit.code("bo@example.org")})
    assert visit.page.headers["Location"] == f"/petitions/{number}/endorsed"
    assert rows() == [(County.TAITUNG, Source.FACEBOOK)]


def test_who_only_signs_in_is_not_asked(app: Flask) -> None:
    assert 'name="county"' not in Visit(app).get("/sign-in").text


def test_a_newcomer_keeps_what_they_told_through_joining(app: Flask, given: Given, rows: Callable[[], list[Row]]) -> None:
    number = given.an_open_petition().number
    visit = Visit(app)
    visit.get(f"/petitions/{number}/endorse?via=poster")
    visit.post("/sign-in", {"address": "new@example.org", "county": County.PENGHU})
    visit.post("/sign-in/code", {"code": visit.code("new@example.org")})
    visit.post("/join", {"nickname": "新朋友", "eligibility": "national", "language": "zh-Hant-TW", "address": "0912345678"})
    visit.post("/join/code", {"code": visit.code("+886912345678")})
    assert rows() == [(County.PENGHU, Source.POSTER)]


def test_a_sign_in_that_ran_out_keeps_the_county(bo: Visit, given: Given, rows: Callable[[], list[Row]], cast: Cast) -> None:
    path = f"/petitions/{given.an_open_petition().number}/endorse"
    fields = form_of(bo.get(path).text)
    cast.bo.verified_at, verified = None, cast.bo.verified_at
    bo.post(path, {**fields, "county": County.MIAOLI, "via": "mail"})
    cast.bo.verified_at = verified
    bo.get("/sign-in")
    assert rows() == [(County.MIAOLI, Source.MAIL)]


def test_what_was_told_of_one_petition_is_not_said_of_another(app: Flask, given: Given, rows: Callable[[], list[Row]]) -> None:
    one, other = given.an_open_petition().number, given.an_open_petition(title=OTHER_TITLES[0]).number
    visit = Visit(app)
    visit.get(f"/petitions/{one}/endorse?via=facebook")
    visit.post("/sign-in", {"address": "bo@example.org", "county": County.TAITUNG})
    visit.get(f"/petitions/{other}/endorse")
    visit.post("/sign-in/code", {"code": visit.code("bo@example.org")})
    assert rows() == [(None, None)]


def test_the_public_page_hands_the_source_on(app: Flask, given: Given) -> None:
    number = given.an_open_petition().number
    plain, shared = (Visit(app).get(f"/petitions/{number}{query}").text for query in ("", "?via=threads"))
    assert 'name="via"' not in plain
    assert '<input type="hidden" name="via" value="threads">' in shared
    assert f"/petitions/{number}/endorse?via=threads" in shared
    check(shared)
    assert 'name="via"' not in Visit(app).get(f"/petitions/{number}?via=%22%3E").text
