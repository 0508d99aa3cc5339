"""What an agency took up and answered below its threshold may still come to it: established, on exactly that endorsement (rule 11)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.endorse import tally
from app.petition.lifecycle import Move, Stage
from app.petition.models import Petition
from app.respond import actions as respond
from app.respond.models import Outcome
from tests.given import WORKDAYS, Given


def answered_below(given: Given, *outcomes: Outcome) -> Petition:
    petition = given.an_open_petition(endorsements=120)
    wu, finance = given.cast.wu, given.cast.finance
    respond.take_up(given.session, petition, by=wu, agency=finance, reason="此事已列入今年計畫。", workdays=WORKDAYS, at=given.at)
    given.answered(petition, *outcomes)
    return petition


@pytest.mark.parametrize("outcomes", [(), (Outcome.UNDER_STUDY, Outcome.ADOPTED)], ids=["answered", "under study"])
def test_it_is_established_by_the_endorsement_that_reaches_it(given: Given, session: Session, outcomes: tuple[Outcome, ...]) -> None:
    petition = answered_below(given, *outcomes)
    stage, due = petition.stage, petition.respond_due_at
    moments = [given.at + timedelta(seconds=no) for no in (1, 2, 3)]
    tally.note_passed(session, petition.id, 4_998, [4_999, 5_000, 5_001], moments)
    session.refresh(petition, ["ledger"])
    assert petition.established_at == moments[1]
    assert (petition.stage, petition.respond_due_at) == (stage, due), "its answer and dates stay as they are"
    last = petition.ledger[-1]
    assert (last.move, last.at, last.facts["mark"]) == (Move.MARK, moments[1], "reached_answered")
    tally.note_passed(session, petition.id, 4_999, [5_000], [given.at + timedelta(hours=1)])
    session.refresh(petition, ["ledger"])
    assert petition.ledger[-1] is last, "once"


def test_nobody_is_warned_of_what_has_its_answer(given: Given, session: Session) -> None:
    petition = answered_below(given)
    assert petition.stage is Stage.RESPONDED
    tally.note_passed(session, petition.id, 900, [1_000, 4_000], [given.at, given.at])
    session.refresh(petition, ["ledger"])
    assert Move.MARK not in [row.move for row in petition.ledger]
