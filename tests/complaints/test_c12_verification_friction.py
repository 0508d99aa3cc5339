"""Complaint 12: verifying fails in the wrong order, on another device, or loses what one came for.

Here a new visitor endorses in five steps on a phone, in either order, and what they came for is done at the end.
"""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.endorse.models import Endorsement
from app.petition.models import Petition
from tests.given import Given
from tests.web.visits import Visit

MAIL, PHONE, CANONICAL = "new@example.org", "0987-654-321", "+886987654321"
ABOUT = {"nickname": "山上的老師", "eligibility": "national", "language": "zh-Hant-TW"}
ORDERS = {"mail first": ((MAIL, MAIL), (PHONE, CANONICAL)), "phone first": ((PHONE, CANONICAL), (MAIL, MAIL))}
MOST_STEPS = 5


@pytest.fixture
def petition(given: Given, session: Session) -> Petition:
    petition = given.an_open_petition()
    session.commit()
    return petition


def endorsements(session: Session, petition: Petition) -> int:
    return session.scalar(select(func.count()).where(Endorsement.petition_id == petition.id)) or 0


@pytest.mark.parametrize("order", ORDERS)
def test_five_steps_in_either_order(app: Flask, session: Session, petition: Petition, order: str) -> None:
    (first, first_canonical), (second, second_canonical) = ORDERS[order]
    visit, pages = Visit(app), []
    visit.get(f"/petitions/{petition.number}/endorse")
    pages.append(visit.follow())
    visit.post("/sign-in", {"address": first})
    pages.append(visit.follow())
    visit.post("/sign-in/code", {"code": visit.code(first_canonical)})
    pages.append(visit.follow())
    visit.post("/join", {**ABOUT, "address": second})
    pages.append(visit.follow())
    visit.post("/join/code", {"code": visit.code(second_canonical)})
    pages.append(visit.follow())
    assert len(pages) <= MOST_STEPS
    assert visit.page is not None
    assert visit.page.request.path == f"/petitions/{petition.number}/endorsed"
    assert endorsements(session, petition) == 1


def test_begun_on_one_device_and_ended_on_another(app: Flask, session: Session, petition: Petition) -> None:
    """The number typed on the first is asked again, since only its hash is kept; nothing else is."""
    phone, laptop = Visit(app), Visit(app)
    phone.get(f"/petitions/{petition.number}/endorse")
    phone.follow()
    phone.post("/sign-in", {"address": MAIL})
    phone.post("/sign-in/code", {"code": phone.code(MAIL)})
    phone.follow()
    phone.post("/join", {**ABOUT, "address": PHONE})
    laptop.get(f"/petitions/{petition.number}/endorse")
    laptop.follow()
    laptop.post("/sign-in", {"address": MAIL})
    laptop.post("/sign-in/code", {"code": laptop.code(MAIL)})
    assert ABOUT["nickname"] in laptop.follow().text
    laptop.post("/join", {**ABOUT, "address": PHONE})
    laptop.post("/join/code", {"code": laptop.code(CANONICAL)})
    assert endorsements(session, petition) == 1


def test_a_code_that_does_not_come_can_be_sent_again(app: Flask, petition: Petition) -> None:
    visit = Visit(app)
    visit.get("/sign-in")
    visit.post("/sign-in", {"address": MAIL})
    visit.follow()
    before = visit.letters()
    visit.post("/sign-in/again")
    visit.follow()
    assert visit.letters() == before + 1
