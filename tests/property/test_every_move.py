"""Every move of every stage is made by real verbs, in any order, and nothing of a petition changes without its row in the ledger."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import Engine

from app.kernel.db import sessions_for
from app.kernel.errors import DomainError
from app.kernel.secrets import Keyring
from app.petition import moves, policy
from app.petition.lifecycle import LIFE, Move, Stage
from app.petition.models import Transition
from app.petition.policy import Entry
from tests.cast import assemble
from tests.property.verbs import SMALL, VERBS, Scene

START = datetime(2026, 3, 2, 2, tzinfo=UTC)
FULL = settings(max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
# The tally writes the count beside the ledger; what it marks is written there.
COUNTED = {"endorsements"}
# Where the shortest way to a stage does not lead to what the move needs.
CALLED = (Move.ADMIT, Move.REACH, Move.CONVENE, Move.ANSWER)
VIA: dict[tuple[Stage, Move], tuple[Move, ...]] = {
    # The mark of a petition that an agency took up before it was established.
    (Stage.RESPONDING, Move.MARK): (Move.ADMIT, Move.TAKE_UP),
    # And of one that was answered before it was established.
    (Stage.RESPONDED, Move.MARK): (Move.ADMIT, Move.TAKE_UP, Move.ANSWER),
    (Stage.FOLLOW_UP, Move.MARK): (Move.ADMIT, Move.TAKE_UP, Move.STUDY),
    (Stage.CLOSED, Move.MARK): (Move.ADMIT, Move.TAKE_UP, Move.ANSWER, Move.CLOSE),
    # Endorsements removed from one that lapsed, and an undo that shows that it had reached its threshold.
    (Stage.NOT_REACHED, Move.REMOVE): (Move.ADMIT, Move.MARK, Move.LAPSE),
    (Stage.NOT_REACHED, Move.RESTORE): (Move.ADMIT, Move.REMOVE, Move.LAPSE),
    (Stage.NOT_REACHED, Move.REACH): (Move.ADMIT, Move.MARK, Move.REMOVE, Move.MARK, Move.LAPSE),
    # The final answer after a study.
    (Stage.RESPONDED, Move.RECALL_FINAL): (Move.ADMIT, Move.REACH, Move.STUDY, Move.ANSWER),
    # Only what was called before the answer can be changed, called off or drawn after it.
    **{(Stage.RESPONDED, move): CALLED for move in (Move.REARRANGE, Move.CALL_OFF, Move.DRAW)},
}
EDGES = [(before, move) for before, move in LIFE if before is not None]


def way_to(stage: Stage) -> tuple[Move, ...]:
    """The shortest way from the first stage."""
    seen: set[Stage] = set()
    waiting: deque[tuple[Stage, tuple[Move, ...]]] = deque([(LIFE[None, Move.SUBMIT], ())])
    while waiting:
        here, way = waiting.popleft()
        if here is stage:
            return way
        seen.add(here)
        waiting.extend((after, (*way, move)) for (before, move), after in LIFE.items() if before is here and after not in seen)
    raise LookupError(stage)


@pytest.fixture
def scene(fresh_engine: Engine, keys: Keyring, monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.setattr(policy, "RULEBOOK", (Entry(date(2015, 1, 1), "a small one", SMALL),))
    sessions = sessions_for(fresh_engine)
    with sessions.begin() as session:
        cast = assemble(session, keys, at=START)
    return Scene(sessions, keys, cast, START)


def test_every_move_has_its_verb() -> None:
    assert set(VERBS) | {Move.SUBMIT} == set(Move)


@pytest.mark.parametrize("edge", EDGES, ids=lambda edge: f"{edge[0]}-{edge[1]}")
def test_every_move_can_be_made_where_the_table_says(scene: Scene, edge: tuple[Stage, Move]) -> None:
    before, move = edge
    scene.begin()
    for step in VIA.get(edge, way_to(before)):
        VERBS[step](scene)
    columns, ledger = scene.seen()
    assert columns["stage"] is before
    VERBS[move](scene)
    made = scene.seen()[1][len(ledger) :]
    assert (before, move, LIFE[edge]) in [(row.before, row.move, row.after) for row in made]


class AnyOrder(RuleBasedStateMachine):
    """Whatever is tried in whatever order, at whatever time."""

    scene: Scene

    @initialize()
    def begin(self) -> None:
        self.scene.at = START
        self.scene.begin()
        self.columns, self.ledger = self.scene.seen()

    @rule(move=st.sampled_from(list(VERBS)))
    def attempt(self, move: Move) -> None:
        with suppress(DomainError):
            VERBS[move](self.scene)

    @rule(hours=st.sampled_from([1, 24, 24 * 8, 24 * 61]))
    def jump(self, hours: int) -> None:
        self.scene.at += timedelta(hours=hours)

    @invariant()
    def the_ledger_tells_all(self) -> None:
        if not hasattr(self, "columns"):
            return
        columns, ledger = self.scene.seen()
        assert faults(self.columns, self.ledger, columns, ledger) == []
        self.columns, self.ledger = columns, ledger


def faults(was: dict[str, Any], old: list[Transition], columns: dict[str, Any], ledger: list[Transition]) -> list[str]:
    """What of the petition or its ledger the rules of the ledger forbid."""
    found = [f"{row.move} from {row.before} to {row.after}" for row in ledger if LIFE.get((row.before, row.move)) is not row.after]
    found += [
        f"{later.move} does not begin where {earlier.move} ended"
        for earlier, later in pairwise(ledger)
        if earlier.after is not later.before
    ]
    if ledger[-1].after is not columns["stage"]:
        found.append(f"the row is {columns['stage']}, the ledger {ledger[-1].after}")
    if [row.id for row in ledger[: len(old)]] != [row.id for row in old]:
        found.append("the ledger was rewritten")
    changed = {name for name in columns if columns[name] != was[name]} - COUNTED
    if changed and len(ledger) == len(old):
        found.append(f"{sorted(changed)} changed without a row")
    return found


def test_whatever_is_tried_the_ledger_tells_all(scene: Scene) -> None:
    run_state_machine_as_test(type("Bound", (AnyOrder,), {"scene": scene}), settings=FULL)


def test_a_move_that_leaves_no_row_is_seen(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    scene.begin()
    was, old = scene.seen()
    monkeypatch.setattr(moves, "_record", lambda *args, **facts: None)
    VERBS[Move.ADMIT](scene)
    assert faults(was, old, *scene.seen()) != []
