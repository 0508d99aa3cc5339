"""Complaint 24: "good proposals of few people, of an island or a rare disease, never reach five thousand, and nobody answers them".

Here an agency may answer at any count, while endorsing is open and after the window has closed below the threshold.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.petition import moves
from app.petition.lifecycle import Move, Stage
from tests.conftest import HandClock
from tests.given import Given
from tests.web.visits import Visit

REASON = "人數不多，但這是本部今年要處理的事。"


@pytest.mark.parametrize("endorsements", [0, 1, 434])
@pytest.mark.parametrize("days", [10, 62], ids=["while it is open", "after it was not reached"])
def test_an_agency_may_answer_at_any_count(
    app: Flask, given: Given, session: Session, clock: HandClock, endorsements: int, days: int
) -> None:
    petition = given.an_open_petition(days=days, endorsements=endorsements)
    if days == 62:
        moves.make(session, petition, Move.LAPSE, at=clock.at, role=Role.CLOCK, facts={"endorsements": endorsements}, closed_at=clock.at)
    session.commit()
    wu = Visit(app).enter(given.cast.wu, strong=True)
    assert wu.get(f"/desk/{petition.number}").status_code == 200
    assert wu.post(f"/desk/{petition.number}/do/take-up", {"text": REASON, "reason": REASON}).status_code == 303
    session.refresh(petition)
    assert petition.stage is Stage.RESPONDING
    assert petition.respond_due_at is not None
    assert petition.endorsements == endorsements
    assert REASON in Visit(app).get(f"/petitions/{petition.number}").text
    clock.at = petition.respond_due_at + timedelta(days=2)
    assert "回應逾期" in Visit(app).get(f"/petitions/{petition.number}").text, "it is due as if it had been established"


def test_another_agency_may_not(app: Flask, given: Given, session: Session) -> None:
    petition = given.an_open_petition(endorsements=12)
    session.commit()
    chen = Visit(app).enter(given.cast.chen, strong=True)
    assert chen.post(f"/desk/{petition.number}/do/take-up", {"text": REASON}).status_code == 404
