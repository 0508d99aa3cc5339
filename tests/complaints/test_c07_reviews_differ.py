"""Complaint 7: "Review differs by ministry; the ministry always says no." Moderators decide, two for a refusal where the policy says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.kernel.errors import NotAllowed
from app.petition.lifecycle import Stage
from app.review import actions as review
from app.review.queries import inbox
from tests.cast import Cast
from tests.given import OTHER_TITLES, REFUSAL, WORKDAYS, Given
from tests.review.test_two_moderators import under


def test_a_refusal_has_four_eyes_and_the_queue_a_clock_of_workdays(session: Session, given: Given, cast: Cast) -> None:
    old = under(given.a_petition_in_review(title=OTHER_TITLES[0]), four_eyes_refuse=True)
    with pytest.raises(NotAllowed):
        review.refuse(session, old, by=cast.lin, refusal=REFUSAL, at=given.at)
    review.propose_refusal(session, old, by=cast.lin, refusal=REFUSAL, at=given.at)
    with pytest.raises(NotAllowed):
        review.settle_refusal(session, old, by=cast.lin, consent=True, at=given.at)

    # A week later: submitted on a Monday, due at Thursday's end; two workdays late on the next Monday, and still first.
    later = given.at + timedelta(days=7)
    new = given.a_petition_in_review(by=cast.bo, title=OTHER_TITLES[1], at=later)
    rows = inbox(session, workdays=WORKDAYS, at=later)
    assert [(row.petition.number, row.overdue, row.left) for row in rows] == [(old.number, 2, 0), (new.number, 0, 3)]
    # Nobody's silence refuses or discards it; the second moderator's word does.
    assert old.stage is Stage.IN_REVIEW
    review.settle_refusal(session, old, by=cast.hao, consent=True, at=later)
    assert old.stage is Stage.NOT_ADMITTED
