"""Complaint 31: "before elections the platform falls silent for two months, and nobody can say when a petition will close".

Here a banner on every page says until when, drafts can be saved, and the clock after the pause equals the clock before it.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.kernel.workdays import local_day, start_of
from app.petition import pauses
from app.petition.models import Petition
from app.petition.pauses import Pause
from app.propose import actions as propose
from tests.conftest import HandClock
from tests.given import Given
from tests.web.markup import check
from tests.web.visits import Visit

DAY = timedelta(days=1)
BANNER = "暫停提議與附議，2026年5月2日（六）00:00恢復"


@pytest.fixture
def petition(given: Given, session: Session) -> Petition:
    petition = given.an_open_petition(days=10, endorsements=120)
    session.commit()
    return petition


@pytest.fixture
def pause(petition: Petition, given: Given, session: Session) -> Pause:
    begins = start_of(local_day(given.at) + DAY)
    pause = pauses.plan(session, begins=begins, ends=begins + 60 * DAY, reason="選舉期間。", by=given.cast.ann, at=given.at)
    session.commit()
    return pause


def test_the_clock_after_it_equals_the_clock_before_it(
    app: Flask, petition: Petition, pause: Pause, session: Session, clock: HandClock
) -> None:
    assert petition.endorse_until is not None
    clock.at = pause.begins - timedelta(minutes=1)
    before = Visit(app).get(f"/petitions/{petition.number}").text
    left = petition.endorse_until - pause.begins
    clock.at = pause.begins + timedelta(minutes=1)
    pauses.resume_all_due(session, at=clock.at)
    session.commit()
    assert "我要附議" not in Visit(app).get(f"/petitions/{petition.number}").text.partition("<main")[2]
    clock.at = pause.ends
    pauses.resume_all_due(session, at=clock.at)
    session.commit()
    session.refresh(petition)
    assert petition.endorse_until - pause.ends == left
    after = Visit(app).get(f"/petitions/{petition.number}").text
    days = f"剩{(local_day(petition.endorse_until) - local_day(pause.ends)).days - 1}天"
    assert days in after
    assert f"剩{(local_day(petition.endorse_until) - local_day(pause.ends)).days}天" in before


@pytest.mark.parametrize("path", ["/", "/petitions", "/help", "/sign-in", "/nowhere", "/rules", "/petitions/{number}"])
def test_a_banner_on_every_page_says_until_when(app: Flask, petition: Petition, pause: Pause, clock: HandClock, path: str) -> None:
    path = path.format(number=petition.number)
    assert BANNER not in Visit(app).get(path).text
    clock.at = pause.begins
    page = Visit(app).get(path)
    check(page.text)
    assert BANNER in page.text
    assert "Submitting and endorsing are paused until Sat 2 May 2026, 00:00" in Visit(app).get("/en" + path).text
    clock.at = pause.ends
    assert BANNER not in Visit(app).get(path).text


def test_a_public_page_stays_the_same_for_everyone(app: Flask, petition: Petition, pause: Pause, clock: HandClock) -> None:
    clock.at = pause.begins
    page = Visit(app).get(f"/petitions/{petition.number}")
    assert page.headers["Cache-Control"] == "public, max-age=10"
    assert "Set-Cookie" not in page.headers
    assert "暫停附議" in page.text


def test_whoever_endorses_is_told_until_when_and_nothing_changes(
    app: Flask, petition: Petition, pause: Pause, given: Given, session: Session, clock: HandClock
) -> None:
    clock.at = pause.begins - timedelta(minutes=5)
    bo = Visit(app).enter(given.cast.bo)
    paper = bo.get(f"/petitions/{petition.number}/endorse")
    clock.at = pause.begins
    late = bo.post(f"/petitions/{petition.number}/endorse")
    assert paper.status_code == 200
    assert late.status_code == 409
    assert "現在暫停附議，2026年5月2日（六）00:00恢復" in late.text
    check(late.text)
    assert "現在暫停附議" in bo.get(f"/petitions/{petition.number}/endorse").text
    said = bo.post(f"/petitions/{petition.number}/endorse", headers={"Accept": "application/json"})
    assert (said.status_code, said.json["code"]) == (409, "endorse.paused")  # type: ignore[index]
    assert Visit(app).get(f"/petitions/{petition.number}.json").json["paused_until"] == "2026-05-02T00:00:00+08:00"  # type: ignore[index]


def test_drafts_may_be_saved_and_are_handed_in_afterwards(
    app: Flask, pause: Pause, given: Given, session: Session, clock: HandClock
) -> None:
    clock.at = pause.begins
    mei = Visit(app).enter(given.cast.kai)
    mei.get("/propose")
    path = mei.follow().request.path
    title = "公園飲水機水質檢驗數據每週上網公開"
    fields = {
        "title": title,
        "topic": "health",
        "demands": "檢驗結果每週公開。",
        "reasons": "沒有人知道水是否乾淨。",
        "impact": "安心喝水。",
    }
    assert mei.post(path, {**fields, "act": "next"}).status_code == 303
    assert mei.post(f"{path}/back", {"decide_for_me": "y", "agencies": given.cast.finance.code, "act": "next"}).status_code == 303
    refused = mei.post(f"{path}/preview")
    assert refused.status_code == 409
    assert "現在暫停提議，2026年5月2日（六）00:00恢復" in refused.text
    assert title in mei.get(path).text, "the draft is kept"
    clock.at = pause.ends
    assert propose.forget_old(session, as_of=clock.at) == 0, "a draft is kept for thirty days, in which the pause does not count"
    mei = Visit(app).enter(given.cast.kai)
    mei.get(f"{path}/preview")
    assert mei.post(f"{path}/preview").status_code == 303
    assert title in mei.follow().text
