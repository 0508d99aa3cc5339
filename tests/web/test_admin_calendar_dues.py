"""The office calendar and what is due: a typhoon or a make-up day counts for what comes later, and moves nothing that is set (rule 25)."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.kernel import office_days
from app.kernel.workdays import end_of
from app.petition.models import Petition
from app.propose import actions as propose
from tests.cast import Cast
from tests.given import Given
from tests.web.visits import Visit


@pytest.fixture
def ann(app: Flask, cast: Cast) -> Visit:
    return Visit(app).enter(cast.ann, strong=True)


def submitted(given: Given, title: str, *, by: int) -> Petition:
    text = given.text(title=title, difference="與其他提議不同。")
    person = (given.cast.mei, given.cast.bo, given.cast.kai)[by]
    return propose.submit(given.session, text, by=person, keys=given.keys, workdays=office_days.workdays(given.session), at=given.at)


def test_a_typhoon_day_moves_what_is_submitted_after_it_is_known_and_nothing_else(ann: Visit, given: Given, session: Session) -> None:
    before = submitted(given, "離島交通船與公車月票整合成單一票證", by=0)
    established = given.an_established_petition(by=given.cast.hao)
    dues = before.review_due_at, established.respond_due_at
    assert before.review_due_at == end_of(date(2026, 3, 5))
    session.commit()
    assert ann.post("/admin/calendar/close", {"day": "2026-03-04", "note": "颱風"}).status_code == 303
    session.expire_all()
    assert (before.review_due_at, established.respond_due_at) == dues
    after = submitted(given, "公園飲水機水質檢驗數據每週上網公開", by=1)
    assert after.review_due_at == end_of(date(2026, 3, 6))
    session.commit()
    assert ann.post("/admin/calendar/2026-03-04/reopen").status_code == 303
    session.expire_all()
    assert after.review_due_at == end_of(date(2026, 3, 6)), "reopening moves nothing either"
    assert submitted(given, "身心障礙停車證數位化並免除紙本掛卡", by=2).review_due_at == end_of(date(2026, 3, 5))


def test_a_make_up_day_of_the_official_file_counts_as_a_workday(given: Given, session: Session) -> None:
    """Saturday 2026-03-07 made a workday: after Wednesday, the third workday is that Saturday."""
    given.at = given.at.replace(day=4)
    before = submitted(given, "離島交通船與公車月票整合成單一票證", by=0)
    assert before.review_due_at == end_of(date(2026, 3, 9))
    office_days.import_csv(session, "西元日期,星期,是否放假,備註\n20260307,六,0,補班\n", source="test")
    session.expire_all()
    assert before.review_due_at == end_of(date(2026, 3, 9))
    assert submitted(given, "公園飲水機水質檢驗數據每週上網公開", by=1).review_due_at == end_of(date(2026, 3, 7))
