"""Parts on the desk and on the public page; an agency that is asked writes its own and sees no other."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.cast import Cast
from tests.given import Given
from tests.web.answering import drafted, seal
from tests.web.markup import check
from tests.web.visits import Visit

QUESTION = "請說明票證系統的規格，以及改版的時程。"
TEXT = "票證系統今年九月改版，介接規格已公開。"


@pytest.fixture
def wu(app: Flask, cast: Cast) -> Visit:
    return Visit(app).enter(cast.wu, strong=True)


@pytest.fixture
def chen(app: Flask, cast: Cast) -> Visit:
    return Visit(app).enter(cast.chen, strong=True)


def test_asked_written_and_shown_by_agency(wu: Visit, chen: Visit, given: Given, cast: Cast) -> None:
    petition = given.an_established_petition()
    path = f"/desk/{petition.number}/parts"
    check(wu.get(path).text)
    wu.post(f"/desk/{petition.number}/co-agencies", {"agency": cast.transport.code, "reason": "票證系統由該部主管，請一起研議。"})
    wrong = wu.post(path, {"agency": cast.transport.code, "demand": "1", "question": QUESTION, "due_on": "明天"})
    assert wrong.status_code == 422 and QUESTION in wrong.text
    for demand in ("1", "2"):
        wu.post(path, {"agency": cast.transport.code, "demand": demand, "question": QUESTION, "due_on": "2026-03-20"})
        assert "已經通知該機關" in wu.follow().text
    own = chen.get(path).text
    check(own)
    assert "本機關的部分" in own and "請機關提供" not in own
    number = own.split(f"{path}/")[1].split('"')[0]
    check(chen.get(f"{path}/{number}").text)
    chen.post(f"{path}/{number}", {"act": "save", "text": "還在寫的草稿", "seen": shown(chen)})
    assert "還在寫的草稿" in chen.follow().text and "還在寫的草稿" not in wu.get(f"{path}/{number}").text
    assert wu.post(f"{path}/{number}", {"act": "give", "text": TEXT}).status_code == 403
    chen.post(f"{path}/{number}", {"act": "give", "text": TEXT, "seen": shown(chen)})
    assert "已經交給主辦機關" in chen.follow().text
    assert TEXT in wu.get(f"{path}/{number}").text
    assert chen.get(f"/desk/{petition.number}/answer").status_code == 403
    preview = drafted(wu, petition)
    assert TEXT in preview and "還有1個機關的部分沒有提供" in preview
    chen.get(f"{path}/{number}")
    chen.post(f"{path}/{number}", {"act": "give", "text": TEXT + "第二版。", "seen": shown(chen)})
    stale = wu.post(f"/desk/{petition.number}/answer/publish", {"seal": seal(preview)})
    assert stale.status_code == 409 and "第二版。" in stale.text
    wu.post(f"/desk/{petition.number}/answer/publish", {"seal": seal(stale.text)})
    public = wu.get(f"/petitions/{petition.number}").text
    check(public)
    assert "交通部的部分" in public and "第二版。" in public and "未提供（2026年3月2日請求）" in public
    assert "Not provided (asked for on" in wu.get(f"/en/petitions/{petition.number}").text


def test_a_colleagues_part_is_not_written_over_unseen(app: Flask, wu: Visit, chen: Visit, given: Given, cast: Cast) -> None:
    petition = given.an_established_petition()
    path = f"/desk/{petition.number}/parts"
    wu.post(f"/desk/{petition.number}/co-agencies", {"agency": cast.transport.code, "reason": "票證系統由該部主管，請一起研議。"})
    wu.post(path, {"agency": cast.transport.code, "demand": "0", "question": QUESTION, "due_on": "2026-03-20"})
    number = wu.follow().text.split(f"{path}/")[1].split('"')[0]
    colleague = Visit(app).enter(cast.chen, strong=True)
    for desk in (chen, colleague):
        desk.get(f"{path}/{number}")
    old = shown(colleague)
    chen.post(f"{path}/{number}", {"act": "save", "text": "同仁寫了很久的草稿。", "seen": shown(chen)})
    for act in ("save", "give"):
        late = colleague.post(f"{path}/{number}", {"act": act, "text": TEXT, "seen": old})
        assert late.status_code == 409 and TEXT in late.text and "同仁剛才改過" in late.text
        check(late.text)
    assert "同仁寫了很久的草稿。" in chen.get(f"{path}/{number}").text
    assert colleague.post(f"{path}/{number}", {"act": "give", "text": TEXT, "seen": shown(colleague, late.text)}).status_code == 303


def shown(visit: Visit, page: str = "") -> str:
    """What the form says that it has shown."""
    page = page or (visit.follow().text if visit.page else "")
    return page.split('name="seen" value="')[1].split('"')[0]


def test_a_part_that_is_dropped_is_gone(wu: Visit, chen: Visit, given: Given, cast: Cast) -> None:
    petition = given.an_established_petition()
    path = f"/desk/{petition.number}/parts"
    wu.post(f"/desk/{petition.number}/co-agencies", {"agency": cast.transport.code, "reason": "票證系統由該部主管，請一起研議。"})
    wu.post(path, {"agency": cast.transport.code, "demand": "0", "question": QUESTION, "due_on": "2026-03-20"})
    number = wu.follow().text.split(f"{path}/")[1].split('"')[0]
    assert chen.get(f"{path}/{number}").status_code == 200
    wu.post(f"{path}/{number}", {"act": "drop"})
    assert "不再請該機關提供" in wu.follow().text
    gone = chen.post(f"{path}/{number}", {"act": "give", "text": TEXT})
    assert gone.status_code == 404 and TEXT in gone.text
