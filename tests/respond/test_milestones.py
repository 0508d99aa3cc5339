"""Planned and actual dates of the milestones, and leaving one out with a public reason (rule 16)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.kernel.errors import Conflict, Invalid, NotAllowed
from app.kernel.workdays import end_of
from app.petition import queries
from app.petition.lifecycle import Move
from app.petition.models import Petition
from app.respond import actions as respond
from app.respond import milestones
from app.respond.milestones import Milestone
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import Given

REASON = "本案已在另一場公聽會處理，不另外規劃。"


def steps(session: Session, petition: Petition) -> list[Milestone]:
    return milestones.milestones(petition, queries.timeline(session, petition))


def test_lateness_is_counted_in_days_until_it_is_done(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.an_established_petition(threshold_days_ago=10)
    plan, contact = steps(session, petition)
    assert plan.due == end_of(date(2026, 2, 27))
    assert (plan.state(clock.at), plan.late_days(clock.at)) == ("missed", 3)
    assert (contact.state(clock.at), contact.late_days(clock.at)) == ("due", 0)
    respond.plan(session, petition, by=cast.wu, agency=cast.finance, text="先盤點系統。", at=clock.at)
    later = clock.at + timedelta(days=40)
    plan, contact = steps(session, petition)
    assert (plan.done_at, plan.state(later), plan.late_days(later)) == (clock.at, "missed", 3)
    assert contact.late_days(later) == 36


def test_what_was_not_done_by_the_answer_stays_as_late_as_it_was(session: Session, given: Given, clock: HandClock) -> None:
    petition = given.an_answered_petition(threshold_days_ago=10)
    (plan,) = steps(session, petition)
    assert plan.late_days(clock.at + timedelta(days=100)) == 3


def test_leaving_one_out_needs_a_public_reason(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.an_established_petition()
    for reason in (" ", "不用", "字" * (milestones.REASON_MAX + 1)):
        with pytest.raises(Invalid):
            milestones.skip(session, petition, by=cast.wu, agency=cast.finance, milestone=Move.PLAN, reason=reason, at=clock.at)
    milestones.skip(session, petition, by=cast.wu, agency=cast.finance, milestone=Move.PLAN, reason=REASON, at=clock.at)
    plan, contact = steps(session, petition)
    assert (plan.state(clock.at + timedelta(days=90)), plan.reason) == ("skipped", REASON)
    assert contact.state(clock.at) == "due"
    row = queries.timeline(session, petition)[-1]
    assert (row.move, row.reason, row.facts["milestone"]) == (Move.SKIP, REASON, "plan")
    with pytest.raises(Conflict, match=r"milestone\.skipped"):
        milestones.skip(session, petition, by=cast.wu, agency=cast.finance, milestone=Move.PLAN, reason=REASON, at=clock.at)


def test_what_was_left_out_may_still_be_done(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.an_established_petition()
    milestones.skip(session, petition, by=cast.wu, agency=cast.finance, milestone=Move.CONTACT, reason=REASON, at=clock.at)
    respond.contact(session, petition, by=cast.wu, agency=cast.finance, text="想請教你。", at=clock.at)
    assert steps(session, petition)[1].state(clock.at) == "done"
    with pytest.raises(Conflict, match=r"milestone\.done"):
        milestones.skip(session, petition, by=cast.wu, agency=cast.finance, milestone=Move.CONTACT, reason=REASON, at=clock.at)


def test_a_reason_given_after_the_day_leaves_it_missed(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.an_established_petition(threshold_days_ago=10)
    milestones.skip(session, petition, by=cast.wu, agency=cast.finance, milestone=Move.PLAN, reason=REASON, at=clock.at)
    assert steps(session, petition)[0].state(clock.at) == "missed"


def test_only_the_lead_leaves_out(session: Session, given: Given, cast: Cast, clock: HandClock) -> None:
    petition = given.an_established_petition()
    with pytest.raises(NotAllowed, match=r"agency\.not_responsible"):
        milestones.skip(session, petition, by=cast.chen, agency=cast.transport, milestone=Move.PLAN, reason=REASON, at=clock.at)
