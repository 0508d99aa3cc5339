"""What lies on the desks of the seeded demonstration: a held case, batches, and promises in every state."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.endorse.models import Removal
from app.meet.models import Lot, LotState, Meeting
from app.petition import queries
from app.petition.lifecycle import Move
from app.petition.models import Petition
from app.rate.models import SurveyAnswer
from app.respond import promises
from app.respond.models import Commitment, PromiseState
from app.review import holds, notes
from app.review.advice import Advice
from app.review.holds import CaseHold
from tests.demo.conftest import NOW

pytestmark = pytest.mark.xdist_group("demonstration")


def test_one_case_is_held_with_notes_tags_and_advice_asked(shown: Session) -> None:
    petition = shown.get_one(Petition, shown.scalars(select(CaseHold.petition_id)).one())
    held = holds.last(shown, petition)
    assert held is not None and held.is_live(NOW)
    assert [note.hint_for is not None for note in notes.notes(shown, petition)] == [False, True]
    assert len(notes.tags(shown, [petition])[petition.id]) == 2
    assert shown.scalars(select(Advice.petition_id).where(Advice.closed_at.is_(None))).all() == [petition.id]


def test_one_batch_waits_one_stands_and_one_was_undone(shown: Session) -> None:
    waits, undone, stands = shown.scalars(select(Removal).order_by(Removal.id)).all()
    assert waits.settled_at is None and waits.count > 0
    assert stands.settled_at is not None and stands.undone_at is None and stands.removed == stands.count > 5
    assert undone.undone_at is not None and undone.removed == undone.count > 0
    ledger = [row.move for row in queries.timeline(shown, shown.get_one(Petition, undone.petition_id))]
    assert ledger[-2:] == [Move.REMOVE, Move.RESTORE]


def test_one_meeting_is_drawn_and_one_still_takes_names(shown: Session) -> None:
    drawn, open_still = shown.scalars(select(Meeting).where(Meeting.seats > 0).order_by(Meeting.sign_up_until)).all()
    assert drawn.drawn_at is not None and drawn.seed and drawn.pool == 52 and drawn.starts_at is not None and drawn.starts_at > NOW
    assert open_still.drawn_at is None and open_still.sign_up_until is not None and open_still.sign_up_until > NOW
    invited = select(func.count()).where(Lot.meeting_id == drawn.id, Lot.state == LotState.INVITED, Lot.rank > 0)
    assert shown.scalar(invited) == drawn.seats


def test_people_write_in_the_survey(shown: Session) -> None:
    assert shown.scalar(select(func.count()).where(SurveyAnswer.text != "")) in range(20, 400)


def test_promises_are_started_done_put_off_dropped_and_overdue(shown: Session) -> None:
    found = dict(shown.execute(select(Commitment.state, func.count()).group_by(Commitment.state)).all())
    assert found[PromiseState.STARTED] >= 3 and found[PromiseState.DONE] >= 5 and found[PromiseState.DROPPED] == 1
    assert shown.scalar(select(func.count()).where(Commitment.due_on > Commitment.first_due_on)) == 1
    assert shown.scalar(select(func.count()).select_from(Commitment).where(promises.overdue(NOW))) in range(1, 10)
