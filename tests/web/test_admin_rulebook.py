"""The administrators plan numbers and pauses on pages, and the public reads of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.kernel.workdays import local_day
from app.petition import links, merging, pauses, rulebook
from app.petition.links import Relation
from tests import office
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import OTHER_TITLES, Given
from tests.web.markup import check
from tests.web.visits import Visit

CHANGE = {
    "since": "2026-04-01", "endorse_threshold": "6,000", "endorsement_withdrawable": "0", "instrument": "院授發資字第1號",
    "reason": "附議人數逐年增加。", "edition": "0",
}  # fmt: skip
PAUSE = {"begins": "2026-09-29 00:00", "ends": "2026-11-29 00:00", "reason": "選舉期間。"}


@pytest.fixture
def ann(app: Flask, cast: Cast) -> Visit:
    return Visit(app).enter(cast.ann, strong=True)


def test_numbers_are_planned_and_public_at_once(ann: Visit, app: Flask) -> None:
    check(ann.get("/admin/policy/plan").text)
    assert ann.post("/admin/policy/plan", CHANGE).status_code == 303
    page = ann.follow().text
    check(page)
    assert "已安排變更" in page
    assert "還沒開始" in page
    public = Visit(app).get("/rules").text
    check(public)
    assert "2026年4月1日起" in public
    assert "5,000 → <b>6,000</b>" in public
    assert "是 → <b>否</b>" in public
    assert "院授發資字第1號" in public
    told = Visit(app).get("/rules.json").json
    assert told is not None
    assert told["numbers"]["endorse_threshold"] == 5_000
    (change,) = told["changes"]
    assert (change["since"], change["cancelled_at"]) == ("2026-04-01", None)
    assert change["numbers"] == {"endorse_threshold": {"old": 5_000, "new": 6_000}, "endorsement_withdrawable": {"old": True, "new": False}}
    feed = Visit(app).get("/en/rules.atom")
    assert feed.content_type.startswith("application/atom+xml")
    assert "5,000 → 6,000" in feed.text


def test_from_its_day_on_the_pages_speak_of_the_new_number(ann: Visit, app: Flask, clock: HandClock) -> None:
    ann.post("/admin/policy/plan", CHANGE)
    assert "滿5,000人附議就成案" in Visit(app).get("/rules").text
    clock.advance(days=30)
    assert "滿6,000人附議就成案" in Visit(app).get("/rules").text


def test_what_cannot_be_comes_back_as_typed(ann: Visit) -> None:
    wrong = {**CHANGE, "since": "2026-03-02", "endorse_threshold": "12", "endorse_days": "許多"}
    page = ann.post("/admin/policy/plan", wrong)
    assert page.status_code == 422
    check(page.text)
    assert 'value="許多"' in page.text
    assert 'value="12"' in page.text
    assert "請填整數" in page.text
    page = ann.post("/admin/policy/plan", {**wrong, "endorse_days": ""})
    assert page.status_code == 422
    assert "要在100到100000之間。" in page.text
    assert "只能從明天以後" in page.text


def test_somebody_was_first(ann: Visit, session: Session, cast: Cast, clock: HandClock) -> None:
    office.planned(session, cast, at=clock.at)
    session.commit()
    late = ann.post("/admin/policy/plan", CHANGE)
    assert late.status_code == 409
    check(late.text)
    assert "剛才已經有人改了規則數字" in late.text
    assert 'value="6,000"' in late.text
    assert len(rulebook.changes(session)) == 1


def test_going_wrong_first_does_not_hide_that_somebody_was_first(ann: Visit, session: Session, cast: Cast, clock: HandClock) -> None:
    pause, _ = office.planned(session, cast, at=clock.at)
    session.commit()
    wrong = ann.post("/admin/policy/plan", {**CHANGE, "endorse_days": "許多"})
    assert (wrong.status_code, 'name="edition" value="0"' in wrong.text) == (422, True)
    wrong = ann.post("/admin/policy/1/cancel", {"edition": "0", "reason": " "})
    assert (wrong.status_code, 'name="edition" value="0"' in wrong.text) == (422, True)
    wrong = ann.post(f"/admin/pauses/{pause.id}", {"seen": "0", "ends": "?"})
    assert (wrong.status_code, 'name="seen" value="0"' in wrong.text) == (422, True)
    late = ann.post(f"/admin/pauses/{pause.id}", {"seen": "0", "ends": "2026-12-24 00:00"})
    assert (late.status_code, 'name="seen" value="1"' in late.text) == (409, True)


def test_a_planned_change_is_cancelled_in_public(ann: Visit, app: Flask) -> None:
    ann.post("/admin/policy/plan", CHANGE)
    check(ann.get("/admin/policy/1/cancel").text)
    assert ann.post("/admin/policy/1/cancel", {"edition": "1", "reason": " "}).status_code == 422
    assert ann.post("/admin/policy/1/cancel", {"edition": "0", "reason": "再行研議。"}).status_code == 409
    assert ann.post("/admin/policy/1/cancel", {"edition": "1", "reason": "再行研議。"}).status_code == 303
    assert "已取消" in Visit(app).get("/rules").text
    assert ann.get("/admin/policy/9/cancel").status_code == 404


def test_a_pause_is_shown_with_every_date_before_it_is_planned(ann: Visit, app: Flask, given: Given, session: Session) -> None:
    petition = given.an_open_petition(days=0)
    session.commit()
    filled = ann.get("/admin/pauses?polling=2026-11-28").text
    check(filled)
    assert 'value="2026-09-29 00:00"' in filled
    assert 'value="2026-11-29 00:00"' in filled
    soon = {**PAUSE, "begins": "2026-04-01 00:00", "ends": "2026-04-11 08:00"}
    page = ann.get("/admin/pauses/preview", query_string=soon)
    check(page.text)
    assert petition.number in page.text
    assert "共1件" in page.text
    assert "2026年5月1日（五）23:59" in page.text
    assert "2026年5月12日（二）07:59" in page.text
    assert ann.post("/admin/pauses", soon).status_code == 303
    check(ann.follow().text)
    assert "2026年4月1日（三）00:00到2026年4月11日（六）08:00" in Visit(app).get("/rules").text
    twice = ann.post("/admin/pauses", soon)
    assert twice.status_code == 409
    assert "重疊" in twice.text


def test_the_preview_names_the_merge_offers_that_move(ann: Visit, given: Given, session: Session, cast: Cast) -> None:
    mei, bo = given.an_open_petition(), given.an_open_petition(by=cast.bo, title=OTHER_TITLES[0])
    links.link(session, mei, bo, relation=Relation.SAME, by=cast.lin, at=given.at)
    merging.offer(session, mei, into=bo, by=cast.mei, role=Role.PROPOSER, at=given.at)
    session.commit()
    page = ann.get("/admin/pauses/preview", query_string={**PAUSE, "begins": "2026-03-10 00:00", "ends": "2026-03-20 00:00"}).text
    check(page)
    assert "共2件" in page
    assert f"{mei.number}併入{bo.number}：2026年3月16日（一）23:59改為2026年3月26日（四）23:59" in page


@pytest.mark.parametrize(
    ("field", "typed"), [("begins", "明天"), ("begins", "2026-03-02 09:59"), ("ends", "2026-09-29 00:00"), ("reason", "")]
)
def test_a_pause_that_cannot_be_comes_back_as_typed(ann: Visit, field: str, typed: str) -> None:
    page = ann.get("/admin/pauses/preview", query_string={**PAUSE, field: typed})
    assert page.status_code == 422
    check(page.text)
    assert "有1個地方要改" in page.text
    assert f'value="{typed}"' in page.text or not typed


def test_a_pause_is_changed_ended_and_cancelled(ann: Visit, session: Session, clock: HandClock, cast: Cast) -> None:
    ann.post("/admin/pauses", PAUSE)
    (pause,) = pauses.every(session)
    path = f"/admin/pauses/{pause.id}"
    check(ann.get(path).text)
    assert ann.post(path, {"seen": "1", "ends": "2026-12-01 00:00"}).status_code == 303
    stale = ann.post(path, {"seen": "1", "ends": "2026-12-24 00:00"})
    assert stale.status_code == 409
    assert "2026-12-24 00:00" in stale.text
    assert ann.post(path, {"seen": "2", "ends": "?"}).status_code == 422
    clock.at = pause.begins + timedelta(days=3)
    ann = Visit(ann.app).enter(cast.ann, strong=True)
    assert ann.post(f"{path}/cancel", {"seen": "2"}).status_code == 409
    assert ann.post(path, {"seen": "2", "act": "now"}).status_code == 303
    session.refresh(pause)
    assert local_day(pause.ends) == local_day(clock.at)
    assert pauses.in_force(session, at=clock.at) is None
    assert ann.get("/admin/pauses/999").status_code == 404


def test_a_planned_pause_is_given_up(ann: Visit, session: Session) -> None:
    ann.post("/admin/pauses", PAUSE)
    (pause,) = pauses.every(session)
    assert ann.post(f"/admin/pauses/{pause.id}/cancel", {"seen": "1"}).status_code == 303
    assert "沒有任何期限改變" in ann.follow().text
    session.refresh(pause)
    assert pause.cancelled_at is not None
