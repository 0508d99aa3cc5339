"""Exports and mailings as people see them: progress, the file for whoever asked, numbers and never names."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts import staff
from app.accounts.models import Role
from app.announce.actions import announce_due
from app.errands import actions
from app.errands.models import Errand
from app.errands.work import go_on
from app.factory import create_app
from app.jobs.health import Lookout
from app.kernel.outbox import Letter
from app.kernel.secrets import Keyring
from app.respond.models import Outcome
from app.web.platform import Platform
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import Given
from tests.web.markup import check
from tests.web.visits import Visit


@pytest.fixture
def mei(app: Flask, cast: Cast, session: Session) -> Visit:
    session.commit()
    return Visit(app).enter(cast.mei)


def work(session: Session, keys: Keyring, clock: HandClock, portions: int = 99) -> None:
    for _ in range(portions):
        errand = actions.take(session)
        if errand is None:
            break
        go_on(session, keys, errand, tell=lambda done, total: None, at=clock.at)
        session.commit()


def test_ones_own_data_are_exported_and_fetched(mei: Visit, session: Session, keys: Keyring, clock: HandClock) -> None:
    check(mei.get("/account/errands").text)
    mei.post("/account/errands")
    where = mei.page.headers["Location"] if mei.page else ""
    waiting = mei.follow().text
    check(waiting)
    assert '<noscript><meta http-equiv="refresh"' in waiting and 'data-refresh="#errand"' in waiting and "<progress" in waiting
    assert mei.get(where + "/file").status_code == 404
    work(session, keys, clock, 2)
    assert re.search(r'<progress class="is-info" max="\d+" value="2"', mei.get(where).text)
    work(session, keys, clock)
    done = mei.get(where).text
    check(done)
    assert "檔案做好了" in done and "refresh" not in re.sub(r"refresh-cw", "", done)
    file = mei.get(where + "/file")
    assert file.headers["Cache-Control"] == "private, no-store" and file.mimetype == "application/zip"
    assert file.headers["Content-Disposition"] == 'attachment; filename="gongyi-my-data-20260302.zip"'
    assert "account.json" in zipfile.ZipFile(BytesIO(file.data)).namelist()
    assert where in mei.get("/account/errands").text
    mei.post(where + "/drop")
    assert where not in mei.follow().text and mei.get(where + "/file").status_code == 404


def test_pressed_twice_leads_to_one(mei: Visit) -> None:
    first, again = mei.post("/account/errands"), mei.post("/account/errands")
    assert first.headers["Location"] == again.headers["Location"]


def test_anybody_elses_are_not_there(mei: Visit, app: Flask, cast: Cast, session: Session, keys: Keyring, clock: HandClock) -> None:
    where = mei.post("/account/errands").headers["Location"]
    work(session, keys, clock)
    for other, strong in ((cast.kai, False), (cast.ann, True)):
        visit = Visit(app).enter(other, strong=strong)
        assert [visit.get(where).status_code, visit.get(where + "/file").status_code, visit.post(where + "/drop").status_code] == [404] * 3
        assert visit.get(f"/account/errands/{uuid4()}/file").status_code == 404
    assert Visit(app).get(where + "/file").status_code == 303
    everybodys = Visit(app).enter(cast.ann, strong=True).get("/admin/errands").text
    check(everybodys)
    assert "匯出我的資料" in everybodys and where not in everybodys
    assert mei.get(where + "/file").status_code == 200


def test_what_staff_exported_is_theirs_while_they_serve(app: Flask, cast: Cast, session: Session, keys: Keyring, clock: HandClock) -> None:
    lin = Visit(app).enter(cast.lin, strong=True)
    where = lin.post("/moderate/export").headers["Location"]
    work(session, keys, clock)
    assert zipfile.ZipFile(BytesIO(lin.get(where + "/file").data)).namelist() == ["queue.csv", "decisions.csv"]
    staff.dismiss(session, cast.lin, Role.MODERATOR, at=clock.at)
    session.commit()
    weak = Visit(app).enter(cast.lin)
    assert weak.get(where).status_code == 404 and where not in weak.get("/account/errands").text


def test_open_data_are_the_administrators_to_export(
    app: Flask, cast: Cast, given: Given, session: Session, keys: Keyring, clock: HandClock
) -> None:
    petition = given.a_petition_in_review()
    ann = Visit(app).enter(cast.ann, strong=True)
    where = ann.post("/admin/errands").headers["Location"]
    work(session, keys, clock)
    archive = zipfile.ZipFile(BytesIO(ann.get(where + "/file").data))
    assert petition.number in archive.read("petitions.csv").decode() and where in ann.get("/admin/errands").text


def test_a_failed_one_says_why_and_may_be_asked_again(mei: Visit, session: Session, clock: HandClock) -> None:
    where = mei.post("/account/errands").headers["Location"]
    session.execute(update(Errand).values(failed_at=clock.at, fault="errand.broken"))
    session.commit()
    page = mei.get(where).text
    check(page)
    assert "試了幾次都沒有做完" in page and mei.get(where + "/file").status_code == 404
    assert mei.post("/account/errands").headers["Location"] != where


def test_the_officer_sees_how_many_letters_left_and_not_whose(
    app: Flask, cast: Cast, given: Given, session: Session, keys: Keyring, clock: HandClock
) -> None:
    petition = given.an_established_petition()
    given.answered(petition, Outcome.ADOPTED, Outcome.ADOPTED, at=clock.at)
    session.commit()
    wu = Visit(app).enter(cast.wu, strong=True)
    held = wu.get(f"/desk/{petition.number}/published").text
    check(held)
    assert "之後開始寄" in held
    clock.advance(minutes=6)
    announce_due(session, keys, at=clock.at)
    session.commit()
    letters = session.query(Letter).filter(Letter.name == "answered").order_by(Letter.id).all()
    assert len(letters) >= 2
    session.execute(update(Letter).where(Letter.id == letters[0].id).values(sent_at=clock.at, to_sealed=None))
    session.commit()
    for path in (f"/desk/{petition.number}", f"/desk/{petition.number}/published"):
        page = wu.get(path).text
        check(page)
        assert f"已寄出1／{len(letters)}封" in page and "@example.org" not in page
    session.execute(update(Letter).where(Letter.to_sealed.is_not(None)).values(sent_at=clock.at, to_sealed=None))
    session.commit()
    finished = wu.get(f"/desk/{petition.number}/published").text
    assert f"已寄出{len(letters)}／{len(letters)}封" in finished and "data-refresh" not in finished


def test_the_administrator_sees_every_mailing_under_way(
    platform: Platform, cast: Cast, given: Given, session: Session, keys: Keyring, clock: HandClock
) -> None:
    petition = given.an_established_petition()
    given.answered(petition, Outcome.ADOPTED, Outcome.ADOPTED, at=clock.at)
    clock.advance(minutes=6)
    announce_due(session, keys, at=clock.at)
    session.commit()
    watched = create_app(parts=replace(platform, watch=Lookout(platform.config.redis_url)))
    ann = Visit(watched).enter(cast.ann, strong=True)
    page = ann.get("/admin/jobs").text
    check(page)
    assert petition.title in page and re.search(r"已寄出0／\d+封", page)
    session.execute(update(Letter).where(Letter.to_sealed.is_not(None)).values(sent_at=clock.at, to_sealed=None))
    session.commit()
    assert "沒有正在寄的通知信" in ann.get("/admin/jobs").text
