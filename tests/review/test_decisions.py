"""Admit, refuse, hide with two moderators, appeal (rules 4 to 9, 14)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from app.kernel.workdays import end_of, start_of
from app.petition import moves, queries
from app.petition.lifecycle import Move, Stage
from app.petition.models import Part
from app.petition.text import digest, text_of
from app.review import actions as review
from app.review.proposals import waiting
from app.review.queries import case, inbox
from app.review.rules import EXPLANATION_MAX, Ground, HideGround, Refusal
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import OTHER_TITLES, REFUSAL, WORKDAYS, Given

WHY = "內含第三人的住址與電話，刪去後不成立。"


def codes(refused: Invalid) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in refused.problems]


def test_an_admitted_petition_opens_tomorrow_for_sixty_days(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.a_petition_in_review()
    review.admit(session, petition, by=cast.lin, lead=cast.finance, others=[cast.transport], at=clock.at)
    assert petition.stage is Stage.ENDORSING
    assert (petition.endorse_from, petition.endorse_until) == (start_of(date(2026, 3, 3)), end_of(date(2026, 5, 1)))
    admitted = queries.by_number(session, petition.number)
    assert digest(text_of(admitted)) == admitted.text_sha256
    assert queries.timeline(session, petition)[-1].by_id == cast.lin.id


def test_the_lead_may_stay_open_if_somebody_is_named(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.a_petition_in_review(agencies=(), decide_for_me=True)
    with pytest.raises(Invalid) as refused, session.begin_nested():
        review.admit(session, petition, by=cast.lin, lead=None, at=clock.at)
    assert codes(refused.value) == [("lead", "agency.none")]
    session.refresh(petition)
    review.admit(session, petition, by=cast.lin, lead=None, others=[cast.transport], at=clock.at)
    session.expire_all()
    admitted = queries.by_number(session, petition.number)
    assert admitted.lead_undecided and [row.part for row in admitted.assignments] == [Part.SUGGESTED]


@pytest.mark.parametrize("ground", [ground for ground in Ground if ground is not Ground.DUPLICATE])
def test_every_ground_is_public(session: Session, given: Given, cast: Cast, clock: HandClock, ground: Ground) -> None:
    petition = given.a_petition_in_review()
    review.refuse(session, petition, by=cast.lin, refusal=replace(REFUSAL, ground=ground), at=clock.at)
    row = queries.timeline(session, petition)[-1]
    assert petition.stage is Stage.NOT_ADMITTED
    assert (row.facts["ground"], row.reason, row.facts["elsewhere"]) == (ground, REFUSAL.explanation, REFUSAL.elsewhere)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"explanation": " "}, ("explanation", "text.missing")),
        ({"explanation": "太短"}, ("explanation", "text.short")),
        ({"explanation": "字" * (EXPLANATION_MAX + 1)}, ("explanation", "text.long")),
        ({"elsewhere": ""}, ("elsewhere", "text.missing")),
        ({"ground": Ground.DUPLICATE}, ("duplicate_of", "duplicate.which")),
    ],
)
def test_a_refusal_owes_the_public_its_words(
    session: Session, given: Given, cast: Cast, clock: HandClock, changes: dict[str, Any], fault: tuple[str, str]
) -> None:
    petition = given.a_petition_in_review()
    with pytest.raises(Invalid) as refused:
        review.refuse(session, petition, by=cast.lin, refusal=replace(REFUSAL, **changes), at=clock.at)
    assert codes(refused.value) == [fault]
    assert petition.stage is Stage.IN_REVIEW


def test_a_duplicate_points_to_what_is_open_or_lately_answered(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    def duplicate_of(number: str) -> Refusal:
        return Refusal(Ground.DUPLICATE, "與另一件提議的訴求完全相同。", "請附議那一件提議。", number)

    open_one = given.an_open_petition(by=cast.bo)
    refused = given.a_refused_petition(by=cast.kai, title=OTHER_TITLES[0])
    petition = given.a_petition_in_review()
    for number, code in ((refused.number, "duplicate.not_one"), (petition.number, "duplicate.not_one"), ("P-1-1", "duplicate.unknown")):
        with pytest.raises(Invalid) as fault:
            review.refuse(session, petition, by=cast.lin, refusal=duplicate_of(number), at=clock.at)
        assert codes(fault.value) == [("duplicate_of", code)]
    review.refuse(session, petition, by=cast.lin, refusal=duplicate_of(open_one.number), at=clock.at)
    assert queries.timeline(session, petition)[-1].facts["duplicate_of"] == open_one.number


def test_six_months_after_an_answer_it_may_be_asked_again(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    answered = given.an_answered_petition(by=cast.bo, title=OTHER_TITLES[0])
    petition = given.a_petition_in_review(title=OTHER_TITLES[0] + "並且免費")
    for day, forbids in ((date(2026, 9, 2), True), (date(2026, 9, 3), False)):
        at = start_of(day) + timedelta(hours=12)
        alike = case(session, petition.number, workdays=WORKDAYS, at=at).alike
        assert [(like.petition.number, like.forbids) for like in alike if like.petition.id == answered.id] == [(answered.number, forbids)]


def test_nobody_decides_on_their_own(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.a_petition_in_review(by=cast.lin)
    with pytest.raises(NotAllowed, match=r"review\.own"):
        review.admit(session, petition, by=cast.lin, lead=cast.finance, at=clock.at)
    with pytest.raises(NotAllowed, match=r"review\.own"):
        review.refuse(session, petition, by=cast.lin, refusal=REFUSAL, at=clock.at)
    with pytest.raises(NotAllowed, match=r"review\.own"):
        review.propose_hiding(session, petition, by=cast.lin, ground=HideGround.ABUSIVE, explanation=WHY, at=clock.at)
    review.propose_hiding(session, petition, by=cast.hao, ground=HideGround.ABUSIVE, explanation=WHY, at=clock.at)
    with pytest.raises(NotAllowed, match=r"review\.own"):
        review.settle_hiding(session, petition, by=cast.lin, consent=False, at=clock.at)


def test_an_appeal_goes_to_another_with_new_workdays(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.a_refused_petition()
    later = clock.advance(days=14)
    review.appeal(session, petition, by=cast.mei, reason="這是中央主管的事項，請再看一次。", workdays=WORKDAYS, at=later)
    assert petition.stage is Stage.IN_REVIEW and petition.refused_at is None
    assert petition.review_due_at == end_of(date(2026, 3, 19))
    seen = case(session, petition.number, workdays=WORKDAYS, at=later)
    assert seen.appeal is not None and seen.refusal is not None
    (waiting,) = inbox(session, workdays=WORKDAYS, at=later)
    assert waiting.is_appeal and waiting.since == later
    acts: list[Callable[[], object]] = [
        lambda: review.admit(session, petition, by=cast.lin, lead=cast.finance, at=later),
        lambda: review.refuse(session, petition, by=cast.lin, refusal=REFUSAL, at=later),
    ]
    for refused_by_lin in acts:
        with pytest.raises(NotAllowed, match=r"review\.appeal"):
            refused_by_lin()
    review.refuse(session, petition, by=cast.hao, refusal=REFUSAL, at=later)
    with pytest.raises(Conflict, match=r"appeal\.used"):
        review.appeal(session, petition, by=cast.mei, reason="這是中央主管的事項，請再看一次。", workdays=WORKDAYS, at=later)


def test_who_refused_cannot_end_the_appeal_by_hiding(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.a_refused_petition()
    review.appeal(session, petition, by=cast.mei, reason="這是中央主管的事項，請再看一次。", workdays=WORKDAYS, at=clock.at)
    review.propose_hiding(session, petition, by=cast.hao, ground=HideGround.ABUSIVE, explanation=WHY, at=clock.at)
    with pytest.raises(NotAllowed, match=r"review\.appeal"):
        review.settle_hiding(session, petition, by=cast.lin, consent=True, at=clock.at)


def test_the_fifteenth_day_is_too_late_to_appeal(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.a_refused_petition()
    with pytest.raises(NotAllowed, match=r"petition\.not_yours"):
        review.appeal(session, petition, by=cast.bo, reason="這是中央主管的事項，請再看一次。", workdays=WORKDAYS, at=clock.at)
    with pytest.raises(Conflict, match=r"appeal\.late"):
        review.appeal(
            session, petition, by=cast.mei, reason="這是中央主管的事項，請再看一次。", workdays=WORKDAYS, at=end_of(date(2026, 3, 16))
        )


def test_hiding_takes_two_and_takes_the_page_away(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.an_open_petition()
    review.propose_hiding(session, petition, by=cast.lin, ground=HideGround.PERSONAL_DATA, explanation=WHY, at=clock.at)
    with pytest.raises(Conflict, match=r"hide\.proposed"):
        review.propose_hiding(session, petition, by=cast.hao, ground=HideGround.ABUSIVE, explanation=WHY, at=clock.at)
    with pytest.raises(NotAllowed, match=r"hide\.second"):
        review.settle_hiding(session, petition, by=cast.lin, consent=True, at=clock.at)
    review.settle_hiding(session, petition, by=cast.hao, consent=True, at=clock.at)
    assert petition.stage is Stage.HIDDEN
    with pytest.raises(NotFound):
        queries.by_number(session, petition.number)
    with pytest.raises(Conflict, match=r"hide\.settled"):
        review.settle_hiding(session, petition, by=cast.hao, consent=True, at=clock.at)
    assert waiting(session) == []


def test_after_a_no_to_hiding_it_may_be_proposed_again(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.an_open_petition()
    review.propose_hiding(session, petition, by=cast.lin, ground=HideGround.UNLAWFUL, explanation=WHY, at=clock.at)
    review.settle_hiding(session, petition, by=cast.hao, consent=False, at=clock.at)
    assert petition.stage is Stage.ENDORSING
    review.propose_hiding(session, petition, by=cast.hao, ground=HideGround.UNLAWFUL, explanation=WHY, at=clock.at)
    assert [found.number for _, found in waiting(session)] == [petition.number]


def test_what_is_decided_is_not_decided_again(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.an_open_petition()
    acts: list[Callable[[], object]] = [
        lambda: review.admit(session, petition, by=cast.hao, lead=cast.finance, at=clock.at),
        lambda: review.refuse(session, petition, by=cast.hao, refusal=REFUSAL, at=clock.at),
    ]
    for again in acts:
        with pytest.raises(Conflict, match=r"petition\.not_now"):
            again()
    assert not moves.may(Stage.RESPONDING, Move.HIDE)


def test_the_inbox_puts_the_overdue_first(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    old = given.a_petition_in_review()
    later = clock.advance(days=4)
    new = given.a_petition_in_review(by=cast.bo, title=OTHER_TITLES[0], at=later)
    found = inbox(session, workdays=WORKDAYS, at=later)
    assert [(row.petition.number, row.left, row.overdue) for row in found] == [(old.number, 0, 1), (new.number, 3, 0)]


def test_hints_find_personal_data_anywhere_in_the_text(session: Session, given: Given, clock: HandClock) -> None:
    petition = given.a_petition_in_review(
        reasons="承辦人電話是０９１２－３４５－６７８，" * 3, impact="請寫信到someone@example.org洽詢。" * 3
    )
    found = case(session, petition.number, workdays=WORKDAYS, at=clock.at).hints
    assert [hint.found for hint in found] == ["0912-345-678", "someone@example.org"]
