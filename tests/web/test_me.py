"""One's own pages: what is next with every petition, the conversation, appeal and withdrawal; and what one endorses."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import sleep

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.endorse import tally
from app.endorse.models import EndorsementSource, TallyMark
from app.endorse.sources import Source
from app.factory import create_app
from app.kernel.db import sessions_for
from app.kernel.secrets import Keyring
from app.petition import moves
from app.petition.lifecycle import Move, Stage
from app.petition.models import Petition, Transition
from app.respond import actions as respond
from app.respond.models import Message
from app.review import actions as review
from app.review.rules import HideGround
from app.web.platform import Platform
from config import Config
from tests.cast import Cast, assemble
from tests.conftest import HandClock
from tests.given import REFUSAL, Given
from tests.web.markup import check
from tests.web.visits import Visit


@pytest.fixture
def mei(app: Flask, cast: Cast) -> Visit:
    return Visit(app).enter(cast.mei)


def test_empty_at_first(mei: Visit) -> None:
    page = mei.get("/me")
    check(page.text)
    assert "你還沒有提出提議" in page.text
    assert "你還沒有附議" in page.text


def test_in_review_and_refused(mei: Visit, given: Given, session: Session) -> None:
    in_review = given.a_petition_in_review(at=given.at - timedelta(hours=1))
    page = mei.get("/me").text
    assert in_review.title in page
    assert "檢核人員會在2026年3月5日（四）23:59前決定" in page
    review.refuse(session, in_review, by=given.cast.lin, refusal=REFUSAL, at=given.at)
    page = mei.get("/me").text
    assert "可以在2026年3月16日（一）23:59前申訴一次" in page


@pytest.mark.parametrize(
    ("situation", "words"),
    [
        ("an_open_petition", "還差5,000人成案，到"),
        ("an_established_petition", "前逐項回應"),
        ("an_answered_petition", "公布了回應"),
    ],
)
def test_what_is_next(mei: Visit, given: Given, situation: str, words: str) -> None:
    petition = getattr(given, situation)()
    for path in ("/me", f"/me/{petition.number}"):
        page = mei.get(path)
        check(page.text)
        assert words in page.text
        assert petition.title in page.text


def test_the_conversation(mei: Visit, given: Given, session: Session, clock: HandClock) -> None:
    petition = given.an_established_petition()
    path = f"/me/{petition.number}/messages"
    clock.advance(hours=1)
    respond.contact(session, petition, by=given.cast.wu, agency=given.cast.finance, text="想請教你使用的作業系統版本。", at=clock.at)
    assert "等你回覆" in mei.get("/me").text
    page = mei.get(path)
    check(page.text)
    assert "想請教你使用的作業系統版本" in page.text
    assert "財政部" in page.text
    assert "wu" not in page.text.split("<ol", 1)[1].split("</ol>", 1)[0], "nobody's name"
    assert mei.post(path, {"text": "  "}).status_code == 422
    check(mei.page.text)
    mei.post(path, {"text": "我用的是第十二版。\r\n謝謝。"})
    assert "我用的是第十二版" in mei.follow().text
    assert "等你回覆" not in mei.get("/me").text
    assert [row.text for row in session.scalars(select(Message).order_by(Message.id))][1] == "我用的是第十二版。\n謝謝。"


def test_too_many_messages_lose_nothing(mei: Visit, given: Given, session: Session) -> None:
    path = f"/me/{given.an_established_petition().number}/messages"
    answers = [mei.post(path, {"text": f"第{no}則訊息的內容"}).status_code for no in range(31)]
    assert answers == [303] * 30 + [429]
    assert "第30則訊息的內容" in mei.page.text
    assert int(mei.page.headers["Retry-After"]) > 0


def test_nobody_writes_before_an_agency_is_responsible(mei: Visit, given: Given) -> None:
    petition = given.an_open_petition()
    assert mei.post(f"/me/{petition.number}/messages", {"text": "請問什麼時候會處理呢？"}).status_code == 409


def test_an_appeal_once_in_time(mei: Visit, given: Given, session: Session, clock: HandClock) -> None:
    petition = given.a_refused_petition()
    path = f"/me/{petition.number}/appeal"
    check(mei.get(path).text)
    page = mei.post(path, {"explanation": "太短"})
    assert page.status_code == 422
    check(page.text)
    assert "至少要10字，現在是2字" in page.text
    mei.post(path, {"explanation": "這件事的法規由中央訂定，地方無權修改。"})
    assert "已經提出申訴" in mei.follow().text
    session.refresh(petition)
    assert petition.stage is Stage.IN_REVIEW
    assert mei.get(path).status_code == 409
    review.refuse(session, petition, by=given.cast.hao, refusal=REFUSAL, at=clock.at)
    assert mei.get(path).status_code == 409
    assert mei.post(path, {"explanation": "這件事的法規由中央訂定，地方無權修改。"}).status_code == 409


def test_an_appeal_too_late(mei: Visit, given: Given, session: Session, clock: HandClock) -> None:
    petition = given.a_refused_petition()
    clock.advance(days=15)
    mei.enter(given.cast.mei)
    assert "提出申訴" not in mei.get(f"/me/{petition.number}").text
    assert mei.post(f"/me/{petition.number}/appeal", {"explanation": "這件事的法規由中央訂定，地方無權修改。"}).status_code == 409
    session.refresh(petition)
    assert petition.stage is Stage.NOT_ADMITTED


def test_withdrawn_with_a_public_reason(mei: Visit, given: Given, session: Session) -> None:
    petition = given.an_open_petition()
    path = f"/me/{petition.number}/withdraw"
    check(mei.get(path).text)
    assert mei.post(path, {"reason": "由" * 501}).status_code == 422
    mei.post(path, {"reason": "內容有誤，之後重提。"})
    assert "已經撤回提議" in mei.follow().text
    session.refresh(petition)
    assert petition.stage is Stage.WITHDRAWN
    row = session.scalars(select(Transition).where(Transition.move == Move.WITHDRAW)).one()
    assert row.reason == "內容有誤，之後重提。"
    assert mei.get(path).status_code == 409


def test_what_is_established_stays(mei: Visit, given: Given, session: Session) -> None:
    petition = given.an_established_petition()
    assert mei.post(f"/me/{petition.number}/withdraw").status_code == 409
    session.refresh(petition)
    assert petition.stage is Stage.RESPONDING


def test_what_is_established_by_now_stays(fresh_engine: Engine, config: Config, keys: Keyring, clock: HandClock) -> None:
    """The endorsements are there, nobody has counted them yet, and the counter is busy elsewhere."""
    sessions = sessions_for(fresh_engine)
    app = create_app(parts=Platform(config, fresh_engine, sessions, clock, keys))
    with sessions.begin() as session:
        cast = assemble(session, keys, at=clock.at)
        petition = Given(session, keys, cast, clock.at).an_open_petition()
        petition.endorse_threshold = 2
        tally.count(session, at=clock.at)
    number = petition.number
    for who in (cast.bo, cast.kai):
        assert Visit(app).enter(who).post(f"/petitions/{number}/endorse").status_code == 303
    mei = Visit(app).enter(cast.mei)
    mei.get(f"/me/{number}/withdraw")
    with ThreadPoolExecutor(1) as pool, sessions.begin() as counting:
        assert counting.scalars(select(Petition.stage)).one() is Stage.ENDORSING
        counting.execute(select(TallyMark).with_for_update())
        pressed = pool.submit(mei.post, f"/me/{number}/withdraw")
        sleep(0.5)
        assert not pressed.done(), "it waits for who is counting"
        counting.rollback()
        assert pressed.result().status_code == 409
    with sessions.begin() as session:
        tally.count(session, at=clock.at)
        assert session.scalars(select(Petition.stage)).one() is Stage.RESPONDING


def test_what_waits_comes_first(mei: Visit, given: Given, session: Session) -> None:
    refused = given.a_refused_petition(at=given.at - timedelta(days=2), title="離島交通船與公車月票整合成單一票證")
    petition = given.an_established_petition()
    respond.contact(session, petition, by=given.cast.wu, agency=given.cast.finance, text="想請教你使用的作業系統版本。", at=given.at)
    page = mei.get("/me").text
    check(page)
    waiting = page.split('id="waiting"', 1)[1].split("</section>", 1)[0]
    assert petition.title in waiting
    assert refused.title in waiting
    assert f"/me/{petition.number}/messages" in waiting
    assert f"/me/{refused.number}/appeal" in waiting
    assert page.index('id="waiting"') < page.index('id="proposed"')
    mei.post(f"/me/{petition.number}/messages", {"text": "我用的是第十二版。"})
    assert petition.title not in mei.get("/me").text.split('id="waiting"', 1)[1].split("</section>", 1)[0]


SITUATIONS = [
    ("a_petition_in_review", ("檢核人員會在", "撤回提議"), ("寫一則近況", 'id="progress"')),
    ("a_refused_petition", ("提出申訴", "修改後重新提議"), ("寫一則近況", "撤回提議")),
    ("an_open_petition", ("還差5,000人成案", 'id="progress"', "寫一則近況", "撤回提議", "用LINE分享"), ("和機關的對話",)),
    ("an_established_petition", ("前逐項回應", 'id="messages"', "公布處理規劃", "成案了。可以寫一則近況"), ("撤回提議",)),
    ("an_answered_petition", ("公布了回應", "機關回應了。可以告訴附議的人"), ("撤回提議",)),
]


@pytest.mark.parametrize(("situation", "there", "absent"), SITUATIONS)
def test_the_dashboard_in_every_stage(mei: Visit, given: Given, situation: str, there: tuple[str, ...], absent: tuple[str, ...]) -> None:
    petition = getattr(given, situation)()
    for language in ("", "/en"):
        check(mei.get(f"{language}/me/{petition.number}").text)
    page = mei.get(f"/me/{petition.number}").text
    assert [words for words in there if words not in page] == []
    assert [words for words in absent if words in page] == []


def test_one_not_reached_is_proposed_again(mei: Visit, given: Given, session: Session) -> None:
    petition = given.an_open_petition(days=70)
    moves.make(session, petition, Move.LAPSE, at=given.at, role=Role.CLOCK)
    page = mei.get(f"/me/{petition.number}")
    check(page.text)
    again = f"/propose?revise={petition.number}"
    assert "用原本的內容再提一次" in page.text
    assert again in page.text
    path = mei.get(again).headers["Location"]
    mei.post(path, {"title": petition.title, "act": "save"})
    assert "接著修改" in mei.get(f"/me/{petition.number}").text


def test_where_endorsers_come_from_is_shown_to_the_proposer(mei: Visit, given: Given, session: Session) -> None:
    petition = given.an_open_petition(endorsements=100)
    session.add_all(
        EndorsementSource(petition_id=petition.id, source=kind, endorsed=count) for kind, count in ((Source.LINE, 60), (Source.QR, 3))
    )
    session.flush()
    section = mei.get(f"/me/{petition.number}").text.split('id="sources"', 1)[1].split("</section>", 1)[0]
    assert "LINE" in section
    assert "60" in section
    assert "QR碼" not in section, "too few to show"
    assert 'id="sources"' not in Visit(mei.app).get(f"/petitions/{petition.number}").text


TOLD = {"key": "5f0f2f64-9b3c-4f1c-8a43-0a3d1f6f7f10", "title": "部裡約了第一次會議", "text": "下週三開會。\r\n會後再告訴大家。"}


def test_an_update_is_public_and_dated(mei: Visit, app: Flask, given: Given, session: Session) -> None:
    petition = given.an_open_petition()
    path = f"/me/{petition.number}/update"
    check(mei.get(path).text)
    for _ in range(2):
        assert mei.post(path, TOLD).headers["Location"] == f"/me/{petition.number}?done=told#updates"
    assert "近況已經公開" in mei.follow().text
    page = Visit(app).get(f"/petitions/{petition.number}").text
    assert page.count(TOLD["title"]) == 1, "pressing twice tells it once"
    assert "下週三開會。<br>會後再告訴大家。" in page
    assert page.index('id="updates"') < page.index('id="history"')
    told = Visit(app).get(f"/petitions/{petition.number}.json").get_json()["updates"]
    assert told == [{"at": "2026-03-02T10:00:00+08:00", "title": TOLD["title"], "text": "下週三開會。\n會後再告訴大家。", "removed": None}]


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"title": ""}, "title", "這一欄還沒有填"),
        ({"title": "題" * 61}, "title", "最多60字，現在是61字"),
        ({"text": "文" * 1001}, "text", "最多1000字，現在是1001字"),
        ({"text": "報名請打０９１２－３４５－６７８。"}, "read_over", "好像有個人資料"),
    ],
)
def test_an_update_that_cannot_be_told_loses_nothing(mei: Visit, given: Given, change: dict[str, str], field: str, words: str) -> None:
    petition = given.an_open_petition()
    page = mei.post(f"/me/{petition.number}/update", {**TOLD, **change})
    assert page.status_code == 422
    check(page.text)
    assert f'href="#{field}"' in page.text
    assert words in page.text
    for text in {**TOLD, **change}.values():
        assert text.replace("\r\n", "\n") in page.text
    if field == "read_over":
        assert mei.post(f"/me/{petition.number}/update", {**TOLD, **change, "read_over": "y"}).status_code == 303


def test_too_many_updates_lose_nothing(mei: Visit, given: Given) -> None:
    petition = given.an_open_petition()
    for _ in range(2):
        assert mei.post(f"/me/{petition.number}/update", {**TOLD, "key": ""}).status_code == 303
    page = mei.post(f"/me/{petition.number}/update", {**TOLD, "key": "", "title": "第三則近況"})
    assert page.status_code == 409
    check(page.text)
    assert "7天內最多發布2則" in page.text
    assert "第三則近況" in page.text


def test_no_update_before_admission(mei: Visit, given: Given) -> None:
    petition = given.a_petition_in_review()
    assert mei.get(f"/me/{petition.number}/update").status_code == 409
    page = mei.post(f"/me/{petition.number}/update", TOLD)
    assert page.status_code == 409
    assert "下週三開會" in page.text


def test_a_moderator_removes_an_update_with_a_public_ground(mei: Visit, app: Flask, given: Given) -> None:
    petition = given.an_open_petition()
    mei.post(f"/me/{petition.number}/update", TOLD)
    lin = Visit(app).enter(given.cast.lin, strong=True)
    case = lin.get(f"/moderate/{petition.number}")
    check(case.text)
    path = re.search(rf'href="(/moderate/{petition.number}/updates/\d+)"', case.text)[1]  # type: ignore[index]
    check(lin.get(path).text)
    assert lin.post(path, {"ground": "dislike"}).status_code == 422
    assert lin.post(path, {"ground": "advertising"}).status_code == 303
    assert lin.post(path, {"ground": "abusive"}).status_code == 409
    for page in (Visit(app).get(f"/petitions/{petition.number}").text, mei.get(f"/me/{petition.number}").text):
        assert "由檢核人員移除：廣告或商業宣傳" in page
        assert TOLD["title"] not in page
    row = Visit(app).get(f"/petitions/{petition.number}.json").get_json()["updates"][0]
    assert (row["title"], row["text"], row["removed"]) == (None, None, "advertising")


def test_a_form_sent_too_late_or_after_signing_out_loses_nothing(mei: Visit, given: Given, session: Session, clock: HandClock) -> None:
    """Appeal, message, update and withdrawal: the words come back through the door, and stand on the page that refuses them."""
    refused = given.a_refused_petition(title="離島交通船與公車月票整合成單一票證")
    petition = given.an_established_petition()
    forms = {
        f"/me/{refused.number}/appeal": {"explanation": "這件事的法規由中央訂定，地方無權修改。"},
        f"/me/{petition.number}/messages": {"text": "我用的是第十二版，畫面都是空白。"},
        f"/me/{petition.number}/update": TOLD,
        f"/me/{refused.number}/withdraw": {"reason": "內容有誤，之後重新提出。"},
    }
    for path, fields in forms.items():
        stranger = Visit(mei.app)
        stranger.get("/sign-in")
        assert stranger.post(path, fields).headers["Location"] == "/sign-in", path
        stranger.sign_in("mei@example.org")
        kept = stranger.follow().text
        assert f'action="{path}"' in kept
        for text in fields.values():
            assert text.replace("\r\n", "\n") in kept.replace("\r\n", "\n"), path
        clock.advance(minutes=2)
    clock.advance(days=15)
    mei.enter(given.cast.mei)
    late = mei.post(f"/me/{refused.number}/appeal", forms[f"/me/{refused.number}/appeal"])
    assert late.status_code == 409
    assert "這件事的法規由中央訂定，地方無權修改。" in late.text


def test_a_petition_is_its_proposers_alone(app: Flask, given: Given) -> None:
    petition = given.a_refused_petition()
    for who in (given.cast.bo, given.cast.lin, given.cast.wu):
        visit = Visit(app).enter(who)
        for page in ("/messages", "/appeal", "/withdraw", "/update"):
            assert visit.get(f"/me/{petition.number}{page}").status_code == 404
            assert (
                visit.post(f"/me/{petition.number}{page}", {"text": "看得到嗎", "explanation": "這不是我的提議但我想申訴。"}).status_code
                == 404
            )


def test_a_hidden_one_is_still_its_proposers(mei: Visit, app: Flask, given: Given, session: Session) -> None:
    petition = given.an_open_petition()
    explanation = "攻擊特定的個人，語氣惡劣。"
    review.propose_hiding(session, petition, by=given.cast.lin, ground=HideGround.ABUSIVE, explanation=explanation, at=given.at)
    review.settle_hiding(session, petition, by=given.cast.hao, consent=True, at=given.at)
    page = mei.get(f"/me/{petition.number}")
    assert explanation in page.text
    assert f'href="/petitions/{petition.number}"' not in page.text


def test_what_i_endorse_is_seen_by_me_alone(app: Flask, given: Given) -> None:
    petition = given.an_open_petition()
    bo = Visit(app).enter(given.cast.bo)
    bo.post(f"/petitions/{petition.number}/endorse")
    page = bo.get("/me")
    check(page.text)
    assert petition.title in page.text
    assert f"/petitions/{petition.number}/take-back" in page.text
    assert petition.title not in Visit(app).enter(given.cast.kai).get("/me").text


def test_a_stranger_is_led_to_the_door(app: Flask) -> None:
    for path in ("/me", "/me/P-2026-0001", "/propose"):
        assert Visit(app).get(path).headers["Location"].startswith("/sign-in")
