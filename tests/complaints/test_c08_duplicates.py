"""Complaint 8: twenty petitions on one matter, since proposers do not search, and duplicates were refused instead of joined.

Here a reworded copy of an open petition is shown while the title is typed, with a button to endorse that one instead; a moderator sees
it with the six-month rule worked out; and what is the same may be merged by consent.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Flask
from sqlalchemy.orm import Session

from app.petition import similar
from app.petition.lifecycle import Stage
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import OTHER_TITLES, Given
from tests.web.visits import Visit

KEY = UUID(int=8)
OPEN, COPY = "外送平臺應揭露每張訂單報酬的計算方式", "外送員的每單報酬怎麼算，平臺要公開計算公式"


def test_a_reworded_copy_is_shown_and_may_be_endorsed_instead(app: Flask, session: Session, given: Given, cast: Cast) -> None:
    petition = given.an_open_petition(title=OPEN)
    for no, title in enumerate(OTHER_TITLES[:2]):
        given.an_open_petition(by=(cast.kai, cast.hao)[no], title=title)
    session.commit()
    bo = Visit(app).enter(cast.bo)
    page = bo.get(f"/propose/{KEY}/similar", query_string={"title": COPY}).text
    assert f"/petitions/{petition.number}/endorse" in page
    first = [found.petition.number for found in similar.petitions(session, COPY, limit=5)]
    assert first[0] == petition.number


def test_a_moderator_sees_the_six_months_worked_out(app: Flask, given: Given, cast: Cast, clock: HandClock) -> None:
    answered = given.an_answered_petition(title=OPEN)
    copy = given.a_petition_in_review(by=cast.bo, title=COPY)
    given.session.commit()
    page = Visit(app).enter(cast.lin, strong=True).get(f"/moderate/{copy.number}").text
    assert answered.number in page
    assert "2026年3月2日回應，6個月內" in page
    clock.at += timedelta(days=190)
    page = Visit(app).enter(cast.lin, strong=True).get(f"/moderate/{copy.number}").text
    assert "2026年3月2日回應，超過6個月，依規則不算重複" in page


def test_two_of_the_same_are_joined_by_consent(app: Flask, session: Session, given: Given, cast: Cast) -> None:
    mei, bo = given.an_open_petition(title=OPEN), given.an_open_petition(by=cast.bo, title=COPY)
    session.commit()
    lin = Visit(app).enter(cast.lin, strong=True)
    lin.post(f"/moderate/{bo.number}/links", {"other": mei.number, "relation": "same"})
    lin.post(f"/moderate/{bo.number}/links/{mei.number}/merge")
    for person, number in ((cast.mei, mei.number), (cast.bo, bo.number)):
        session.expire_all()
        assert bo.stage is Stage.ENDORSING
        visit = Visit(app).enter(person)
        path = f"/me/{number}/merge"
        offer = visit.get(path).text.partition(f'action="{path}/')[2].partition('"')[0]
        visit.post(f"{path}/{offer}", {"act": "consent"})
    session.expire_all()
    assert (mei.stage, bo.stage) == (Stage.ENDORSING, Stage.MERGED)
