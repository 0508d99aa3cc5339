"""The list of grounds: chosen, completed, reworded and retired; what was decided keeps its words (rule 6)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from app.kernel.errors import Conflict, Invalid, NotFound
from app.petition import queries
from app.review import actions as review
from app.review import grounds
from app.review.grounds import Wording, said_of
from app.review.models import GroundKind
from app.review.rules import Ground, HideGround, Refusal
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import OTHER_TITLES, REFUSAL, Given

WORDS = Wording(
    text_zh="由監察院調查中的案件",
    text_en="Under investigation by the Control Yuan",
    applies_zh="監察院已經立案調查，行政機關不先作答。",
    applies_en="The Control Yuan has opened an investigation.",
    law_zh="監察法第26條",
    law_en="Control Act, article 26",
    elsewhere_zh="請向監察院陳情。",
    elsewhere_en="Write to the Control Yuan.",
    template="監察院正在調查【案由】，行政機關不先作答。",
)


def test_the_platform_comes_with_its_grounds_in_both_languages(session: Session) -> None:
    refuse, hide = grounds.in_use(session, GroundKind.REFUSE), grounds.in_use(session, GroundKind.HIDE)
    assert [ground.code for ground in refuse] == list(Ground) and [ground.code for ground in hide] == list(HideGround)
    for ground in (*refuse, *hide):
        assert all((ground.text_zh, ground.text_en, ground.applies_zh, ground.applies_en, ground.law_zh, ground.law_en))
    assert all(ground.elsewhere_zh and ground.elsewhere_en and grounds.unfilled(ground, ground.template) for ground in refuse)


def test_a_template_left_unfilled_is_refused(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.a_petition_in_review()
    template = grounds.one(session, Ground.NOT_CENTRAL).template
    with pytest.raises(Invalid) as fault:
        review.refuse(session, petition, by=cast.lin, refusal=replace(REFUSAL, explanation=template), at=clock.at)
    (problem,) = fault.value.problems
    assert (problem.field, problem.code) == ("explanation", "template.unfilled")
    assert problem.facts["blanks"] == ["【要做的事】", "【主管的地方政府或院】"]
    filled = template.replace("【要做的事】", "在巷口畫設紅線").replace("【主管的地方政府或院】", "縣市政府")
    review.refuse(session, petition, by=cast.lin, refusal=replace(REFUSAL, explanation=filled), at=clock.at)
    assert queries.timeline(session, petition)[-1].reason == filled


def test_rewording_leaves_what_was_said(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    before = given.a_refused_petition(title=OTHER_TITLES[0])
    ground = grounds.one(session, Ground.NOT_CENTRAL)
    old = ground.text_zh
    grounds.reword(session, ground, WORDS, seen=1, position=ground.position)
    after = given.a_refused_petition(by=cast.bo, title=OTHER_TITLES[1])
    said = [said_of(queries.timeline(session, petition)[-1].facts).text_zh for petition in (before, after)]
    assert said == [old, WORDS.text_zh]


def test_who_changed_a_ground_second_is_told(session: Session, clock: HandClock) -> None:
    ground = grounds.one(session, Ground.ADVERTISING)
    grounds.reword(session, ground, WORDS, seen=1, position=2)
    for late in (
        lambda: grounds.reword(session, ground, WORDS, seen=1, position=3),
        lambda: grounds.retire(session, ground, seen=1, at=clock.at),
    ):
        with pytest.raises(Conflict) as refused:
            late()
        assert refused.value.code == "list.changed"
    assert (grounds.one(session, Ground.ADVERTISING).position, grounds.one(session, Ground.ADVERTISING).used_until) == (2, None)


def test_a_retired_ground_cannot_be_chosen_until_it_is_restored(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.a_petition_in_review()
    ground = grounds.one(session, Ground.UNCLEAR)
    grounds.retire(session, ground, seen=1, at=clock.at)
    refusal = Refusal(Ground.UNCLEAR, "看不出要政府做什麼事，請補充。", "請補上訴求後重新提議。")
    with pytest.raises(Invalid) as fault:
        review.refuse(session, petition, by=cast.lin, refusal=refusal, at=clock.at)
    assert [problem.code for problem in fault.value.problems] == ["ground.missing"]
    grounds.restore(session, ground, seen=2)
    review.refuse(session, petition, by=cast.lin, refusal=refusal, at=clock.at)


def test_what_the_rules_need_stays(session: Session, clock: HandClock) -> None:
    with pytest.raises(Conflict) as refused:
        grounds.retire(session, grounds.one(session, Ground.DUPLICATE), seen=1, at=clock.at)
    assert refused.value.code == "ground.needed"
    *others, last = grounds.in_use(session, GroundKind.HIDE)
    for ground in others:
        grounds.retire(session, ground, seen=1, at=clock.at)
    with pytest.raises(Conflict):
        grounds.retire(session, last, seen=1, at=clock.at)


def test_a_ground_is_added_last(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    with pytest.raises(Invalid) as fault:
        grounds.add(session, GroundKind.REFUSE, "Not Central", replace(WORDS, text_en="", law_zh="法" * 1_001), at=clock.at)
    assert [(problem.field, problem.code) for problem in fault.value.problems] == [
        ("code", "code.form"),
        ("text_en", "text.missing"),
        ("law_zh", "text.long"),
    ]
    with pytest.raises(Invalid) as taken:
        grounds.add(session, GroundKind.REFUSE, Ground.UNCLEAR, WORDS, at=clock.at)
    assert [problem.code for problem in taken.value.problems] == ["code.taken"]
    grounds.add(session, GroundKind.REFUSE, "under_control_yuan", WORDS, at=clock.at)
    assert grounds.in_use(session, GroundKind.REFUSE)[-1].code == "under_control_yuan"
    petition = given.a_petition_in_review()
    refusal = Refusal("under_control_yuan", "監察院正在調查同一案由，行政機關不先作答。", WORDS.elsewhere_zh)
    review.refuse(session, petition, by=cast.lin, refusal=refusal, at=clock.at)
    assert said_of(queries.timeline(session, petition)[-1].facts).law_en == WORDS.law_en


def test_an_unknown_ground_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        grounds.one(session, "taste")
