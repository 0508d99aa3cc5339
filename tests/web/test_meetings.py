"""Meetings on the pages: the desk calls and changes them, the public reads them, endorsers ask for a seat."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.meet import queries, sweeps
from app.petition.models import Petition
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import Given
from tests.meet.given import Hearing, hearing
from tests.web.markup import check
from tests.web.visits import Visit

Enter = Callable[[Person], Visit]
CALL = {
    "title": "報稅軟體使用情境討論會", "agenda": "逐項討論。", "starts_on": "2026-03-20", "starts_time": "14:00", "place": "財政部三樓",
    "link": "", "seats": "2", "sign_up_on": "2026-03-15",
}  # fmt: skip


@pytest.fixture
def enter(app: Flask) -> Enter:
    return lambda person: Visit(app).enter(person, strong=True)


@pytest.fixture
def wu(enter: Enter, cast: Cast) -> Visit:
    return enter(cast.wu)


@pytest.fixture
def petition(given: Given) -> Petition:
    petition = given.an_established_petition()
    given.session.commit()
    return petition


@pytest.fixture
def held(given: Given) -> Hearing:
    held = hearing(given)
    given.session.commit()
    return held


def test_an_officer_calls_a_meeting(wu: Visit, petition: Petition, client: FlaskClient) -> None:
    path = f"/desk/{petition.number}/meetings"
    check(wu.get(path).text)
    check(wu.get(f"{path}/new").text)
    wrong = wu.post(f"{path}/new", {**CALL, "starts_on": "2026-02-30"})
    assert wrong.status_code == 422 and 'value="2026-02-30"' in wrong.text and "逐項討論。" in wrong.text
    assert wu.post(f"{path}/new", CALL).status_code == 303
    page = wu.follow().text
    check(page)
    assert "會議已公告" in page and "提議者" in page
    public = client.get(f"/petitions/{petition.number}/meetings").text
    check(public)
    assert "2026年3月20日（五）14:00" in public and "2026年3月15日（日）23:59" in public and "我要報名" in public
    row = client.get(f"/petitions/{petition.number}.json").get_json()["meetings"][0]
    assert (row["starts_at"], row["state"], row["seats"], row["draw"]["seed"]) == ("2026-03-20T14:00:00+08:00", "planned", 2, None)
    aside = client.get(f"/petitions/{petition.number}").text
    assert "報稅軟體使用情境討論會" in aside and f"/petitions/{petition.number}/meetings" in aside


def test_a_stale_change_keeps_what_was_typed(wu: Visit, petition: Petition, session: Session) -> None:
    path = f"/desk/{petition.number}/meetings"
    wu.post(f"{path}/new", CALL)
    (meeting,) = queries.meetings(session, petition)
    one = f"{path}/{meeting.id}"
    page = wu.get(one).text
    check(page)
    assert 'value="14:00"' in page and 'value="2026-03-15"' in page
    changed = {**CALL, "starts_time": "15:30", "reason": "配合上班時間。", "seen": "1"}
    assert wu.post(one, changed).status_code == 303
    late = wu.post(one, {**changed, "starts_time": "16:00"})
    assert late.status_code == 409 and 'value="16:00"' in late.text
    check(wu.get(f"{one}/off").text)
    assert wu.post(f"{one}/off", {"reason": ""}).status_code == 422
    assert wu.post(f"{one}/off", {"reason": "颱風停止上班。"}).status_code == 303
    late = wu.post(f"{one}/off", {"reason": "颱風還在。"})
    assert late.status_code == 409 and "颱風還在。" in late.text


def test_a_record_with_and_without_a_call(
    enter: Enter, given: Given, cast: Cast, petition: Petition, session: Session, client: FlaskClient, clock: HandClock
) -> None:
    path = f"/desk/{petition.number}/meetings"
    enter(cast.wu).post(f"{path}/new", CALL)
    (meeting,) = queries.meetings(session, petition)
    clock.at += timedelta(days=19)
    wu = enter(cast.wu)
    assert "公布會議紀錄" in wu.get(path).text
    page = wu.get(f"{path}/{meeting.id}/record").text
    check(page)
    assert 'value="2026-03-20"' in page
    report = {"held_on": "2026-03-20", "record": "同意先試辦。", "minutes_url": "https://example.org/minutes", "video_url": ""}
    assert wu.post(f"{path}/{meeting.id}/record", {**report, "record": ""}).status_code == 422
    assert wu.post(f"{path}/{meeting.id}/record", report).status_code == 303
    check(wu.get(f"{path}/record").text)
    assert wu.post(f"{path}/record", {**report, "held_on": "2026-03-12", "record": "事前會議。"}).status_code == 303
    public = client.get(f"/petitions/{petition.number}/meetings").text
    check(public)
    assert "同意先試辦。" in public and "事前會議。" in public and "https://example.org/minutes" in public
    late = wu.post(f"{path}/{meeting.id}/record", {**report, "record": "第二次。"})
    assert late.status_code == 409 and "第二次。" in late.text


def test_an_endorser_signs_up_and_steps_back(enter: Enter, held: Hearing, cast: Cast) -> None:
    visit, path = enter(held.people[0]), f"/petitions/{held.petition.number}/meetings/{held.meeting.id}/seat"
    page = visit.get(path).text
    check(page)
    assert "按下去會留下什麼" in page and "會議後14天全部刪除" in page
    assert visit.post(path, {"act": "sign_up"}).status_code == 303
    assert "已經報名" in visit.follow().text
    again = visit.post(path, {"act": "sign_up"})
    assert again.status_code == 409 and "你已經報名" in again.text
    assert visit.post(path, {"act": "step_back"}).status_code == 303
    kai = enter(cast.kai)
    assert "附議過這件提議的人才能報名抽籤" in kai.get(path).text
    assert kai.post(path, {"act": "sign_up"}).status_code == 403


def test_who_takes_the_endorsement_back_leaves_the_draw(enter: Enter, held: Hearing) -> None:
    visit, path = enter(held.people[0]), f"/petitions/{held.petition.number}"
    seat = f"{path}/meetings/{held.meeting.id}/seat"
    visit.post(seat, {"act": "sign_up"})
    visit.get(f"{path}/take-back")
    assert visit.post(f"{path}/take-back").status_code == 303
    assert queries.signed_up(held.given.session, held.meeting) == 0
    assert "附議過這件提議的人才能報名抽籤" in visit.get(seat).text


def test_who_is_drawn_answers_and_says_what_may_be_public(enter: Enter, held: Hearing, clock: HandClock, session: Session) -> None:
    held.sign_up()
    session.commit()
    clock.at += timedelta(days=8)
    sweeps.draw_all_due(session, held.given.keys, as_of=clock.at)
    session.commit()
    first, *_, last = held.in_order()
    visit, path = enter(first), f"/petitions/{held.petition.number}/meetings/{held.meeting.id}/seat"
    page = visit.get(path).text
    check(page)
    assert "你抽中了名額" in page
    wrong = visit.post(path, {"act": "accept", "may_name": "y"})
    assert wrong.status_code == 422 and "checked" in wrong.text
    assert visit.post(path, {"act": "accept", "may_name": "y", "name": "阿明"}).status_code == 303
    page = visit.follow().text
    assert "已經記下你會出席" in page and 'value="阿明"' in page
    assert "抽籤的順序排第4位" in enter(last).get(path).text
    desk = enter(held.given.cast.wu).get(f"/desk/{held.petition.number}/meetings").text
    check(desk)
    assert "阿明" in desk and first.nickname not in desk


def test_the_proposer_is_invited(enter: Enter, held: Hearing, cast: Cast) -> None:
    visit, path = enter(cast.mei), f"/petitions/{held.petition.number}/meetings/{held.meeting.id}/seat"
    page = visit.get(path).text
    check(page)
    assert "你是提議者，機關邀請你出席" in page
    assert visit.post(path, {"act": "decline"}).status_code == 303
    assert "已經記下你不出席" in visit.follow().text


def test_another_agency_finds_nothing(enter: Enter, held: Hearing, cast: Cast) -> None:
    chen, path = enter(cast.chen), f"/desk/{held.petition.number}/meetings"
    for place in ("", "/new", f"/{held.meeting.id}", f"/{held.meeting.id}/off", f"/{held.meeting.id}/record", "/record"):
        assert chen.get(path + place).status_code == 404
    for place in ("/new", f"/{held.meeting.id}", f"/{held.meeting.id}/off", f"/{held.meeting.id}/record", "/record"):
        assert chen.post(path + place).status_code == 404
