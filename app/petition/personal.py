"""What looks like personal data in a text (rules section 2). It may be wrong: people decide, and their own data is certain."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    ID_NUMBER = "id_number"
    MOBILE = "mobile"
    TELEPHONE = "telephone"
    EMAIL = "email"


@dataclass(frozen=True)
class Finding:
    """A stretch of text as it stands there (in NFKC), and what it looks like."""

    kind: Kind
    found: str


PATTERNS = {
    # In ASCII: Chinese runs into an address without a space, and would hide whose it is.
    Kind.EMAIL: re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"),
    Kind.ID_NUMBER: re.compile(r"(?<![A-Za-z0-9])[A-Za-z][1289A-Da-d]\d{8}(?!\d)"),
    Kind.MOBILE: re.compile(r"(?<!\d)(?:\+?886[\s-]?|0)9\d{2}[\s-]?\d{3}[\s-]?\d{3}(?!\d)"),
    Kind.TELEPHONE: re.compile(r"(?<!\d)\(?0[2-8]\d{0,2}\)?[\s-]\d{3,4}[\s-]?\d{3,4}(?!\d)"),
}
DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
CHINESE_DIGITS = re.compile(r"[〇零一二三四五六七八九]{8,}")


def findings(text: str) -> list[Finding]:
    """Everything in `text` that looks like an ID number, a telephone number or an e-mail address; full-width and 國字 digits too."""
    plain = CHINESE_DIGITS.sub(lambda run: run[0].translate(DIGITS), unicodedata.normalize("NFKC", text))
    return list(dict.fromkeys(_search(plain)))


def _search(text: str) -> Iterator[Finding]:
    for kind, pattern in PATTERNS.items():
        yield from (Finding(kind, match[0]) for match in pattern.finditer(text))
