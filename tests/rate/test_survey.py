"""The survey a month after the answer: asked once whatever restarts, answered once per address, shown from thirty on (rule 22)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Language
from app.announce import actions as announcing
from app.announce import letters
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.outbox import Letter
from app.kernel.secrets import Keyring
from app.petition import queries as petitions
from app.petition.lifecycle import Move
from app.petition.models import NoticeKind
from app.rate import queries, surveys
from app.rate.models import SurveyAnswer
from app.respond import actions as respond
from app.respond import answers
from tests.announce.occasions import add_address
from tests.announce.test_actions import only_last
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import Given
from tests.rate.given import surveyed

GIVEN = {"answered": 4, "understandable": 5, "fair": 3}
LINK = re.compile(r"https://g\.example/(?:en/)?survey/(\S+)")


def test_it_is_asked_once_a_month_after_the_answer(session: Session, given: Given, clock: HandClock) -> None:
    petition = given.an_answered_petition()
    month = clock.at + timedelta(days=petition.policy.survey_days)
    assert surveys.ask_all_due(session, as_of=month - timedelta(seconds=1)) == 0
    respond.close_all_due(session, as_of=month)
    assert surveys.ask_all_due(session, as_of=month + timedelta(days=3)) == 1
    assert surveys.ask_all_due(session, as_of=month + timedelta(days=4)) == 0
    assert [row.move for row in petitions.timeline(session, petition)].count(Move.SURVEY) == 1


def test_a_recalled_answer_is_not_asked_about(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.an_answered_petition()
    answers.recall(session, petition, by=cast.wu, agency=cast.finance, at=clock.at + timedelta(minutes=1))
    assert surveys.ask_all_due(session, as_of=clock.at + timedelta(days=90)) == 0


def test_each_letter_has_a_link_of_its_own_that_tells_nobody(session: Session, keys: Keyring, given: Given, cast: Cast) -> None:
    petition = given.an_answered_petition()
    for person in (cast.bo, cast.kai, cast.mei):
        add_address(given, petition, person, NoticeKind.ENDORSER)
    surveys.ask_all_due(session, as_of=given.at + timedelta(days=30))
    only_last(session, petition)
    announcing.announce_due(session, keys, at=given.at + timedelta(days=30))
    press = letters.Press(keys, origin="https://g.example")
    rows = session.scalars(select(Letter)).all()
    assert [row.name for row in rows] == ["survey"] * 3
    tokens = []
    for row in rows:
        for language in Language:
            row.language = language
            rendered = press.render(session, row)
            (token,) = set(LINK.findall(rendered.text))
            assert token in rendered.html and "survey/own" not in rendered.text + rendered.html
            tokens.append(token)
    marks = {surveys.find(session, keys, token).mark for token in tokens}
    assert len(marks) == 3
    assert marks.isdisjoint({row.to_hash for row in rows})


def test_one_answer_for_each_link(session: Session, keys: Keyring, given: Given) -> None:
    petition = given.an_answered_petition()
    token = surveys.token(keys, petition_id=petition.id, address_hash=b"1" * 32)
    ballot = surveys.find(session, keys, token)
    surveys.answer(session, ballot, given=GIVEN, text="", at=given.at)
    surveys.answer(session, surveys.find(session, keys, token), given={**GIVEN, "fair": 1}, text="太慢了。", at=given.at)
    assert session.scalar(select(func.count()).select_from(SurveyAnswer)) == 1
    row = surveys.given(session, ballot)
    assert row is not None and (row.answered, row.fair, row.text) == (4, 1, "太慢了。")
    assert queries.texts(session, petition) == ["太慢了。"]


@pytest.mark.parametrize("wrong", ["x", "WzEsIkFBIl0.xx", ""])
def test_a_link_that_is_not_ours_opens_nothing(session: Session, keys: Keyring, wrong: str) -> None:
    with pytest.raises(NotFound):
        surveys.find(session, keys, wrong)


def test_what_is_missing_too_long_or_personal_is_said(session: Session, keys: Keyring, given: Given) -> None:
    petition = given.an_answered_petition()
    ballot = surveys.find(session, keys, surveys.token(keys, petition_id=petition.id, address_hash=b"1" * 32))
    for values, text, field in (
        ({**GIVEN, "fair": None}, "", "fair"),
        (GIVEN, "字" * (petition.policy.survey_text_max + 1), "text"),
        (GIVEN, "我的電話是0912-345-678。", "read_over"),
    ):
        with pytest.raises(Invalid) as refused:
            surveys.answer(session, ballot, given=values, text=text, at=given.at)
        assert [problem.field for problem in refused.value.problems] == [field]
    surveys.answer(session, ballot, given=GIVEN, text="我的電話是0912-345-678。", at=given.at, read_over=True)


def test_shown_from_thirty_on(session: Session, given: Given) -> None:
    petition = given.an_answered_petition()
    surveyed(given, petition, [(5, 4, 3)] * 29)
    assert not queries.said(session, petition).survey.is_shown
    surveyed(given, petition, [(1, 1, 1)])
    assert [spread.counts for spread in queries.said(session, petition).survey.spreads] == [
        (1, 0, 0, 0, 29), (1, 0, 0, 29, 0), (1, 0, 29, 0, 0)
    ]  # fmt: skip


def test_it_closes_at_the_end_of_a_day_that_the_letter_and_the_page_name(
    session: Session, keys: Keyring, given: Given, clock: HandClock, client: FlaskClient
) -> None:
    petition = given.an_answered_petition()
    add_address(given, petition, given.cast.bo, NoticeKind.ENDORSER)
    clock.advance(days=petition.policy.survey_days)
    surveys.ask_all_due(session, as_of=clock.at)
    only_last(session, petition)
    announcing.announce_due(session, keys, at=clock.at)
    session.commit()
    letter = session.scalars(select(Letter).where(Letter.name == "survey")).first()
    assert letter is not None
    text = letters.render(session, keys, letter, origin="https://g.example").text
    assert "2026年5月1日" in text
    (token,) = set(LINK.findall(text))
    page = client.get(f"/survey/{token}").text
    assert "到2026年5月1日為止都可以回答或修改" in page
    closes = surveys.find(session, keys, token).closes
    assert closes is not None and closes - clock.at < timedelta(days=31)
    clock.at = closes - timedelta(seconds=1)
    surveys.answer(session, surveys.find(session, keys, token), given=GIVEN, text="來得及。", at=clock.at)
    session.commit()
    clock.at = closes
    with pytest.raises(Conflict, match=r"survey\.over"):
        surveys.answer(session, surveys.find(session, keys, token), given=GIVEN, text="太晚。", at=clock.at)
    page = client.get(f"/survey/{token}").text
    assert "調查到2026年5月1日為止，已經結束" in page and 'name="answered"' not in page
    late = client.post(f"/survey/{token}", data={**GIVEN, "text": "這次處理得太慢了。"})
    assert late.status_code == 409 and "這次處理得太慢了。" in late.text
    assert queries.texts(session, petition) == ["來得及。"]
