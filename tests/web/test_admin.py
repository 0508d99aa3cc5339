"""The administrators' pages: people, agencies, leads, the office calendar, jobs, the numbers in force."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts import second_factor, sign_ins, staff
from app.accounts.models import Membership, Person, Role
from app.errands import actions
from app.errands.work import go_on
from app.factory import create_app
from app.jobs.health import Lookout
from app.kernel import office_days, outbox
from app.kernel.outbox import Channel, Letter
from app.kernel.secrets import Keyring
from app.kernel.workdays import Workdays
from app.petition import assignments, queries
from app.petition.models import Part
from app.petition.policy import Policy
from app.web.platform import Platform
from app.web.shared.numbers import NAMES
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import Given
from tests.web.markup import check
from tests.web.visits import Visit

Enter = Callable[[Person], Visit]


@pytest.fixture
def ann(app: Flask, cast: Cast) -> Visit:
    return Visit(app).enter(cast.ann, strong=True)


def test_staff_are_listed_and_invited(ann: Visit, cast: Cast, session: Session) -> None:
    page = ann.get("/admin").text
    check(page)
    assert "lin" in page and "財政部" in page and "你自己" in page
    before = session.scalar(select(func.count()).select_from(Letter))
    ann.post(
        "/admin/people",
        {"address": "new@example.gov.tw", "nickname": "新承辦", "role": "officer", "agency": cast.transport.code, "language": "zh-Hant-TW"},
    )
    assert "邀請信已寄出" in ann.follow().text
    assert session.scalar(select(func.count()).select_from(Letter)) == (before or 0) + 1
    invited = next(row for row in staff.serving(session) if row.person.nickname == "新承辦")
    assert invited.role is Role.OFFICER and invited.agency_id == cast.transport.id and invited.invited_by_id == cast.ann.id


def test_an_invitation_that_cannot_be_comes_back(ann: Visit, cast: Cast) -> None:
    missing = ann.post("/admin/people", {"address": "new@example.gov.tw", "role": "officer", "agency": "", "language": "zh-Hant-TW"})
    assert missing.status_code == 422 and "機關承辦人要屬於一個機關" in missing.text and "new@example.gov.tw" in missing.text
    check(missing.text)
    unreadable = ann.post("/admin/people", {"address": "不是信箱", "role": "admin", "language": "zh-Hant-TW"})
    assert unreadable.status_code == 422 and "不是信箱" in unreadable.text
    nobody = ann.post("/admin/people", {"address": "x@example.org", "role": "citizen", "language": "zh-Hant-TW"})
    assert nobody.status_code == 422
    twice = ann.post("/admin/people", {"address": "lin@example.org", "role": "moderator", "agency": "", "language": "zh-Hant-TW"})
    assert twice.status_code == 409 and "已經有這個角色" in twice.text


def test_a_service_ends_with_every_sign_in(ann: Visit, app: Flask, cast: Cast, session: Session) -> None:
    lin = Visit(app).enter(cast.lin, strong=True)
    assert lin.get("/moderate").status_code == 200
    membership = _membership(session, cast.lin)
    ann.post(f"/admin/people/{membership}/end")
    assert "已經結束" in ann.follow().text
    assert lin.get("/moderate").status_code == 303
    assert ann.post(f"/admin/people/{membership}/end").status_code == 404


def test_a_lost_second_factor_is_forgotten(ann: Visit, cast: Cast, session: Session, keys: Keyring, clock: HandClock) -> None:
    second_factor.give(session, keys, cast.lin, secret=second_factor.new_secret(), at=clock.at)
    session.commit()
    ann.post(f"/admin/people/{_membership(session, cast.lin)}/reset")
    session.expire_all()
    assert not second_factor.is_enrolled(session, cast.lin)


def test_nobody_ends_their_own_service(ann: Visit, cast: Cast, session: Session) -> None:
    mine = _membership(session, cast.ann)
    for act in ("end", "reset"):
        assert ann.post(f"/admin/people/{mine}/{act}").status_code == 403
    assert sign_ins.live(session, cast.ann, span=sign_ins.STAFF, at=ann.platform.clock.now())


def test_agencies_stand_as_a_tree(ann: Visit, cast: Cast) -> None:
    page = ann.get("/admin/agencies").text
    check(page)
    assert "財政部" in page and "wu" in page
    invite = ann.get("/admin", query_string={"role": "officer", "agency": cast.finance.code}).text
    assert f'<option value="{cast.finance.code}" selected>' in invite and '<option value="officer" selected>' in invite


def test_the_administrator_settles_an_open_lead(ann: Visit, given: Given, cast: Cast, session: Session) -> None:
    petition = given.an_open_petition(endorsements=1_000, lead=False)
    decided = given.an_open_petition(by=cast.bo)
    page = ann.get("/admin/leads").text
    check(page)
    assert petition.number in page and decided.number not in page
    check(ann.get(f"/admin/leads/{petition.number}").text)
    empty = ann.post(f"/admin/leads/{petition.number}", {"lead": ""})
    assert empty.status_code == 422 and "請選擇主辦機關" in empty.text
    ann.post(f"/admin/leads/{petition.number}", {"lead": cast.transport.code})
    assert "已確認" in ann.follow().text
    session.expire_all()
    settled = queries.by_number(session, petition.number)
    assert {row.agency.name_zh: row.part for row in settled.assignments} == {"交通部": Part.LEAD, "財政部": Part.CO_AGENCY}
    assert not settled.lead_undecided
    assert "平臺管理者確認由交通部主辦" in ann.get(f"/petitions/{petition.number}").text


def test_a_lead_that_was_named_meanwhile_stands(ann: Visit, given: Given, cast: Cast, session: Session, clock: HandClock) -> None:
    petition = given.an_open_petition(lead=False, days=3)
    ann.get(f"/admin/leads/{petition.number}")
    assignments.accept(session, petition, by=cast.wu, agency=cast.finance, at=clock.at)
    session.commit()
    late = ann.post(f"/admin/leads/{petition.number}", {"lead": cast.transport.code})
    assert late.status_code == 409 and f'<option value="{cast.transport.code}" selected>' in late.text
    session.expire_all()
    assert {row.agency.name_zh: row.part for row in assignments.assigned(session, petition)}["財政部"] is Part.LEAD


def test_a_day_is_closed_and_reopened_by_hand(ann: Visit, session: Session) -> None:
    check(ann.get("/admin/calendar").text)
    ann.post("/admin/calendar/close", {"day": "2026-03-04", "note": "颱風"})
    page = ann.follow().text
    assert "已記下2026-03-04停止上班" in page and "2026年3月4日（三）" in page and "颱風" in page
    assert not office_days.workdays(session).is_workday(date(2026, 3, 4))
    twice = ann.post("/admin/calendar/close", {"day": "2026-03-04", "note": "又一個颱風"})
    assert twice.status_code == 409 and "又一個颱風" in twice.text
    nothing = ann.post("/admin/calendar/close", {"day": "", "note": ""})
    assert nothing.status_code == 422
    check(nothing.text)
    ann.post("/admin/calendar/2026-03-04/reopen")
    assert office_days.workdays(session) == Workdays({})
    assert ann.post("/admin/calendar/2026-03-04/reopen").status_code == 404


def test_the_official_calendar_is_checked_shown_and_imported(ann: Visit, session: Session, keys: Keyring, clock: HandClock) -> None:
    rows = "西元日期,星期,是否放假,備註\n20260227,五,2,補假\n20260228,六,2,和平紀念日\n"
    ann.post("/admin/calendar/import", {"file": (BytesIO(rows.encode("cp950")), "115年.csv")}, content_type="multipart/form-data")
    page = ann.follow().text
    check(page)
    assert "會改變1天" in page and "補假" in page and "115年.csv" in page
    assert office_days.differing(session, 2026) == []
    first = ann.post("/admin/calendar/import/begin")
    assert ann.post("/admin/calendar/import/begin").headers["Location"] == first.headers["Location"]
    assert "還沒開始" in ann.follow().text
    late = ann.post("/admin/calendar/import", {"file": (BytesIO(rows.encode()), "x.csv")}, content_type="multipart/form-data")
    assert late.status_code == 409 and "正在進行" in late.text
    errand = actions.take(session)
    assert errand is not None
    go_on(session, keys, errand, tell=lambda done, total: None, at=clock.at)
    session.commit()
    done = ann.get(first.headers["Location"]).text
    check(done)
    assert "匯入完成，一共2天" in done
    assert "補假" in ann.get("/admin/calendar?year=2026").text


def test_an_import_is_given_up_and_changes_nothing(ann: Visit, session: Session) -> None:
    rows = "西元日期,星期,是否放假,備註\n20260227,五,2,補假\n"
    ann.post("/admin/calendar/import", {"file": (BytesIO(rows.encode()), "115年.csv")}, content_type="multipart/form-data")
    ann.post("/admin/calendar/import/drop")
    assert "已放棄這次匯入" in ann.follow().text
    assert ann.get("/admin/calendar/import").status_code == 303 and ann.post("/admin/calendar/import/begin").status_code == 303
    assert office_days.differing(session, 2026) == []


def test_a_calendar_that_cannot_be_read_names_every_line(ann: Visit) -> None:
    bad = {"file": (BytesIO("日期,放假\n".encode()), "x.csv")}
    refused = ann.post("/admin/calendar/import", bad, content_type="multipart/form-data")
    assert refused.status_code == 422 and "第一行要是" in refused.text
    check(refused.text)
    lines = "西元日期,星期,是否放假,備註\n20260227,一,2,\n20260228,六,7,\n"
    refused = ann.post("/admin/calendar/import", {"file": (BytesIO(lines.encode()), "x.csv")}, content_type="multipart/form-data")
    assert "第2行的星期和日期對不上" in refused.text and "第3行看不懂" in refused.text
    assert ann.post("/admin/calendar/import", content_type="multipart/form-data").status_code == 422


def test_the_numbers_in_force_can_be_read(ann: Visit) -> None:
    page = ann.get("/admin/policy").text
    check(page)
    assert "5,000" in page and "公共政策網路參與實施要點" in page and "endorse_threshold" in page


def test_jobs_show_letters_that_were_given_up(platform: Platform, cast: Cast, session: Session, keys: Keyring, clock: HandClock) -> None:
    outbox.put(session, keys, key="x", channel=Channel.EMAIL, to="a@example.org", language="en", name="admitted", params={}, at=clock.at)
    letter = session.scalars(select(Letter)).one()
    outbox.failed(letter, error="550 no such mailbox", at=clock.at)
    session.commit()
    watched = replace(platform, watch=Lookout(platform.config.redis_url))
    ann = Visit(create_app(parts=watched)).enter(cast.ann, strong=True)
    page = ann.get("/admin/jobs").text
    check(page)
    assert "550 no such mailbox" in page and "沒有任何背景程序" in page and "a@example.org" not in page


@pytest.mark.parametrize(
    "path", ["/admin", "/admin/agencies", "/admin/leads", "/admin/calendar", "/admin/errands", "/admin/jobs", "/admin/policy"]
)
def test_every_page_stands_in_english_too(ann: Visit, given: Given, path: str) -> None:
    given.an_open_petition(lead=False)
    page = ann.get("/en" + path)
    assert check(page.text).language == "en"
    assert page.headers["Cache-Control"] == "private, no-store"


def _membership(session: Session, person: Person) -> int:
    return session.scalars(select(Membership.id).where(Membership.person_id == person.id)).one()


def test_every_number_of_the_policy_has_a_name() -> None:
    assert {field.name for field in fields(Policy)} == set(NAMES)
