"""Who may say what, and until exactly when (rule 23)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.announce import removals as announcing
from app.discuss import actions, queries, rules
from app.discuss.models import Comment, Lane
from app.kernel.errors import Conflict, Invalid, NotAllowed, TooMany
from app.kernel.secrets import Keyring
from app.kernel.workdays import INSTANT
from app.petition import moves
from app.petition.lifecycle import Move
from app.petition.models import Assignment, Part, Petition
from app.propose import actions as propose
from app.respond import actions as respond
from app.respond import answers
from app.respond.models import Outcome
from app.review import actions as review
from app.review.rules import HideGround
from tests.cast import citizen
from tests.given import WORKDAYS, Given, local

SAID = "報稅期間我在手機上試了三次都失敗，最後還是得去超商列印。"


def said(given: Given, petition: Petition, *, text: str = SAID, lane: Lane = Lane.FOR, at: datetime | None = None) -> Comment:
    return actions.post(given.session, petition, by=given.cast.bo, lane=lane, text=text, at=at or given.at)


def refusal(given: Given, petition: Petition, at: datetime) -> str | None:
    found = rules.why_closed(petition, at=at)
    return found.code if found else None


def test_it_opens_at_the_very_moment_of_admission(given: Given) -> None:
    petition = given.a_petition_in_review()
    with pytest.raises(Conflict, match=r"discuss\.not_open_yet"):
        said(given, petition)
    review.admit(given.session, petition, by=given.cast.lin, lead=given.cast.finance, at=given.at + timedelta(hours=2))
    admitted = petition.admitted_at
    assert admitted is not None
    assert refusal(given, petition, admitted - INSTANT) == "discuss.not_open_yet"
    assert said(given, petition, at=admitted).stands


def test_it_closes_at_the_end_of_the_seventh_day_after_the_answer(given: Given) -> None:
    petition = given.an_answered_petition()
    # Answered on Monday 2 March at ten: the seventh day is Monday 9 March.
    ends = local(date(2026, 3, 10), 0)
    assert rules.closes_at(petition) == ends
    said(given, petition, at=ends - INSTANT)
    with pytest.raises(Conflict, match=r"discuss\.closed"):
        said(given, petition, at=ends)


def test_a_recalled_answer_leaves_it_open(given: Given) -> None:
    petition = given.an_answered_petition()
    answers.recall(given.session, petition, by=given.cast.wu, agency=given.cast.finance, at=given.at + timedelta(minutes=3))
    assert rules.closes_at(petition) is None
    said(given, petition, at=given.at + timedelta(days=30))


def test_what_is_studied_on_closes_after_the_first_answer(given: Given) -> None:
    petition = given.an_answered_petition(Outcome.UNDER_STUDY, Outcome.ADOPTED)
    assert refusal(given, petition, local(date(2026, 3, 9), 23)) is None
    assert refusal(given, petition, local(date(2026, 3, 10), 0)) == "discuss.closed"


def test_it_is_open_through_an_overdue_response(given: Given) -> None:
    petition = given.an_established_petition()
    assert petition.respond_due_at is not None
    said(given, petition, at=petition.respond_due_at + timedelta(days=100))


@pytest.mark.parametrize("recorded", [True, False])
def test_below_the_threshold_it_closes_seven_days_after_the_window_whenever_that_is_recorded(given: Given, recorded: bool) -> None:
    petition = given.an_open_petition(endorsements=3)
    ends = petition.endorse_until
    assert ends is not None
    if recorded:
        moves.make(given.session, petition, Move.LAPSE, at=ends, role=Role.CLOCK, closed_at=ends)
    assert refusal(given, petition, ends + timedelta(days=7) - INSTANT) is None
    assert refusal(given, petition, ends + timedelta(days=7)) == "discuss.closed"


def test_an_agency_that_takes_it_up_opens_it_again(given: Given) -> None:
    petition = given.an_open_petition(endorsements=3)
    ends = petition.endorse_until
    assert ends is not None
    moves.make(given.session, petition, Move.LAPSE, at=ends, role=Role.CLOCK, closed_at=ends)
    late = ends + timedelta(days=20)
    assert refusal(given, petition, late) == "discuss.closed"
    respond.take_up(
        given.session, petition, by=given.cast.wu, agency=given.cast.finance, reason="列入今年計畫。", workdays=WORKDAYS, at=late
    )  # fmt: skip
    said(given, petition, at=late)


def withdrawn(given: Given) -> Petition:
    petition = given.an_open_petition()
    propose.withdraw(given.session, petition, by=given.cast.mei, at=given.at)
    return petition


def hidden(given: Given) -> Petition:
    petition = given.an_open_petition()
    review.propose_hiding(
        given.session, petition, by=given.cast.lin, ground=HideGround.UNLAWFUL, explanation="公開這段內容本身就違反法律。", at=given.at
    )
    review.settle_hiding(given.session, petition, by=given.cast.hao, consent=True, at=given.at)
    return petition


@pytest.mark.parametrize(
    ("make", "code"), [(withdrawn, "discuss.closed"), (hidden, "discuss.closed"), (Given.a_refused_petition, "discuss.not_open_yet")]
)
def test_it_is_closed_with_the_petition(given: Given, make: Callable[[Given], Petition], code: str) -> None:
    assert refusal(given, make(given), given.at) == code


def test_only_the_verified_comment(given: Given) -> None:
    petition = given.an_open_petition()
    given.cast.bo.verified_at = None
    with pytest.raises(NotAllowed, match=r"discuss\.not_verified"):
        said(given, petition)


@pytest.mark.parametrize(
    ("text", "field", "code"),
    [
        ("  ", "text", "text.missing"),
        ("同意。", "text", "text.short"),
        ("字" * 1_001, "text", "text.long"),
        ("請打０９１２－３４５－６７８找我談。", "confirmed", "comment.personal_data"),
    ],
)
def test_what_cannot_be_said(given: Given, text: str, field: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        said(given, given.an_open_petition(), text=text)
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [(field, code)]


def test_what_looks_like_personal_data_may_be_confirmed(given: Given) -> None:
    petition = given.an_open_petition()
    text = "承辦窗口公開的電話是02-2322-8000，大家可以去問。"
    comment = actions.post(given.session, petition, by=given.cast.bo, lane=Lane.OTHER, text=text, at=given.at, confirmed=True)
    assert comment.text == text


def test_five_an_hour_on_one_petition(given: Given) -> None:
    petition = given.an_open_petition()
    for no in range(5):
        said(given, petition, at=given.at + timedelta(minutes=no))
    with pytest.raises(TooMany) as refused:
        said(given, petition, at=given.at + timedelta(minutes=30))
    assert refused.value.retry_after == 30 * 60
    said(given, given.an_open_petition(title="離島交通船與公車月票整合成單一票證", by=given.cast.kai), at=given.at + timedelta(minutes=30))
    said(given, petition, at=given.at + timedelta(hours=1))


def test_the_agency_and_the_proposer_reply_one_level_deep(given: Given) -> None:
    petition = given.an_open_petition()
    comment = said(given, petition)
    reply = actions.reply_as_agency(
        given.session, comment, by=given.cast.wu, agency=given.cast.finance, text="謝謝，我們會查這三次的紀錄。", at=given.at
    )  # fmt: skip
    mine = actions.reply_as_proposer(given.session, comment, by=given.cast.mei, text="這正是提議要改的地方。", at=given.at)
    assert (reply.role, reply.agency_id, reply.lane) == (Role.OFFICER, given.cast.finance.id, Lane.FOR)
    assert mine.role is Role.PROPOSER
    with pytest.raises(Conflict, match=r"comment\.one_level"):
        actions.reply_as_proposer(given.session, reply, by=given.cast.mei, text="再補充一點說明。", at=given.at)
    shown = queries.shown(given.session, comment)
    assert [(row.agency and row.agency.name_zh, row.author) for row in shown.replies] == [("財政部", "wu"), (None, "mei")]


def test_nobody_else_replies(given: Given) -> None:
    comment = said(given, given.an_open_petition())
    with pytest.raises(NotAllowed, match=r"discuss\.who_replies"):
        actions.reply_as_proposer(given.session, comment, by=given.cast.kai, text="我也有話要說。", at=given.at)
    with pytest.raises(NotAllowed, match=r"agency\.not_responsible"):
        actions.reply_as_agency(
            given.session, comment, by=given.cast.chen, agency=given.cast.transport, text="不是我們主管。", at=given.at
        )  # fmt: skip


def test_a_co_agency_replies_and_a_suggested_one_does_not(given: Given, session: Session) -> None:
    petition = given.an_open_petition()
    row = Assignment(petition_id=petition.id, agency_id=given.cast.transport.id, part=Part.SUGGESTED, since=given.at)
    session.add(row)
    comment = said(given, petition)
    words = {"by": given.cast.chen, "agency": given.cast.transport, "text": "協辦的部分由我們說明。", "at": given.at}
    with pytest.raises(NotAllowed):
        actions.reply_as_agency(session, comment, **words)
    row.part = Part.CO_AGENCY
    session.flush()
    assert actions.reply_as_agency(session, comment, **words).stands


def test_replies_close_with_the_discussion(given: Given) -> None:
    petition = given.an_answered_petition()
    comment = said(given, petition)
    with pytest.raises(Conflict, match=r"discuss\.closed"):
        actions.reply_as_proposer(given.session, comment, by=given.cast.mei, text="謝謝大家的意見。", at=local(date(2026, 3, 10), 0))


def test_words_are_mended_for_ten_minutes(given: Given) -> None:
    comment = said(given, given.an_open_petition())
    last = given.at + timedelta(minutes=10) - INSTANT
    actions.edit(given.session, comment, by=given.cast.bo, text="改成比較清楚的說法。", at=last)
    assert (comment.text, comment.edited_at) == ("改成比較清楚的說法。", last)
    assert queries.shown(given.session, comment).edited
    with pytest.raises(Conflict, match=r"comment\.frozen"):
        actions.edit(given.session, comment, by=given.cast.bo, text="過了時間還想再改。", at=given.at + timedelta(minutes=10))
    with pytest.raises(NotAllowed, match=r"comment\.not_yours"):
        actions.edit(given.session, comment, by=given.cast.kai, text="別人的話不能改。", at=given.at)


def test_deleting_blanks_the_words_and_keeps_the_place(given: Given) -> None:
    petition = given.an_open_petition()
    comment = said(given, petition)
    actions.reply_as_proposer(given.session, comment, by=given.cast.mei, text="謝謝你的分享。", at=given.at)
    with pytest.raises(NotAllowed, match=r"comment\.not_yours"):
        actions.delete(given.session, comment, by=given.cast.mei, at=given.at)
    actions.delete(given.session, comment, by=given.cast.bo, at=given.at + timedelta(days=90))
    assert comment.text == ""
    shown = queries.discussion(given.session, petition, size=10).lanes[Lane.FOR]
    assert [(row.deleted, row.text, len(row.replies)) for row in shown] == [(True, "", 1)]
    assert queries.discussion(given.session, petition, size=3, stubs=False).total == 0
    for act in (actions.delete, lambda *a, **k: actions.edit(*a, **k, text="想把它改回來。")):
        with pytest.raises(Conflict, match=r"comment\.gone"):
            act(given.session, comment, by=given.cast.bo, at=given.at)


def test_who_has_left_has_no_name(given: Given, session: Session, keys: Keyring) -> None:
    petition = given.an_open_petition()
    left = citizen(session, keys, "zoe", at=given.at, no=77)
    actions.post(session, petition, by=left, lane=Lane.OTHER, text=SAID, at=given.at)
    left.erased_at = given.at
    session.flush()
    assert [row.author for row in queries.discussion(session, petition, size=3).lanes[Lane.OTHER]] == [""]
    assert announcing.announce_removals(session, keys, at=given.at) == 0
