"""No sequence of acts and clock jumps makes the platform differ from the rules; with a seeded fault it does."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import Engine, text

from app.endorse import actions as endorse
from app.endorse import tally
from app.kernel.db import sessions_for
from app.kernel.secrets import Keyring
from app.petition import policy
from app.petition.policy import Entry
from tests.cast import assemble
from tests.property.machine import SMALL, START, Life, life_on

FULL = settings(max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
QUICK = settings(FULL, max_examples=100, phases=[Phase.generate])


@pytest.fixture
def machine(fresh_engine: Engine, keys: Keyring, monkeypatch: pytest.MonkeyPatch) -> type[Life]:
    monkeypatch.setattr(policy, "RULEBOOK", (Entry(date(2015, 1, 1), "a small one", SMALL),))
    sessions = sessions_for(fresh_engine)
    with sessions.begin() as session:
        cast = assemble(session, keys, at=START)
    return life_on(sessions, keys, cast)


def test_the_rules_hold_whatever_happens(machine: type[Life]) -> None:
    run_state_machine_as_test(machine, settings=FULL)


FAULTS = {
    "a window that closes a moment late": ("AND :at < endorse_until", "AND :at <= endorse_until + interval '1 day'"),
    "an endorsement of a petition in review": ("endorse_from <= :at AND", "true OR"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_seeded_fault_in_endorsing_is_found(fault: str, machine: type[Life], monkeypatch: pytest.MonkeyPatch) -> None:
    was, becomes = FAULTS[fault]
    assert was in endorse.ENDORSE.text
    monkeypatch.setattr(endorse, "ENDORSE", text(endorse.ENDORSE.text.replace(was, becomes)))
    with pytest.raises(BaseException):  # noqa: B017, PT011 (hypothesis raises what the machine raised, or a group)
        run_state_machine_as_test(machine, settings=QUICK)


def test_a_seeded_fault_in_counting_is_found(machine: type[Life], monkeypatch: pytest.MonkeyPatch) -> None:
    faulty = tally.COUNT.text.replace("taken_back_xid, id, -1 FROM", "taken_back_xid, id, 0 FROM")
    monkeypatch.setattr(tally, "COUNT", text(faulty))
    with pytest.raises(BaseException):  # noqa: B017, PT011
        run_state_machine_as_test(machine, settings=QUICK)
