"""The officers' desk: lists by due date, what to do next, and the acts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.petition.lifecycle import Stage
from app.petition.models import Assignment, Part
from app.respond import actions
from app.respond.queries import messages
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import OTHER_TITLES, Given
from tests.web.answering import fresh
from tests.web.markup import check
from tests.web.visits import Visit

Enter = Callable[[Person], Visit]


@pytest.fixture
def enter(app: Flask) -> Enter:
    return lambda person: Visit(app).enter(person, strong=True)


@pytest.fixture
def wu(enter: Enter, cast: Cast) -> Visit:
    return enter(cast.wu)


def test_the_desk_lists_by_due_date_with_milestones(wu: Visit, given: Given, cast: Cast) -> None:
    later = given.an_established_petition(title=OTHER_TITLES[0])
    sooner = given.an_established_petition(title=OTHER_TITLES[1], by=cast.bo, days=70, threshold_days_ago=61)
    page = wu.get("/desk").text
    check(page)
    assert page.index(sooner.number) < page.index(later.number)
    assert "剩56天" in page and "里程碑" in page and "逾期54天" in page
    assert later.number not in wu.get("/desk", query_string={"due": "bad"}).text
    assert later.number in wu.get("/desk", query_string={"q": "月票"}).text


def test_the_other_lists(wu: Visit, given: Given, cast: Cast) -> None:
    gathering = given.an_open_petition(endorsements=3, title=OTHER_TITLES[0])
    answered = given.an_answered_petition(title=OTHER_TITLES[1], by=cast.bo)
    page = wu.get("/desk/gathering").text
    check(page)
    assert gathering.number in page and answered.number not in page
    page = wu.get("/desk/answered").text
    check(page)
    assert answered.number in page


def test_empty_lists_say_so(wu: Visit) -> None:
    for path, words in (("/desk", "沒有等待回應"), ("/desk/gathering", "沒有附議中"), ("/desk/answered", "還沒有回應過")):
        page = wu.get(path).text
        check(page)
        assert words in page


@pytest.mark.parametrize(
    "path",
    ["", "/contact", "/answer", "/answer/preview", "/correction", "/published", "/do/plan", "/do/extend", "/do/take-up", "/do/accept"],
)
def test_another_agencys_case_is_not_found(enter: Enter, given: Given, cast: Cast, path: str) -> None:
    petition = given.an_established_petition()
    chen = enter(cast.chen)
    assert chen.get(f"/desk/{petition.number}{path}").status_code == 404
    assert chen.post(f"/desk/{petition.number}{path}").status_code in (404, 405)
    for act in ("/answer/draft", "/answer/publish", "/recall"):
        assert chen.post(f"/desk/{petition.number}{act}").status_code == 404


def test_a_case_says_what_comes_next_and_why(wu: Visit, given: Given, cast: Cast) -> None:
    petition = given.an_established_petition()
    page = wu.get(f"/desk/{petition.number}").text
    check(page)
    assert "成案後7天內要公布處理規劃" in page and "成案後14天內" in page and "到期前可以展延一次" in page
    assert cast.mei.nickname in page and "mei@example.org" not in page


def test_the_plan_is_published_and_the_milestone_met(wu: Visit, given: Given, session: Session) -> None:
    petition = given.an_established_petition()
    check(wu.get(f"/desk/{petition.number}/do/plan").text)
    empty = wu.post(f"/desk/{petition.number}/do/plan", {"text": " "})
    assert empty.status_code == 422 and "這一欄還沒有填" in empty.text
    check(empty.text)
    wu.post(f"/desk/{petition.number}/do/plan", {"text": "由資訊處負責，三月辦理試用。"})
    page = wu.follow().text
    assert "處理規劃已公布" in page and "於3月2日完成" in page
    assert "由資訊處負責" in wu.get(f"/petitions/{petition.number}").text
    late = wu.post(f"/desk/{petition.number}/do/plan", {"text": "同仁的頁面上還寫著另一份規劃。"})
    assert late.status_code == 409 and "同仁的頁面上還寫著另一份規劃。" in late.text and "這一項已經完成了" in late.text


def test_contact_goes_through_the_platform(wu: Visit, given: Given, cast: Cast, session: Session, clock: HandClock) -> None:
    petition = given.an_established_petition()
    check(wu.get(f"/desk/{petition.number}/contact").text)
    assert wu.post(f"/desk/{petition.number}/contact", {"text": ""}).status_code == 422
    wu.post(f"/desk/{petition.number}/contact", {"text": "想請教你使用的作業系統版本。"})
    actions.write_back(session, fresh(session, petition), by=cast.mei, text="我用的是開放原始碼的系統。", at=clock.at)
    session.commit()
    page = wu.get(f"/desk/{petition.number}/contact").text
    check(page)
    assert "想請教你使用的作業系統版本" in page and "我用的是開放原始碼的系統" in page and "財政部" in page
    assert "想請教" not in wu.get(f"/petitions/{petition.number}").text
    assert len(messages(session, petition)) == 2


def test_a_meeting_has_its_record_and_lies_behind(wu: Visit, given: Given) -> None:
    petition = given.an_established_petition()
    check(wu.get(f"/desk/{petition.number}/meetings/record").text)
    ahead = wu.post(f"/desk/{petition.number}/meetings/record", {"record": "討論了三項議題。", "held_on": "2026-03-03"})
    assert ahead.status_code == 422 and "會議日期還沒到" in ahead.text and "討論了三項議題" in ahead.text
    assert wu.post(f"/desk/{petition.number}/meetings/record", {"record": "討論了三項議題。", "held_on": "昨天"}).status_code == 422
    wu.post(f"/desk/{petition.number}/meetings/record", {"record": "討論了三項議題。", "held_on": "2026-03-01"})
    assert "會議紀錄已公布" in wu.follow().text


def test_the_extension_shows_the_new_date_before_it_is_made(wu: Visit, given: Given, session: Session) -> None:
    petition = given.an_established_petition()
    page = wu.get(f"/desk/{petition.number}/do/extend").text
    check(page)
    assert "展延後的期限" in page and "2026年6月29日（一）23:59" in page
    wu.post(f"/desk/{petition.number}/do/extend", {"text": "需與廠商確認合約變更期程。"})
    assert "2026年6月29日（一）23:59" in wu.follow().text
    again = wu.post(f"/desk/{petition.number}/do/extend", {"text": "還需要更多時間。"})
    assert again.status_code == 409 and "只能展延一次" in again.text and "還需要更多時間" in again.text
    assert fresh(session, petition).extended_at is not None


def test_an_agency_may_take_up_below_the_threshold(wu: Visit, given: Given, session: Session) -> None:
    petition = given.an_open_petition(endorsements=3)
    assert "主動受理" in wu.get(f"/desk/{petition.number}").text
    check(wu.get(f"/desk/{petition.number}/do/take-up").text)
    wu.post(f"/desk/{petition.number}/do/take-up", {"text": "本部認為值得處理，主動受理。"})
    assert "已主動受理" in wu.follow().text
    assert fresh(session, petition).stage is Stage.RESPONDING


def test_an_agency_accepts_or_refuses_within_seven_days(wu: Visit, enter: Enter, given: Given, cast: Cast, session: Session) -> None:
    petition = given.an_open_petition(days=3)
    assert "確認由本機關處理" in wu.get(f"/desk/{petition.number}").text
    check(wu.get(f"/desk/{petition.number}/do/accept").text)
    short = wu.post(f"/desk/{petition.number}/do/refuse", {"text": "不是"})
    assert short.status_code == 422
    wu.post(f"/desk/{petition.number}/do/refuse", {"text": "軟體採購屬數位發展部權責，非本部主管。"})
    assert "不再列在你的機關" in wu.follow().text
    refused = fresh(session, petition)
    assert refused.lead_undecided and refused.assignments[0].part is Part.REFUSED
    assert wu.get(f"/desk/{petition.number}").status_code == 404
    ann = enter(cast.ann)
    assert petition.number in ann.get("/admin/leads").text


def test_after_seven_days_the_choice_is_gone(wu: Visit, given: Given) -> None:
    petition = given.an_open_petition(days=10)
    assert "不是本機關主管" not in wu.get(f"/desk/{petition.number}").text
    late = wu.post(f"/desk/{petition.number}/do/accept")
    assert late.status_code == 409 and "期限已經過了" in late.text


def test_a_co_agency_reads_and_leaves_the_answer_to_the_lead(
    enter: Enter, given: Given, cast: Cast, session: Session, clock: HandClock
) -> None:
    petition = given.an_established_petition()
    session.add(Assignment(petition_id=petition.id, agency_id=cast.transport.id, part=Part.CO_AGENCY, since=clock.at - timedelta(days=20)))
    session.commit()
    chen = enter(cast.chen)
    page = chen.get(f"/desk/{petition.number}").text
    assert "你的機關是協辦" in page and "寫回應" not in page
    assert chen.get(f"/desk/{petition.number}/answer").status_code == 403
    assert chen.post(f"/desk/{petition.number}/do/plan", {"text": "由協辦機關公布。"}).status_code == 403


def test_too_early_too_late_and_unknown(wu: Visit, given: Given) -> None:
    petition = given.an_open_petition()
    assert wu.get(f"/desk/{petition.number}/answer").status_code == 409
    assert wu.get(f"/desk/{petition.number}/do/nothing").status_code == 404
    assert wu.get("/desk/999-0001").status_code == 404


@pytest.mark.parametrize("path", ["/desk", "/desk/gathering", "/desk/answered", "/desk/{number}", "/desk/{number}/answer"])
def test_every_page_stands_in_english_too(wu: Visit, given: Given, path: str) -> None:
    petition = given.an_established_petition()
    page = wu.get("/en" + path.format(number=petition.number)).text
    assert check(page).language == "en"
