"""Drafts, handing in, withdrawing: rules 1 to 3, 6 and 9, without the web."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given as generated
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person, Role
from app.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from app.kernel.secrets import Keyring
from app.kernel.workdays import TAIPEI
from app.petition.lifecycle import Move, Stage
from app.petition.models import Assignment, Part, Petition, Transition
from app.petition.policy import Policy
from app.petition.text import Link, Text, digest, text_of
from app.propose import actions, content, queries, rules
from app.propose.content import Content
from app.propose.models import Draft
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import TEXT, WORKDAYS, Given

NEW = replace(TEXT, title="路口行人穿越道全面設置有聲號誌")


class Pen:
    """Hands in for Mei, now."""

    def __init__(self, session: Session, keys: Keyring, by: Person, clock: HandClock) -> None:
        self.session, self.keys, self.by, self.clock = session, keys, by, clock

    def submit(self, text: Text = NEW, *, by: Person | None = None, draft: Draft | None = None) -> Petition:
        return actions.submit(
            self.session, text, by=by or self.by, keys=self.keys, workdays=WORKDAYS, at=self.clock.at, draft=draft
        )  # fmt: skip

    def codes(self, text: Text) -> list[tuple[str, str]]:
        with pytest.raises(Invalid) as refusal:
            self.submit(text)
        return [(problem.field, problem.code) for problem in refusal.value.problems]


@pytest.fixture
def pen(session: Session, keys: Keyring, cast: Cast, clock: HandClock) -> Pen:
    return Pen(session, keys, cast.mei, clock)


def test_what_is_handed_in(pen: Pen, session: Session, clock: HandClock) -> None:
    petition = pen.submit(replace(NEW, title=f"  {NEW.title}\n ", demands=(" 全面設置有聲號誌。 ", "  ")))
    assert petition.number == "P-2026-0001"
    assert (petition.title, [demand.text for demand in petition.demands]) == (NEW.title, ["全面設置有聲號誌。"])
    assert petition.stage is Stage.IN_REVIEW
    assert petition.review_due_at.astimezone(TAIPEI).strftime("%m-%d %H:%M") == "03-06 00:00", "the end of Thursday"
    assert petition.text_sha256 == digest(text_of(petition))
    assert petition.policy == Policy()
    assert petition.key_sealed is not None
    (row,) = session.scalars(select(Transition).where(Transition.petition_id == petition.id)).all()
    assert (row.move, row.before, row.after, row.role) == (Move.SUBMIT, None, Stage.IN_REVIEW, Role.PROPOSER)
    assert session.scalar(select(Assignment.part).where(Assignment.petition_id == petition.id)) is Part.SUGGESTED


def test_numbers_count_by_local_year(pen: Pen, cast: Cast, clock: HandClock) -> None:
    clock.at = clock.at.replace(year=2026, month=12, day=31, hour=15, minute=59)
    assert pen.submit().number == "P-2026-0001"
    clock.advance(minutes=1)
    other = replace(NEW, title="全國樹木保護與修剪標準應一致")
    assert pen.submit(other, by=cast.bo).number == "P-2027-0001", "midnight in Taipei"
    third = replace(NEW, title="現場調製飲料與小吃應標示過敏原")
    assert pen.submit(third, by=cast.kai).number == "P-2027-0002"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"title": "九個字不夠長的名稱"}, ("title", "text.short")),
        ({"title": "字" * 61}, ("title", "text.long")),
        ({"title": "A title without any Chinese"}, ("title", "text.not_chinese")),
        ({"demands": ()}, ("demands", "demands.none")),
        ({"demands": ("  ", "")}, ("demands", "demands.none")),
        ({"demands": ("夠長的訴求",) * 6}, ("demands", "demands.many")),
        ({"demands": ("夠長的訴求", "太短了")}, ("demands-1", "text.short")),
        ({"demands": ("求" * 201,)}, ("demands-0", "text.long")),
        ({"reasons": " \n "}, ("reasons", "text.missing")),
        ({"reasons": "由" * 3001}, ("reasons", "text.long")),
        ({"reasons": "Only in English."}, ("reasons", "text.not_chinese")),
        ({"impact": ""}, ("impact", "text.missing")),
        ({"impact": "響" * 3001}, ("impact", "text.long")),
        ({"topic": None}, ("topic", "topic.missing")),
        ({"agencies": ()}, ("agencies", "agencies.none")),
        ({"agencies": ("A", "B", "C", "D")}, ("agencies", "agencies.many")),
        ({"agencies": ("X99",)}, ("agencies", "agency.unknown")),
        ({"evidence": (Link("說明", "javascript:alert(1)"),)}, ("evidence-0-url", "evidence.not_a_link")),
        ({"evidence": (Link("說明", "https://"),)}, ("evidence-0-url", "evidence.not_a_link")),
        ({"evidence": (Link("", "https://example.org"),)}, ("evidence-0-label", "text.missing")),
        ({"evidence": (Link("說明", "https://example.org"),) * 11}, ("evidence", "evidence.many")),
    ],
)
def test_what_is_refused(pen: Pen, session: Session, change: dict[str, Any], fault: tuple[str, str]) -> None:
    assert fault in pen.codes(replace(NEW, **change))
    assert session.scalars(select(Petition)).all() == []


@pytest.mark.parametrize(
    "change",
    [
        {"title": "字" * 10},
        {"title": "字" * 60},
        {"demands": ("五個字的求",) * 5},
        {"demands": ("求" * 200,)},
        {"reasons": "由" * 3000, "impact": "響" * 3000},
        {"agencies": (), "decide_for_me": True},
        {"evidence": (Link("說明", "http://例子.tw/路徑"),) * 10},
    ],
)
def test_what_is_just_within(pen: Pen, change: dict[str, Any]) -> None:
    assert pen.submit(replace(NEW, **change)).stage is Stage.IN_REVIEW


@generated(st.text(max_size=80))
def test_no_address_breaks_the_check(url: str) -> None:
    assert rules.is_web_address(url) in (True, False)


def test_one_in_review_three_in_thirty_days(pen: Pen, given: Given, session: Session, clock: HandClock) -> None:
    first = pen.submit()
    with pytest.raises(Conflict, match=r"propose\.in_review"):
        pen.submit(replace(NEW, title="全國樹木保護與修剪標準應一致"))
    actions.withdraw(session, first, by=pen.by, at=clock.at)
    for title in ("現場調製飲料與小吃應標示過敏原", "二手衣物捐贈箱應登錄管理單位"):
        clock.advance(days=1)
        actions.withdraw(session, pen.submit(replace(NEW, title=title)), by=pen.by, at=clock.at)
    last = replace(NEW, title="瘋狗浪警示應以手機推播通知釣客")
    with pytest.raises(Conflict, match=r"propose\.too_many"):
        pen.submit(last)
    clock.advance(days=28)
    assert pen.submit(last).stage is Stage.IN_REVIEW, "the first is thirty days ago"


def test_who_is_not_verified_may_write_but_not_hand_in(pen: Pen, session: Session, cast: Cast, clock: HandClock) -> None:
    cast.bo.verified_at = None
    actions.save(session, cast.bo, key=uuid4(), content=Content(title="寫到一半"), at=clock.at)
    with pytest.raises(NotAllowed, match=r"propose\.not_verified"):
        pen.submit(by=cast.bo)


def test_a_similar_one_asks_for_the_difference(pen: Pen, given: Given) -> None:
    given.an_open_petition(by=given.cast.bo, title="路口行人穿越道應全面設置有聲號誌")
    assert pen.codes(NEW) == [("difference", "difference.missing")]
    assert pen.submit(replace(NEW, difference="我只談學校周邊的路口。")).difference == "我只談學校周邊的路口。"


def test_what_is_withdrawn_or_hidden_is_like_nothing(pen: Pen, given: Given, session: Session, clock: HandClock) -> None:
    other = given.an_open_petition(by=given.cast.bo, title=NEW.title)
    actions.withdraw(session, other, by=given.cast.bo, at=clock.at)
    assert pen.submit().stage is Stage.IN_REVIEW


def test_a_draft_is_kept_as_typed_under_its_key(session: Session, cast: Cast, clock: HandClock) -> None:
    key = uuid4()
    typed = Content(title="短", demands=("一",), evidence=(Link("說明", "不是網址"),), agencies=("X",), topic="no-such")
    actions.save(session, cast.mei, key=key, content=Content(title="更早"), at=clock.at)
    draft = actions.save(session, cast.mei, key=key, content=typed, at=clock.advance(minutes=1))
    assert content.of_json(draft.content) == typed
    assert (draft.created_at, draft.updated_at) == (clock.at - timedelta(minutes=1), clock.at)
    actions.save(session, cast.bo, key=key, content=Content(title="別人的"), at=clock.at)
    assert [row.content["title"] for row in queries.drafts(session, cast.mei)] == ["短"]
    found = queries.draft(session, cast.mei, key)
    assert found is not None
    actions.discard(session, found)
    assert queries.drafts(session, cast.mei) == []


def test_a_draft_is_handed_in_once(pen: Pen, session: Session, cast: Cast, clock: HandClock) -> None:
    key = uuid4()
    draft = actions.save(session, cast.mei, key=key, content=Content(title=NEW.title), at=clock.at)
    petition = pen.submit(draft=draft)
    session.refresh(draft)
    assert draft.submitted_as_id == petition.id
    assert queries.drafts(session, cast.mei) == []
    with pytest.raises(Conflict, match=r"propose\.submitted"):
        actions.save(session, cast.mei, key=key, content=Content(title="太晚了"), at=clock.at)


def test_drafts_do_not_pile_up(session: Session, cast: Cast, clock: HandClock) -> None:
    for no in range(actions.DRAFTS_MAX):
        actions.save(session, cast.mei, key=uuid4(), content=Content(title=str(no)), at=clock.at)
    with pytest.raises(Conflict, match=r"draft\.many"):
        actions.save(session, cast.mei, key=uuid4(), content=Content(), at=clock.at)
    assert actions.forget_old(session, as_of=clock.at + timedelta(days=31)) >= actions.DRAFTS_MAX
    assert queries.drafts(session, cast.mei) == []


def test_a_refused_one_is_written_anew(pen: Pen, given: Given, session: Session, clock: HandClock) -> None:
    old = given.a_refused_petition()
    kept = content.of_petition(queries.own(session, given.cast.mei, old.number))
    assert (kept.title, kept.demands, kept.reasons) == (old.title, tuple(row.text for row in old.demands), old.reasons)
    assert kept.agencies == ("A05000000E",)
    draft = actions.save(session, given.cast.mei, key=uuid4(), content=replace(kept, difference=""), at=clock.at, revises=old)
    assert queries.revision(session, given.cast.mei, old) == draft
    anew = pen.submit(replace(kept.text, difference=""), draft=draft)
    assert anew.number != old.number, "it need not say how it differs from what it rewrites"


def test_only_the_proposer_withdraws_and_only_in_time(given: Given, session: Session, clock: HandClock) -> None:
    petition = given.an_open_petition()
    with pytest.raises(NotAllowed, match=r"petition\.not_yours"):
        actions.withdraw(session, petition, by=given.cast.bo, at=clock.at)
    established = given.an_established_petition(by=given.cast.bo, title="完全不同的另一件提議名稱")
    with pytest.raises(Conflict, match=r"petition\.not_now"):
        actions.withdraw(session, established, by=given.cast.bo, at=clock.at)
    with pytest.raises(NotFound):
        queries.own(session, given.cast.bo, petition.number)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [("一\r\n二\r三", "一\n二\n三"), ("零\x00寬\x1b字\ud800", "零寬字"), ("留\t著", "留\t著")],
)
def test_what_cannot_be_stored_is_left_out(raw: str, kept: str) -> None:
    assert content.typed(raw) == kept
