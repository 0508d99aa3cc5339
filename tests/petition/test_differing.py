"""The pieces of a change make up both texts."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.petition.differing import Change, Piece, differing, is_changed

TEXTS = st.text("報稅系統應支援各種作業，。 \n", max_size=60)


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS)
def test_without_the_new_it_is_the_old_and_without_the_old_the_new(before: str, after: str) -> None:
    pieces = differing(before, after)
    assert "".join(piece.text for piece in pieces if piece.change is not Change.NEW) == before
    assert "".join(piece.text for piece in pieces if piece.change is not Change.GONE) == after
    assert is_changed(pieces) == (before != after)


def test_a_word_put_in_is_one_piece() -> None:
    assert differing("報稅系統應支援瀏覽器。", "報稅系統應在兩年內支援瀏覽器。") == [
        Piece(Change.SAME, "報稅系統應"),
        Piece(Change.NEW, "在兩年內"),
        Piece(Change.SAME, "支援瀏覽器。"),
    ]
