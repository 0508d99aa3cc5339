"""No sequence of acts and clock jumps makes the platform differ from the rules; with a seeded fault it does."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import Engine, text

from app.endorse import actions as endorse
from app.endorse import tally
from app.endorse.counties import County
from app.endorse.sources import Source
from app.kernel.db import sessions_for
from app.kernel.secrets import Keyring
from app.petition import policy
from app.petition.policy import Entry
from tests.cast import assemble
from tests.property.machine import SMALL, START, Life, life_on

FULL = settings(max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)


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
    "a window that closes a moment late": (endorse, "ENDORSE", "AND :at < endorse_until", "AND :at <= endorse_until"),
    "an endorsement before the window opens": (endorse, "ENDORSE", "AND endorse_from <= :at", "AND :at IS NOT NULL"),
    "one taken back that still counts": (tally, "COUNT", "source, -1 FROM", "source, 0 FROM"),
    "an hour that forgets what was taken back": (tally, "COUNT", "count(*) FILTER (WHERE step = -1)", "0"),
    "a county that loses its people": (tally, "COUNT", "WHERE county IS NOT NULL", "WHERE county IS NULL AND false"),
    "a source that counts who was taken back": (tally, "COUNT", "source, -1 FROM", "NULL, -1 FROM"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_seeded_fault_is_seen(fault: str, machine: type[Life], monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the machine's own acts, in an order that meets each fault."""
    walk(machine())
    room, name, was, becomes = FAULTS[fault]
    statement = getattr(room, name).text
    assert was in statement
    monkeypatch.setattr(room, name, text(statement.replace(was, becomes)))
    with pytest.raises(AssertionError):
        walk(machine())


def walk(life: Life) -> None:
    """From the day of admission to the end of the window, trying what is forbidden at both edges."""
    life.begin()
    life.admit()
    life.endorse(0)
    life.jump_to_the_edge(edge=0, seconds=0)
    life.endorse(0, County.TAIPEI, Source.QR)
    life.take_back(0)
    life.count()
    life.endorse(1, County.LIENCHIANG, Source.LINE)
    life.count()
    life.jump_to_the_edge(edge=1, seconds=0)
    life.endorse(2)
    life.rows_agree()
