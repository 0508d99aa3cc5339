"""Handing a case over on the desk: offered, decided, seen by nobody else, and told in the public timeline."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.petition import handovers, queries
from app.petition.models import Part, Petition
from tests.cast import Cast
from tests.given import Given
from tests.web.markup import check
from tests.web.visits import Visit

WHY = "軟體採購與資安標準由該部主管，由它主辦較妥。"


@pytest.fixture
def wu(app: Flask, cast: Cast) -> Visit:
    return Visit(app).enter(cast.wu, strong=True)


@pytest.fixture
def chen(app: Flask, cast: Cast) -> Visit:
    return Visit(app).enter(cast.chen, strong=True)


def parts(session: Session, petition: Petition) -> dict[str, Part]:
    session.expire_all()
    return {row.agency.name_zh: row.part for row in queries.by_number(session, petition.number).assignments}


def offered(wu: Visit, petition: Petition, cast: Cast) -> None:
    wu.get(f"/desk/{petition.number}/handover")
    wu.post(f"/desk/{petition.number}/handover", {"to": cast.transport.code, "reason": WHY, "stays": "y"})
    assert "已經提出移交" in wu.follow().text


def test_offered_accepted_and_told(wu: Visit, chen: Visit, given: Given, cast: Cast, session: Session) -> None:
    petition = given.an_established_petition()
    page = wu.get(f"/desk/{petition.number}").text
    assert f"/desk/{petition.number}/handover" in page
    wrong = wu.post(f"/desk/{petition.number}/handover", {"to": "", "reason": WHY})
    assert wrong.status_code == 422 and WHY in wrong.text
    offered(wu, petition, cast)
    assert chen.get(f"/desk/{petition.number}").status_code == 404
    row = handovers.open_for(session, petition)
    assert row is not None
    page = chen.get("/desk/handovers").text
    check(page)
    assert petition.number in page and f"/desk/handovers/{row.id}" in page
    page = chen.get(f"/desk/handovers/{row.id}").text
    check(page)
    assert WHY in page and "mei" not in page
    assert wu.get(f"/desk/handovers/{row.id}").status_code == 404
    short = chen.post(f"/desk/handovers/{row.id}", {"act": "decline", "reason": "不是"})
    assert short.status_code == 422
    chen.post(f"/desk/handovers/{row.id}", {"act": "accept"})
    assert "已經接手" in chen.follow().text
    assert parts(session, petition) == {"財政部": Part.CO_AGENCY, "交通部": Part.LEAD}
    late = chen.post(f"/desk/handovers/{row.id}", {"act": "decline", "reason": "其實不是本部主管的業務。"})
    assert late.status_code == 409 and "其實不是本部主管的業務。" in late.text
    public = wu.get(f"/petitions/{petition.number}").text
    assert "交通部接手主辦，由財政部移交" in public and WHY in public
    english = wu.get(f"/en/petitions/{petition.number}").text
    assert "took over the lead from Ministry of Finance" in english


def test_a_second_offer_comes_too_late_and_keeps_what_was_typed(wu: Visit, given: Given, cast: Cast) -> None:
    petition = given.an_established_petition()
    offered(wu, petition, cast)
    again = wu.post(f"/desk/{petition.number}/handover", {"to": cast.transport.code, "reason": WHY + "再說一次"})
    assert again.status_code == 409 and "等對方決定" in again.text and "再說一次" in again.text
    wu.post(f"/desk/{petition.number}/handover/withdraw")
    assert "移交已經收回" in wu.follow().text
    assert wu.post(f"/desk/{petition.number}/handover/withdraw").status_code == 409


def test_a_co_agency_does_not_hand_over(wu: Visit, chen: Visit, given: Given, cast: Cast, session: Session) -> None:
    petition = given.an_established_petition()
    wu.post(f"/desk/{petition.number}/co-agencies", {"agency": cast.transport.code, "reason": WHY})
    assert "已經請它協辦" in wu.follow().text
    assert chen.get(f"/desk/{petition.number}").status_code == 200
    for path in ("handover", "co-agencies", f"co-agencies/{cast.finance.code}"):
        assert chen.get(f"/desk/{petition.number}/{path}").status_code == 403
    check(wu.get(f"/desk/{petition.number}/co-agencies/{cast.transport.code}").text)
    wu.post(f"/desk/{petition.number}/co-agencies/{cast.transport.code}", {"reason": WHY})
    assert "不再協辦" in wu.follow().text
    assert chen.get(f"/desk/{petition.number}").status_code == 404
    assert parts(session, petition)["交通部"] is Part.REFUSED


def test_the_administrator_sees_what_has_no_result(app: Flask, wu: Visit, given: Given, cast: Cast, session: Session) -> None:
    petition = given.an_established_petition()
    offered(wu, petition, cast)
    ann = Visit(app).enter(cast.ann, strong=True)
    page = ann.get("/admin/leads").text
    check(page)
    assert petition.number in page and "移交沒有結果" in page
    page = ann.get(f"/admin/leads/{petition.number}").text
    check(page)
    unreasoned = ann.post(f"/admin/leads/{petition.number}", {"lead": cast.transport.code, "led": "y", "reason": ""})
    assert unreasoned.status_code == 422
    ann.post(f"/admin/leads/{petition.number}", {"lead": cast.transport.code, "led": "y", "reason": WHY})
    assert parts(session, petition) == {"財政部": Part.CO_AGENCY, "交通部": Part.LEAD}
