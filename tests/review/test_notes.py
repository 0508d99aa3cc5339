"""Notes are only added, tags stand once, and hints reach the proposer with a refusal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.kernel.errors import Invalid, NotAllowed
from app.review import actions as review
from app.review import notes
from app.review.notes import Spot
from tests.given import REFUSAL, Given


def test_notes_say_who_and_when(session: Session, given: Given) -> None:
    petition, cast = given.a_petition_in_review(), given.cast
    notes.write(session, petition, by=cast.lin, text=" 先問財政部。 ", at=given.at)
    notes.write(session, petition, by=cast.hao, text="已問。", at=given.at + timedelta(hours=1))
    assert [(row.by.nickname, row.text) for row in notes.notes(session, petition)] == [("lin", "先問財政部。"), ("hao", "已問。")]


@pytest.mark.parametrize(("text", "code"), [("  ", "text.missing"), ("字" * 2_001, "text.long")])
def test_a_note_says_something(session: Session, given: Given, text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        notes.write(session, given.a_petition_in_review(), by=given.cast.lin, text=text, at=given.at)
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [("note", code)]


def test_a_tag_stands_once_until_it_is_taken_off(session: Session, given: Given) -> None:
    petition, cast = given.a_petition_in_review(), given.cast
    for by, word in ((cast.lin, "跨機關"), (cast.hao, " # 跨機關 "), (cast.hao, "縣市 議題")):
        notes.tag(session, petition, by=by, tag=word, at=given.at)
    assert notes.tags(session, [petition]) == {petition.id: ["跨機關", "縣市 議題"]}
    notes.untag(session, petition, by=cast.lin, tag="跨機關")
    assert notes.tags(session, [petition]) == {petition.id: ["縣市 議題"]}
    with pytest.raises(Invalid):
        notes.tag(session, petition, by=cast.lin, tag="字" * 21, at=given.at)


def test_hints_are_told_with_the_refusal_and_notes_never(session: Session, given: Given) -> None:
    petition, cast = given.a_petition_in_review(), given.cast
    notes.write(session, petition, by=cast.lin, text="內部意見。", at=given.at)
    notes.write(session, petition, by=cast.lin, text="請寫出由哪個機關做。", hint_for=Spot.DEMANDS, at=given.at)
    assert notes.hints(session, petition) == []
    review.refuse(session, petition, by=cast.lin, refusal=REFUSAL, at=given.at + timedelta(minutes=1))
    notes.write(session, petition, by=cast.lin, text="太晚寫的提示。", hint_for=Spot.TITLE, at=given.at + timedelta(hours=1))
    assert [(row.hint_for, row.text) for row in notes.hints(session, petition)] == [(Spot.DEMANDS, "請寫出由哪個機關做。")]


def test_nobody_writes_beside_their_own_petition(session: Session, given: Given) -> None:
    lin = given.cast.lin
    petition = given.a_petition_in_review(by=lin)
    for act in (
        lambda: notes.write(session, petition, by=lin, text="寫得很好。", at=given.at),
        lambda: notes.tag(session, petition, by=lin, tag="急件", at=given.at),
        lambda: notes.untag(session, petition, by=lin, tag="急件"),
    ):
        with pytest.raises(NotAllowed) as refused:
            act()
        assert refused.value.code == "review.own"
