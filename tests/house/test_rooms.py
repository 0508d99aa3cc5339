"""Acts that belong to one room: the wall clock, commits, the environment, and the writing of a petition's stage."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

FILES = [Path("config.py"), *sorted(Path("app").rglob("*.py"))]


def calls(tree: ast.AST, *names: str) -> Iterator[int]:
    """Lines that call a method of one of these names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
            yield node.lineno


def reads_clock(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)):
            continue
        if (node.func.value.id, node.func.attr) in {
            ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")
        }:  # fmt: skip
            yield node.lineno


def commits(tree: ast.AST) -> Iterator[int]:
    """Explicit commits, and `sessions.begin()` blocks, which commit at their end."""
    yield from calls(tree, "commit")
    for node in ast.walk(tree):
        is_begin = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "begin"
        if is_begin and "session" in ast.unparse(node.func.value):
            yield node.lineno


def reads_environment(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}:
            yield node.lineno


def writes_stage(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Attribute) and target.attr == "stage" for target in targets):
                yield node.lineno
        is_values = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "values"
        if is_values and any(keyword.arg == "stage" for keyword in node.keywords):
            yield node.lineno


ROOMS: dict[str, tuple[Callable[[ast.AST], Iterator[int]], set[str]]] = {
    "the wall clock": (reads_clock, {"app/kernel/clock.py"}),
    "commits": (commits, {"app/web/shared/session.py", "app/jobs/context.py", "app/cli/context.py"}),
    "the environment": (reads_environment, {"config.py"}),
    "the stage": (writes_stage, {"app/petition/moves.py"}),
}


def strangers(act: str) -> list[str]:
    finds, rooms = ROOMS[act]
    return [
        f"{path}:{line}" for path in FILES if str(path) not in rooms for line in finds(ast.parse(path.read_text(encoding="utf-8")))
    ]  # fmt: skip


@pytest.mark.parametrize("act", ROOMS)
def test_the_act_stays_in_its_room(act: str) -> None:
    assert strangers(act) == []


@pytest.mark.parametrize(
    ("act", "code"),
    [
        ("the wall clock", "at = datetime.now(UTC)"),
        ("commits", "with sessions.begin() as session: pass"),
        ("commits", "session.commit()"),
        ("the environment", "os.environ['HOME']"),
        ("the stage", "petition.stage = Stage.HIDDEN"),
        ("the stage", "update(Petition).values(stage=Stage.HIDDEN)"),
    ],
)
def test_a_stranger_is_seen(act: str, code: str) -> None:
    assert list(ROOMS[act][0](ast.parse(code)))
