"""The demonstration's second looks: some were made, by whoever had no part in the decision."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.petition.models import Transition
from app.review import second_looks
from app.review.models import SecondLook
from tests.demo.conftest import KEYS

pytestmark = pytest.mark.xdist_group("demonstration")


def test_what_was_drawn_was_looked_at_by_another(shown: Session) -> None:
    found = shown.execute(select(SecondLook, Transition).join(Transition, Transition.id == SecondLook.transition_id)).all()
    assert len(found) == second_looks.agreement(shown).looks > 0
    for look, decision in found:
        assert second_looks.is_drawn(KEYS, decision.id, percent=5)
        acted = select(Transition.id).where(Transition.petition_id == decision.petition_id, Transition.by_id == look.by_id)
        assert shown.scalar(acted) is None and decision.at < look.at
