"""How well personal data is found: a labelled set, with what a simple rule would find as a control."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import pytest

from app.petition.numerals import is_card_number, is_id_number, plain
from app.petition.personal import Finding, Kind, findings

FILE = Path(__file__).parent / "personal_cases.csv"
Finder = Callable[[str], set[str]]


@dataclass(frozen=True)
class Score:
    recall: float
    precision: float
    wrong: list[str]


def cases() -> list[tuple[set[str], str]]:
    """Every text, with the kinds that it holds."""
    with FILE.open(encoding="utf-8") as rows:
        read = [line.rstrip("\n").partition(",") for line in rows][1:]
    return [(set(filter(None, kinds.split(";"))), text) for kinds, _, text in read]


def kinds(text: str) -> set[str]:
    return {str(finding.kind) for finding in findings(text)}


def measured(finder: Finder) -> Score:
    rows = [(expected, finder(text), text) for expected, text in cases()]
    hit = sum(len(expected & found) for expected, found, _ in rows)
    sought, told = sum(len(expected) for expected, _, _ in rows), sum(len(found) for _, found, _ in rows)
    wrong = [f"{text}: {sorted(found)}, not {sorted(expected)}" for expected, found, text in rows if expected != found]
    return Score(hit / sought, hit / told, wrong)


def naive(text: str) -> set[str]:
    """The control: ASCII figures that look long enough."""
    simple = {
        "mobile": r"09\d{8}",
        "telephone": r"0\d-\d{6,8}",
        "id_number": r"[A-Z]\d{9}",
        "email": r"\S+@\S+",
        "card": r"\d{16}",
        "address": r"\d+號",
    }
    return {kind for kind, pattern in simple.items() if re.search(pattern, text)}


def test_the_labelled_set_is_large_and_has_both() -> None:
    rows = cases()
    assert len(rows) >= 120
    assert len({text for _, text in rows}) == len(rows)
    assert sum(not expected for expected, _ in rows) >= 60
    assert {kind for expected, _ in rows for kind in expected} == set(Kind)


def test_nearly_everything_is_found_and_little_else(capsys: pytest.CaptureFixture[str]) -> None:
    ours, control = measured(kinds), measured(naive)
    with capsys.disabled():
        print(f"\npersonal data, {len(cases())} texts: recall {ours.recall:.3f}, precision {ours.precision:.3f}", end="")
        print(f" (control: recall {control.recall:.3f}, precision {control.precision:.3f})", *ours.wrong, sep="\n  ")
    assert ours.recall >= 0.97
    assert ours.precision >= 0.97
    assert control.recall < 0.6
    assert control.precision < 0.9


def test_what_was_found_is_written_in_figures() -> None:
    assert findings("請撥零九一二－三四五－六七八") == [Finding(Kind.MOBILE, "0912-345-678")]
    assert plain("民國一一三年") == "民國一一三年", "short runs are words"


def test_one_stretch_is_one_kind() -> None:
    assert kinds("帳號0912-345-678") == {"mobile"}
    assert [finding.kind for finding in findings("0912345678 0912345678")] == [Kind.MOBILE]


@pytest.mark.parametrize("number", ["A123456789", "F123456784", "A823456783", "AC23456781", "a1-2345-6789"])
def test_check_digits_of_documents(number: str) -> None:
    assert is_id_number(number)
    last = number[-1]
    assert not any(is_id_number(number[:-1] + digit) for digit in "0123456789" if digit != last)


def test_check_digits_of_cards() -> None:
    assert is_card_number("4111 1111 1111 1111")
    assert is_card_number("378282246310005")
    assert not is_card_number("4111 1111 1111 1112")
    assert not is_card_number("0000 0000 0000 0000")


@pytest.mark.parametrize("piece", ["0912", "a.", "中山路一段", "一二三四", "0-9-", "A1 "])
def test_long_texts_cost_no_more_than_their_length(piece: str) -> None:
    """A form holds up to half a megabyte, and is searched whenever it saves itself."""
    began = perf_counter()
    findings((piece * 40_000)[:40_000])
    assert perf_counter() - began < 10, "in the square of the length it would be minutes"
