"""Two versions of an answer side by side: nothing is lost, nothing is called changed that is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.respond.differences import Change, pieces, sentences

TEXTS = st.text(alphabet="甲乙丙。；！\n」", max_size=60)


@given(text=TEXTS)
def test_no_character_is_lost(text: str) -> None:
    assert "".join(sentences(text)) == text


@given(old=TEXTS, new=TEXTS)
def test_both_versions_can_be_read_out_of_the_difference(old: str, new: str) -> None:
    found = pieces(old, new)
    assert "".join(piece.text for piece in found if piece.change is not Change.ADDED) == old
    assert "".join(piece.text for piece in found if piece.change is not Change.REMOVED) == new


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("先試用。再上線。", "先試用。再上線。", ["same"]),
        ("先試用。五月上線。", "先試用。七月上線。", ["same", "removed", "added"]),
        ("先試用。", "先試用。再上線。", ["same", "added"]),
        ("", "新的一段", ["added"]),
        ("", "", []),
    ],
)
def test_changes_are_by_sentence(old: str, new: str, changes: list[str]) -> None:
    assert [piece.change for piece in pieces(old, new)] == changes
