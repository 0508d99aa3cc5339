"""Complaint 17: staff change, and the third or fourth generation of officers does not know the procedure.

An officer's case holds the whole procedure: every step with the text of its rule, by when, and whether it is done.
"""

from __future__ import annotations

import re
from datetime import timedelta

from flask import Flask
from sqlalchemy.orm import Session

from app.petition.models import Petition
from app.respond import actions as respond
from app.respond.models import Outcome
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import WORKDAYS, Given
from tests.web.markup import check
from tests.web.visits import Visit

STEP = re.compile(r'<li class="(yes|no|wait)">.*?<b>(.*?)<span class="vh">')


def steps(app: Flask, cast: Cast, petition: Petition) -> tuple[dict[str, str], str]:
    """The states by the steps' names, and the whole list."""
    page = Visit(app).enter(cast.wu, strong=True).get(f"/desk/{petition.number}").text
    check(page)
    part = page[page.index("步驟與規則") : page.index("看完整規則")]
    return {name: state for state, name in STEP.findall(part)}, part


def test_every_step_has_its_rule_and_its_day(app: Flask, session: Session, given: Given, cast: Cast) -> None:
    petition = given.an_established_petition()
    session.commit()
    found, part = steps(app, cast, petition)
    assert list(found) == [
        "確認是不是主管機關",
        "公布處理規劃",
        "與提議者聯繫",
        "開會並公布紀錄",
        "展延（只能一次）",
        "逐項回應",
        "預覽、公布",
    ]
    for rule in ("規則14", "規則16", "規則17", "規則15、18", "規則19"):
        assert rule in part
    assert "成案後7天內" in part and "成案後14天內" in part and "成案後2個月內回應" in part and "200字以內的摘要" in part
    assert "2026年3月6日（五）23:59前" in part and "2026年3月13日（五）23:59前" in part


def test_the_list_follows_the_case(app: Flask, session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.an_established_petition()
    respond.plan(session, petition, by=cast.wu, agency=cast.finance, text="先盤點系統，再邀請民眾試用。", at=given.at)
    session.commit()
    assert steps(app, cast, petition)[0]["公布處理規劃"] == "yes"
    clock.advance(days=15)
    found, _ = steps(app, cast, petition)
    assert (found["公布處理規劃"], found["與提議者聯繫"], found["逐項回應"]) == ("yes", "no", "wait")
    clock.advance(days=60)
    found, _ = steps(app, cast, petition)
    assert found["逐項回應"] == "no" and "展延（只能一次）" not in found


def test_what_is_studied_comes_back(app: Flask, session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.an_answered_petition(Outcome.UNDER_STUDY, Outcome.ADOPTED)
    session.commit()
    found, part = steps(app, cast, petition)
    assert (found["逐項回應"], found["公布研議進度"]) == ("yes", "wait") and "規則21" in part and "每6個月" in part
    clock.advance(days=200)
    assert steps(app, cast, petition)[0]["公布研議進度"] == "no"


def test_before_it_is_established_the_first_step_is_to_say_whose_it_is(app: Flask, session: Session, given: Given, cast: Cast) -> None:
    petition = given.an_open_petition(days=1)
    session.commit()
    found, part = steps(app, cast, petition)
    assert found == {"確認是不是主管機關": "wait", "等成案，或主動受理": "wait"}
    assert "7天內確認由本機關處理" in part
    extended = given.an_established_petition(by=cast.bo, title="離島交通船與公車月票整合成單一票證")
    respond.extend(session, extended, by=cast.wu, agency=cast.finance, reason="須跨部會協調。", workdays=WORKDAYS, at=given.at)
    session.commit()
    assert steps(app, cast, extended)[0]["展延（只能一次）"] == "yes"
    assert extended.extended_at is not None
    assert extended.extended_at - timedelta(0) == given.at
