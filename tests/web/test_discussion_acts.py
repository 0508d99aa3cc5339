"""Taking part in a discussion: from the cookie-free page to the page that asks, and what is answered when it cannot be."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.discuss import actions, reports
from app.discuss.models import Comment, CommentDecision, CommentGround, CommentReport, CommentVote, Lane, Verdict
from app.kernel.secrets import Keyring
from app.petition.models import Petition
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import Given
from tests.web import markup
from tests.web.visits import Visit

SAID = "我試過三種瀏覽器，第二步都會卡住，希望先讓民眾試用。"


@pytest.fixture
def petition(given: Given) -> Petition:
    return given.an_established_petition()


@pytest.fixture
def comment(given: Given, petition: Petition, session: Session) -> Comment:
    said = actions.post(session, petition, by=given.cast.bo, lane=Lane.FOR, text=SAID, at=given.at)
    session.commit()
    return said


@pytest.fixture
def kai(app: Flask, cast: Cast, comment: Comment) -> Visit:
    return Visit(app).enter(cast.kai)


@pytest.fixture
def talk(petition: Petition) -> str:
    return f"/petitions/{petition.number}/discussion"


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_somebody_writes_reads_it_back_mends_and_deletes(kai: Visit, talk: str, session: Session, clock: HandClock) -> None:
    page = kai.get(f"{talk}/write?lane=against")
    markup.check(page.text)
    assert 'value="against" checked' in page.text
    shown = kai.post(f"{talk}/write", {"lane": "against", "text": "  成本要先算清楚再說。 ", "act": "preview"})
    assert shown.status_code == 200
    assert "預覽：反對" in shown.text
    markup.check(shown.text)
    assert kai.post(f"{talk}/write", {"lane": "against", "text": "  成本要先算清楚再說。 "}).status_code == 303
    assert "已經發表" in kai.follow().text
    said = session.scalars(select(Comment).order_by(Comment.id.desc())).first()
    assert said is not None and said.text == "成本要先算清楚再說。"
    markup.check(kai.get(f"{talk}/{said.id}/edit").text)
    assert kai.post(f"{talk}/{said.id}/edit", {"text": "成本要先算清楚，再談期程。"}).status_code == 303
    assert "已經修改" in kai.follow().text
    clock.advance(minutes=10)
    assert kai.get(f"{talk}/{said.id}/edit").status_code == 409
    assert kai.post(f"{talk}/{said.id}/edit", {"text": "來不及改的內容。"}).status_code == 409
    markup.check(kai.get(f"{talk}/{said.id}/delete").text)
    kai.post(f"{talk}/{said.id}/delete")
    assert "已經刪除" in kai.follow().text
    assert kai.get(f"{talk}/{said.id}/delete").status_code == 409
    session.refresh(said)
    assert said.text == ""


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": "字" * 1_001, "lane": "for"}, "最多1000字"),
        ({"text": "沒有選立場的意見。", "lane": ""}, "請選擇你的立場"),
        ({"text": "沒有這個立場的意見。", "lane": "sideways"}, "請選擇你的立場"),
        ({"text": "我的手機是0912-345-678，歡迎聯絡。", "lane": "other"}, "好像有個人資料：0912-345-678"),
    ],
)
def test_what_cannot_be_accepted_comes_back_whole(kai: Visit, talk: str, session: Session, fields: dict[str, str], words: str) -> None:
    page = kai.post(f"{talk}/write", fields)
    assert page.status_code == 422
    assert words in page.text
    assert fields["text"] in page.text
    markup.check(page.text)
    assert count(session, Comment) == 1


def test_what_looks_like_personal_data_is_sent_after_a_yes(kai: Visit, talk: str, session: Session) -> None:
    said = {"text": "機關公開的專線是02-2322-8000，可以去問。", "lane": "other"}
    assert 'name="confirmed"' not in kai.get(f"{talk}/write").text
    assert 'name="confirmed"' in kai.post(f"{talk}/write", said).text
    assert kai.post(f"{talk}/write", {**said, "confirmed": "y"}).status_code == 303
    assert count(session, Comment) == 2


def test_the_sixth_in_an_hour_waits_and_is_kept(kai: Visit, talk: str) -> None:
    for no in range(5):
        assert kai.post(f"{talk}/write", {"lane": "for", "text": f"第{no}則意見的內容。"}).status_code == 303
    page = kai.post(f"{talk}/write", {"lane": "for", "text": "第六則意見的內容。"})
    assert page.status_code == 429
    assert page.headers["Retry-After"] == "3600"
    assert "第六則意見的內容。" in page.text


def test_who_may_not_write(app: Flask, cast: Cast, session: Session, kai: Visit, talk: str, clock: HandClock, given: Given) -> None:
    stranger = Visit(app)
    assert stranger.get(f"{talk}/write").headers["Location"].startswith("/sign-in?next=")
    cast.ann.verified_at = None
    session.commit()
    assert Visit(app).enter(cast.ann).get(f"{talk}/write").headers["Location"].startswith("/join")
    given.answered(session.scalars(select(Petition)).one())
    session.commit()
    clock.advance(days=9)
    kai.enter(cast.kai)
    assert kai.get(f"{talk}/write").status_code == 409
    assert kai.post(f"{talk}/write", {"lane": "for", "text": "太晚才想到的意見。"}).status_code == 409


def test_a_vote_without_a_script(kai: Visit, talk: str, comment: Comment, session: Session) -> None:
    public = kai.get(talk)
    assert f'action="{talk}/{comment.id}/vote"' in public.text
    page = kai.get(f"{talk}/{comment.id}/vote")
    assert 'aria-pressed="false"' in page.text
    assert "data-press" not in page.text
    markup.check(page.text)
    assert kai.post(f"{talk}/{comment.id}/vote").status_code == 303
    assert 'aria-pressed="true"' in kai.follow().text
    assert kai.post(f"{talk}/{comment.id}/vote").status_code == 409
    kai.get(f"{talk}/{comment.id}/vote")
    assert kai.post(f"{talk}/{comment.id}/vote", {"act": "take_back"}).status_code == 303
    assert kai.post(f"{talk}/{comment.id}/vote", {"act": "take_back"}).status_code == 409
    assert count(session, CommentVote) == 0


def test_the_script_is_handed_a_button_that_presses_itself_once(kai: Visit, talk: str, comment: Comment, session: Session) -> None:
    fragment = {"X-Fragment": f"#v{comment.id}"}
    assert "data-press" in kai.get(f"{talk}/{comment.id}/vote", headers=fragment).text
    voted = kai.post(f"{talk}/{comment.id}/vote", headers=fragment)
    assert voted.status_code == 200
    assert 'aria-pressed="true"' in voted.text and "data-press" not in voted.text
    # Somebody who presses again on the public page sees that they have voted, and takes nothing back unasked.
    assert "data-press" not in kai.get(f"{talk}/{comment.id}/vote", headers=fragment).text
    assert count(session, CommentVote) == 1


def test_nobody_votes_for_themselves_or_twice_by_another_way(app: Flask, cast: Cast, talk: str, comment: Comment) -> None:
    own = Visit(app).enter(cast.bo)
    assert own.get(f"{talk}/{comment.id}/vote").status_code == 403
    assert own.post(f"{talk}/{comment.id}/vote").status_code == 403
    assert own.get(f"{talk}/999999/vote").status_code == 404


def test_a_report_needs_no_verification_and_a_ground(
    app: Flask, cast: Cast, kai: Visit, talk: str, comment: Comment, session: Session
) -> None:
    cast.kai.verified_at = None
    session.commit()
    page = kai.get(f"{talk}/{comment.id}/report")
    markup.check(page.text)
    assert kai.post(f"{talk}/{comment.id}/report").status_code == 422
    assert kai.post(f"{talk}/{comment.id}/report", {"ground": "i_disagree"}).status_code == 422
    assert kai.post(f"{talk}/{comment.id}/report", {"ground": "abusive"}).status_code == 303
    assert "已收到檢舉" in kai.follow().text
    assert kai.post(f"{talk}/{comment.id}/report", {"ground": "abusive"}).status_code == 409
    assert Visit(app).enter(cast.bo).post(f"{talk}/{comment.id}/report", {"ground": "abusive"}).status_code == 403
    assert count(session, CommentReport) == 1


def test_only_the_author_mends_and_deletes(kai: Visit, talk: str, comment: Comment) -> None:
    for act in ("edit", "delete"):
        assert kai.get(f"{talk}/{comment.id}/{act}").status_code == 403
        assert kai.post(f"{talk}/{comment.id}/{act}", {"text": "改成別的內容。"}).status_code == 403


def test_a_comment_is_found_only_below_its_own_petition(given: Given, session: Session, kai: Visit, comment: Comment) -> None:
    other = given.an_open_petition(title="離島交通船與公車月票整合成單一票證", by=given.cast.ann)
    session.commit()
    assert kai.get(f"/petitions/{other.number}/discussion/{comment.id}/report").status_code == 404


def test_the_proposer_answers(app: Flask, cast: Cast, petition: Petition, comment: Comment, talk: str) -> None:
    mei, here = Visit(app).enter(cast.mei), f"/me/{petition.number}/discussion"
    assert here in mei.get(f"/me/{petition.number}").text
    page = mei.get(here)
    markup.check(page.text)
    assert f"{here}/{comment.id}" in page.text
    markup.check(mei.get(f"{here}/{comment.id}").text)
    assert mei.post(f"{here}/{comment.id}", {"text": "好"}).status_code == 422
    assert mei.post(f"{here}/{comment.id}", {"text": "這正是我提議的原因。"}).status_code == 303
    assert "已經回覆" in mei.follow().text
    assert "這正是我提議的原因。" in mei.get(talk).text
    assert Visit(app).enter(cast.kai).get(here).status_code == 404


def test_the_agency_answers_under_its_own_name(app: Flask, cast: Cast, petition: Petition, comment: Comment, talk: str) -> None:
    wu, here = Visit(app).enter(cast.wu, strong=True), f"/desk/{petition.number}/discussion"
    assert here in wu.get(f"/desk/{petition.number}").text
    markup.check(wu.get(here).text)
    markup.check(wu.get(f"{here}/{comment.id}").text)
    refused = wu.post(f"{here}/{comment.id}", {"text": "請撥0912-345-678找我們。"})
    assert refused.status_code == 422
    assert "請撥0912-345-678找我們。" in refused.text
    assert wu.post(f"{here}/{comment.id}", {"text": "已經請廠商查三種瀏覽器的紀錄。"}).status_code == 303
    page = wu.get(talk).text
    assert "財政部" in page
    assert ">wu<" not in page
    assert Visit(app).enter(cast.chen, strong=True).get(here).status_code == 404


def test_moderators_keep_or_remove(
    app: Flask, cast: Cast, given: Given, session: Session, keys: Keyring, comment: Comment, talk: str
) -> None:
    lin, case = Visit(app).enter(cast.lin, strong=True), f"/moderate/comments/{comment.id}"
    assert lin.get(case).status_code == 404
    assert "沒有被檢舉的意見" in lin.get("/moderate/comments").text
    reports.report(session, comment, by=cast.kai, ground=CommentGround.ABUSIVE, keys=keys, at=given.at)
    session.commit()
    queue = lin.get("/moderate/comments")
    markup.check(queue.text)
    assert case in queue.text
    markup.check(lin.get(case).text)
    for fields in ({}, {"verdict": "removed"}, {"verdict": "removed", "ground": "abusive", "explanation": "字" * 501}):
        page = lin.post(case, fields)
        assert page.status_code == 422
        markup.check(page.text)
    assert lin.post(case, {"verdict": "removed", "ground": "abusive", "explanation": "指名攻擊。"}).status_code == 303
    assert "已經移除" in lin.follow().text
    late = lin.post(case, {"verdict": "kept"})
    assert late.status_code == 409
    [decision] = session.scalars(select(CommentDecision))
    assert (decision.verdict, decision.by_id) == (Verdict.REMOVED, cast.lin.id)
    assert "指名攻擊。" in lin.get(talk).text
    mine = Visit(app).enter(cast.bo).get(f"{talk}/mine").text
    assert SAID in mine and "攻擊或騷擾他人" in mine


def test_a_moderator_keeps_off_their_own_words(
    app: Flask, cast: Cast, given: Given, session: Session, keys: Keyring, petition: Petition, comment: Comment
) -> None:
    own = actions.post(session, petition, by=cast.lin, lane=Lane.OTHER, text="我以民眾身分說一句。", at=given.at + timedelta(minutes=1))
    reports.report(session, own, by=cast.kai, ground=CommentGround.OFF_TOPIC, keys=keys, at=given.at)
    session.commit()
    lin = Visit(app).enter(cast.lin, strong=True)
    assert "請由另一位檢核人員決定" in lin.get(f"/moderate/comments/{own.id}").text
    assert lin.post(f"/moderate/comments/{own.id}", {"verdict": "kept"}).status_code == 403
