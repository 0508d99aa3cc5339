"""A new visitor endorses in five steps, on one device or on two, and without pressing endorse again."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.announce import letters as letter_texts
from app.endorse.models import Endorsement
from app.kernel.outbox import Letter
from app.kernel.secrets import Keyring
from app.petition.models import Petition
from tests.given import Given
from tests.web.visits import Visit

ABOUT_MEI = {"nickname": "山上的老師", "eligibility": "national", "language": "zh-Hant-TW"}


@pytest.fixture
def petition(given: Given, session: Session) -> Petition:
    petition = given.an_open_petition()
    session.commit()
    return petition


def endorsements(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Endorsement)) or 0


def test_five_steps(app: Flask, session: Session, petition: Petition) -> None:
    visit = Visit(app)
    steps = 0

    def press() -> None:
        nonlocal steps
        steps += 1
        visit.follow()

    visit.get(f"/petitions/{petition.number}/endorse")
    press()
    assert petition.title in visit.page.text
    visit.post("/sign-in", {"address": "new@example.org"})
    press()
    visit.post("/sign-in/code", {"code": visit.code("new@example.org")})
    press()
    visit.post("/join", {**ABOUT_MEI, "address": "0987-654-321"})
    press()
    visit.post("/join/code", {"code": visit.code("+886987654321")})
    press()
    assert steps == 5
    assert visit.page.status_code == 200
    assert visit.page.request.path == f"/petitions/{petition.number}/endorsed"
    assert endorsements(session) == 1


def test_resumed_by_the_link_in_the_letter_on_another_device(app: Flask, session: Session, keys: Keyring, petition: Petition) -> None:
    phone, laptop = Visit(app), Visit(app)
    phone.get(f"/petitions/{petition.number}/endorse")
    phone.follow()
    phone.post("/sign-in", {"address": "new@example.org"})
    letter = session.scalars(select(Letter).where(Letter.name == "code")).one()
    link = f"/petitions/{petition.number}/endorse"
    assert link in letter_texts.render(session, keys, letter, origin="").text
    laptop.get(link)
    laptop.follow()
    laptop.post("/sign-in", {"address": "new@example.org"})
    laptop.post("/sign-in/code", {"code": laptop.code("new@example.org")})
    laptop.follow()
    assert petition.title in laptop.page.text
    laptop.post("/join", {**ABOUT_MEI, "address": "0987-654-321"})
    laptop.post("/join/code", {"code": laptop.code("+886987654321")})
    assert laptop.page.headers["Location"] == f"/petitions/{petition.number}/endorsed"
    assert endorsements(session) == 1


def test_a_text_message_carries_no_link(app: Flask, session: Session, keys: Keyring, petition: Petition) -> None:
    visit = Visit(app)
    visit.get(f"/petitions/{petition.number}/endorse")
    visit.follow()
    visit.post("/sign-in", {"address": "0987654321"})
    letter = session.scalars(select(Letter).where(Letter.name == "code")).one()
    text = letter_texts.render(session, keys, letter, origin="https://gongyi.example").text
    assert visit.code("+886987654321") in text
    assert "://" not in text
    assert "/petitions" not in text
