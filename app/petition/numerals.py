"""Figures however they are written, and the check digits of numbers that have one."""

from __future__ import annotations

import re
import unicodedata

DIGITS = dict(zip("零〇○一二三四五六七八九壹貳參叁肆伍陸柒捌玖", "0001234567891233456789", strict=True))
DASHES = str.maketrans(
    dict.fromkeys("‐‑‒–—―−ー﹣", "-") | dict.fromkeys("・·•‧", ".") | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff", "")
)
RUN = re.compile(rf"[0-9{''.join(DIGITS)}](?:[ .\-]?[0-9{''.join(DIGITS)}]){{7,}}")

# The two figures that each letter of an ID number stands for, A first (the letters were not given out in order).
LETTERS = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (
    10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21, 22, 35, 23, 24, 25, 26, 27, 28, 29, 32, 30, 31, 33,
), strict=True))  # fmt: skip
CARD_LENGTHS = {"3": (14, 15, 16), "4": (13, 16, 19), "5": (16,), "6": (16, 19), "2": (16,)}


def plain(text: str) -> str:
    """NFKC with one dash and no invisible characters; in runs of eight figures or more, 國字 digits become figures."""
    folded = unicodedata.normalize("NFKC", text.translate(DASHES)).translate(DASHES)
    return RUN.sub(lambda run: "".join(DIGITS.get(character, character) for character in run[0]), folded)


def figures(text: str) -> str:
    """Letters and digits alone, in upper case."""
    return "".join(character for character in text if character.isascii() and character.isalnum()).upper()


def is_id_number(text: str) -> bool:
    """A national's, or a residence certificate's of the old (two letters) or the new form, with the right check digit."""
    number = figures(text)
    if len(number) != 10 or number[0] not in LETTERS or not number[2:].isdigit():
        return False
    second = number[1] if number[1].isdigit() else str(LETTERS[number[1]] % 10)
    digits = [LETTERS[number[0]] // 10, LETTERS[number[0]] % 10, *map(int, second + number[2:])]
    return sum(map(int.__mul__, digits, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1))) % 10 == 0


def is_card_number(text: str) -> bool:
    """A payment card's, by its length, its first figure and Luhn's sum."""
    number = figures(text)
    if len(number) not in CARD_LENGTHS.get(number[:1], ()):
        return False
    doubled = (int(digit) * 2 for digit in number[-2::-2])
    return (sum(map(int, number[-1::-2])) + sum(twice - 9 * (twice > 9) for twice in doubled)) % 10 == 0
