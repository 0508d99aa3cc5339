"""The table of the life: every stage can be reached and left, and the README draws just this table."""

from __future__ import annotations

from pathlib import Path

from app.petition.lifecycle import LIFE, Move, Stage, diagram

ENDS = {Stage.CLOSED, Stage.WITHDRAWN, Stage.MERGED, Stage.HIDDEN}


def reachable() -> set[Stage]:
    found: set[Stage | None] = {None}
    while True:
        more = {after for (before, _), after in LIFE.items() if before in found} - found
        if not more:
            return {stage for stage in found if stage is not None}
        found |= more


def test_every_stage_is_reachable() -> None:
    assert reachable() == set(Stage)


def test_every_stage_but_the_ends_has_a_way_out() -> None:
    leaving = {before for (before, _), after in LIFE.items() if before is not None and before is not after}
    assert leaving == set(Stage) - ENDS


def test_every_move_is_used() -> None:
    assert {move for _, move in LIFE} == set(Move)


def test_the_readme_draws_this_table() -> None:
    assert diagram() in Path("README.md").read_text(encoding="utf-8")
