"""Complaint 19: even a blank outcome would have mailed five thousand people.

Here publishing takes every outcome, a preview that says how many are written to, a confirmation, two persons where the agency wants
it, and five minutes in which no letter leaves.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.announce import actions
from app.kernel.outbox import Letter
from app.kernel.secrets import Keyring
from app.petition.lifecycle import Stage
from app.petition.models import Petition, Transition
from tests.announce.test_eight_thousand import ENTER
from tests.cast import Cast
from tests.conftest import HandClock
from tests.given import Given
from tests.web.answering import drafted, fresh, seal
from tests.web.visits import Visit

PEOPLE = 5_000


@pytest.fixture
def petition(given: Given, session: Session, keys: Keyring, clock: HandClock) -> Petition:
    """Five thousand people want to hear of its answer, and of nothing else that waits."""
    petition = given.an_established_petition()
    sealed = keys.seal(b"someone@example.org", purpose="address")
    session.execute(ENTER, {"petition": petition.id, "sealed": sealed, "crowd": PEOPLE})
    session.execute(update(Transition).values(announced_at=clock.at))
    session.commit()
    return petition


@pytest.fixture
def wu(app: Flask, cast: Cast) -> Visit:
    return Visit(app).enter(cast.wu, strong=True)


def letters(session: Session, keys: Keyring, at: HandClock, **later: float) -> int:
    """How many letters there are once the jobs have run at that moment."""
    actions.announce_due(session, keys, at=at.at + timedelta(**later), limit=100)
    return session.scalar(select(func.count()).where(Letter.name == "answered")) or 0


def test_a_blank_outcome_mails_nobody(wu: Visit, petition: Petition, session: Session, keys: Keyring, clock: HandClock) -> None:
    page = drafted(wu, petition, **{"outcome-2": ""})
    assert wu.page is not None and wu.page.status_code == 422
    assert "訴求2的參採情形：還沒有選參採情形" in page
    wu.post(f"/desk/{petition.number}/answer/publish", {"seal": "x", "read_over": "y"})
    assert fresh(session, petition).stage is Stage.RESPONDING
    assert letters(session, keys, clock, days=1) == 0


def test_previewed_counted_and_confirmed(wu: Visit, petition: Petition, session: Session, keys: Keyring, clock: HandClock) -> None:
    preview = drafted(wu, petition)
    assert "寄給5,001人" in preview
    assert wu.get(f"/desk/{petition.number}/answer/publish").status_code == 405
    assert wu.post(f"/desk/{petition.number}/answer/publish", {}).status_code == 409
    assert fresh(session, petition).stage is Stage.RESPONDING
    wu.post(f"/desk/{petition.number}/answer/publish", {"seal": seal(preview)})
    assert fresh(session, petition).stage is Stage.RESPONDED
    assert letters(session, keys, clock, minutes=4, seconds=59) == 0
    assert letters(session, keys, clock, minutes=5) == PEOPLE + 2


def test_recalled_within_five_minutes_no_letter_leaves(
    wu: Visit, petition: Petition, session: Session, keys: Keyring, clock: HandClock
) -> None:
    wu.post(f"/desk/{petition.number}/answer/publish", {"seal": seal(drafted(wu, petition))})
    clock.advance(minutes=4, seconds=59)
    wu.post(f"/desk/{petition.number}/recall")
    assert fresh(session, petition).stage is Stage.RESPONDING
    assert letters(session, keys, clock, days=1) == 0


def test_where_two_are_needed_one_mails_nobody(
    wu: Visit, petition: Petition, session: Session, keys: Keyring, clock: HandClock, cast: Cast
) -> None:
    cast.finance.two_person_publishing = True
    session.commit()
    refused = wu.post(f"/desk/{petition.number}/answer/publish", {"seal": seal(drafted(wu, petition))})
    assert refused.status_code == 403
    assert fresh(session, petition).stage is Stage.RESPONDING
    assert letters(session, keys, clock, days=1) == 0
