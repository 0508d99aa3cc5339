"""Complaint 27: proposers expect a wishing well; they do not know what happens next, how long it takes, and that they will be called.

Before anything is submitted, the preview says what happens next with its dates and numbers, and what is asked of the proposer.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.petition import policy
from app.petition.policy import Entry, Policy
from app.propose import actions as propose
from app.propose.content import Content
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import TEXT
from tests.web.markup import check
from tests.web.visits import Visit

KEY = UUID(int=27)


def preview(app: Flask, session: Session, cast: Cast, clock: HandClock, language: str = "") -> str:
    whole = {name: getattr(TEXT, name) for name in ("title", "demands", "reasons", "impact", "evidence", "agencies")}
    propose.save(session, cast.mei, key=KEY, content=Content(**whole, topic="finance"), at=clock.at)
    session.commit()
    return Visit(app).enter(cast.mei).get(f"{language}/propose/{KEY}/preview").text


def test_before_submitting_the_way_ahead_and_ones_own_part_are_told(app: Flask, session: Session, cast: Cast, clock: HandClock) -> None:
    page = preview(app, session, cast, clock)
    check(page)
    ahead = page[page.index("送出之後") : page.index("送出提議")]
    assert "3個工作天內決定，也就是2026年3月5日（四）23:59前" in ahead
    for words in ("14天內申訴一次", "開放附議60天，達到5,000人", "7天內公布處理規劃，14天內透過平臺和你聯繫，並在2個月內逐項回應"):
        assert words in ahead
    assert "你要做的事" in ahead and "請在平臺上回覆" in ahead


def test_the_numbers_are_those_of_the_day(
    app: Flask, session: Session, cast: Cast, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = replace(Policy(), endorse_threshold=3_000, review_workdays=5)
    since = (clock.at - timedelta(days=30)).date()
    monkeypatch.setattr(policy, "RULEBOOK", (*policy.RULEBOOK, Entry(since, "another instrument", other)))
    page = preview(app, session, cast, clock)
    assert "5個工作天內決定，也就是2026年3月9日（一）23:59前" in page and "達到3,000人" in page


def test_in_english_too(app: Flask, session: Session, cast: Cast, clock: HandClock) -> None:
    page = preview(app, session, cast, clock, language="/en")
    assert "What is asked of you" in page and "within 3 workdays" in page
