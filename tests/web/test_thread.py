"""The conversation between agency and proposer: a page for each side, with what is new marked until it was seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app.accounts.models import Person
from app.petition import co_agencies
from tests.cast import Cast
from tests.given import Given
from tests.web.markup import check
from tests.web.visits import Visit

Enter = Callable[[Person], Visit]


@pytest.fixture
def enter(app: Flask) -> Enter:
    return lambda person: Visit(app).enter(person, strong=True)


def test_what_is_new_is_marked_once(enter: Enter, given: Given, cast: Cast) -> None:
    petition = given.an_established_petition()
    given.session.commit()
    wu, mei = enter(cast.wu), enter(cast.mei)
    desk, own = f"/desk/{petition.number}/contact", f"/me/{petition.number}/messages"
    wu.get(desk)
    assert wu.post(desk, {"text": "想請教你使用的作業系統。"}).status_code == 303
    assert "對方還沒讀" in wu.get(desk).text
    assert "1則新訊息" in mei.get(f"/me/{petition.number}").text
    page = mei.get(own).text
    check(page)
    assert "想請教你使用的作業系統。" in page and "新訊息" in page
    assert "新訊息" not in mei.get(own).text
    assert mei.post(own, {"text": ""}).status_code == 422
    assert mei.post(own, {"text": "家裡是Linux。"}).status_code == 303
    assert "有1則還沒讀" in wu.get(f"/desk/{petition.number}").text
    page = wu.get(desk).text
    check(page)
    assert "家裡是Linux。" in page and "新訊息" in page and "對方已讀" in page
    assert "還沒讀" not in wu.get(f"/desk/{petition.number}").text


def test_what_a_co_agency_reads_is_still_new_to_the_lead(enter: Enter, given: Given, cast: Cast) -> None:
    petition = given.an_established_petition()
    reason = "票證系統由該部主管，請一起研議。"
    co_agencies.add(given.session, petition, by=cast.wu, agency=cast.finance, other=cast.transport, reason=reason, at=given.at)
    given.session.commit()
    mei, own = enter(cast.mei), f"/me/{petition.number}/messages"
    mei.get(own)
    mei.post(own, {"text": "家裡是Linux。"})
    assert "還沒讀" not in enter(cast.chen).get(f"/desk/{petition.number}").text
    assert "家裡是Linux。" in enter(cast.chen).get(f"/desk/{petition.number}/contact").text
    assert "有1則還沒讀" in enter(cast.wu).get(f"/desk/{petition.number}").text
    assert "對方還沒讀" in mei.get(own).text


def test_the_officer_cannot_write_the_proposers_own_data(enter: Enter, given: Given, cast: Cast) -> None:
    petition = given.an_established_petition()
    given.session.commit()
    wu, desk = enter(cast.wu), f"/desk/{petition.number}/contact"
    wu.get(desk)
    refused = wu.post(desk, {"text": "請確認你的信箱mei@example.org。"})
    assert refused.status_code == 422 and "請確認你的信箱" in refused.text and "提議者的個人資料" in refused.text
    assert wu.post(desk, {"text": "請寫信到service@mof.example。"}).status_code == 303


def test_before_anybody_is_responsible_there_is_no_thread(enter: Enter, given: Given, cast: Cast) -> None:
    petition = given.an_open_petition()
    given.session.commit()
    assert enter(cast.mei).get(f"/me/{petition.number}/messages").status_code == 409
    assert enter(cast.bo).get(f"/me/{petition.number}/messages").status_code == 404
