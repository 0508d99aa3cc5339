"""One's own pages: what is next with every petition, the conversation, appeal and withdrawal; and what one endorses."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import sleep

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.endorse import tally
from app.endorse.models import TallyMark
from app.factory import create_app
from app.kernel.db import sessions_for
from app.kernel.secrets import Keyring
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
    path = f"/me/{petition.number}"
    clock.advance(hours=1)
    respond.contact(session, petition, by=given.cast.wu, agency=given.cast.finance, text="想請教你使用的作業系統版本。", at=clock.at)
    assert "等你回覆" in mei.get("/me").text
    page = mei.get(path)
    check(page.text)
    assert "想請教你使用的作業系統版本" in page.text
    assert "財政部" in page.text
    assert "wu" not in page.text.split('id="messages"', 1)[1].split("</ul>", 1)[0], "nobody's name"
    assert mei.post(path, {"text": "  "}).status_code == 422
    check(mei.page.text)
    mei.post(path, {"text": "我用的是第十二版。\r\n謝謝。"})
    assert "我用的是第十二版" in mei.follow().text
    assert "等你回覆" not in mei.get("/me").text
    assert [row.text for row in session.scalars(select(Message).order_by(Message.id))][1] == "我用的是第十二版。\n謝謝。"


def test_too_many_messages_lose_nothing(mei: Visit, given: Given, session: Session) -> None:
    path = f"/me/{given.an_established_petition().number}"
    answers = [mei.post(path, {"text": f"第{no}則訊息的內容"}).status_code for no in range(31)]
    assert answers == [303] * 30 + [429]
    assert "第30則訊息的內容" in mei.page.text
    assert int(mei.page.headers["Retry-After"]) > 0


def test_nobody_writes_before_an_agency_is_responsible(mei: Visit, given: Given) -> None:
    petition = given.an_open_petition()
    assert mei.post(f"/me/{petition.number}", {"text": "請問什麼時候會處理呢？"}).status_code == 409


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


def test_a_petition_is_its_proposers_alone(app: Flask, given: Given) -> None:
    petition = given.a_refused_petition()
    for who in (given.cast.bo, given.cast.lin, given.cast.wu):
        visit = Visit(app).enter(who)
        for page in ("", "/appeal", "/withdraw"):
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
