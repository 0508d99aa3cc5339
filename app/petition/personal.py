"""What looks like personal data in a text (rules section 2). It may be wrong: people decide, and their own data is certain.

Sought where figures may be full-width, 國字, or parted by spaces and dashes. Each kind in turn; what was found is not found again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.petition.numerals import is_card_number, is_id_number, plain


class Kind(StrEnum):
    EMAIL = "email"
    ID_NUMBER = "id_number"
    RESIDENCE = "residence"
    CARD = "card"
    MOBILE = "mobile"
    TELEPHONE = "telephone"
    ACCOUNT = "account"
    ADDRESS = "address"
    PLATE = "plate"


@dataclass(frozen=True)
class Finding:
    """A stretch of text as it stands there (in NFKC, 國字 digits as figures), and what it looks like."""

    kind: Kind
    found: str


def _near(words: str, before: int, after: int = 0) -> Callable[[str, re.Match[str]], bool]:
    """Does one of the words stand that many characters before or after what was found?"""
    sought = re.compile(words)
    return lambda text, match: bool(
        sought.search(text[max(0, match.start() - before) : match.start()]) or sought.search(text[match.end() : match.end() + after])
    )


def _always(_: str, __: re.Match[str]) -> bool:
    return True


def _is_id(text: str, match: re.Match[str]) -> bool:
    """By its check digit; called one in so many words, it counts with a wrong one too."""
    return is_id_number(match[0]) or CALLED_ID(text, match)


def _is_no_document(text: str, match: re.Match[str]) -> bool:
    """The numbers of official documents (第0950012345號) look like those of mobiles."""
    return not text[: match.start()].rstrip().endswith("第") and not text[match.end() :].startswith("號")


CALLED_ID = _near("身[分份]證|居留證|證號", before=12)
CALLED_PHONE = _near("電話|市話|住家|家裡|聯絡|專線|傳真|來電|撥|打|[Tt][Ee][Ll]", before=8)
CALLED_ACCOUNT = _near("帳號|帳戶|匯款|轉帳|存摺", before=10)
CALLED_CAR = _near("車|牌|肇事|違停", before=14, after=8)

# In ASCII: Chinese runs into an address without a space, and would hide whose it is. Bounded, so that long runs cost no more.
MAIL = r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}(?: ?@ ?| ?[(\[]at[)\]] ?)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+"
GAP = r"[ .\-()]{0,3}"
# 912 345 678 in groups as people write them; where they are of two, the gaps must be alike, or dates would look like it.
MOBILE = "|".join(
    (
        GAP.join((r"9\d\d", r"\d{3}", r"\d{3}")),
        GAP.join((r"9\d", r"\d{3}", r"\d{4}")),
        GAP.join((r"9", r"\d{4}", r"\d{4}")),
        r"9\d\d(?P<three>[ .\-])\d\d(?:(?P=three)\d\d){2}",
        r"9(?P<two>[ .\-])\d\d(?:(?P=two)\d\d){3}",
    )
)
ONE_BY_ONE = r"0(?P<one>[ \-])9(?:(?P=one)\d){8}"
# Freephone numbers (0800, 0809) belong to nobody and fit no area.
AREA = r"(?:\(?0{area}\)?|\+?886[ \-]?{area})[ \-]{{0,3}}(?<=[ \-)]){rest}"
LANDLINE = "|".join(
    AREA.format(area=area, rest=rest)
    for area, rest in (
        ("[24]", r"\d{4}[ \-]{0,3}\d{4}"),
        ("[3-8]", r"\d{3}[ \-]{0,3}\d{4}"),
        ("(?:37|8[29])", r"\d{3}[ \-]{0,3}\d{3}"),
        ("49", r"\d{3}[ \-]{0,3}\d{4}"),
        ("8[23]6", r"\d{2}[ \-]{0,3}\d{3}"),
    )
)
NUMBER = r" ?(?:\d{1,4}|[一二三四五六七八九十百]{1,5}) ?"
# The 號 of a house, not of an exit, a line, a hall or a kind.
OTHER = "出口|線|公|月台|車|機|道|橋|門|館|攤|井|坑|港|倉|令|函|碼|誌"
HOUSE = rf"{NUMBER}(?:[之\-] ?\d{{1,3}} ?)?號(?!{OTHER})(?: ?之 ?\d+)?(?:(?:{NUMBER}|地下\d?)樓)?"
STREET = rf"[一-鿿]{{1,6}}?(?:(?<![公鐵線網道航迴電馬思出套上條走問讓半])路|大道|街)(?:{NUMBER}段)?"
VILLAGE = rf"[一-鿿]{{1,4}}?(?:村|(?<![公海英])里)(?:{NUMBER}鄰)?"
# Norms and trains that are numbered like cars.
LETTERS = "[A-HJ-NP-Z]"
NEW_PLATE = rf"{LETTERS}{{2}}-\d{{4}}|{LETTERS}{{3}}-\d{{3,4}}|[A-Z]\d-\d{{4}}"
OLD_PLATE = rf"\d{{4}}-(?:{LETTERS}{{2}}|[A-Z]\d)|\d{{3}}-{LETTERS}{{3}}"
NORMS = "CNS|RFC|EPA|SDG|RTX|GTX|AED|FDA|ESG|USB|LED|ETC|GPS|EMU|DMU|DR|EU|UN|SAE|VDA"

PATTERNS: tuple[tuple[Kind, str, Callable[[str, re.Match[str]], bool]], ...] = (
    (Kind.EMAIL, MAIL, _always),
    (Kind.ID_NUMBER, rf"(?<![A-Za-z0-9])[A-Za-z]{GAP}[12](?:{GAP}\d){{8}}(?!\d)", _is_id),
    (Kind.RESIDENCE, rf"(?<![A-Za-z0-9])[A-Za-z]{GAP}[89A-Da-d](?:{GAP}\d){{8}}(?!\d)", _is_id),
    (Kind.CARD, r"(?<![\d.])\d(?:[ \-]?\d){12,18}(?!\d)", lambda _, match: is_card_number(match[0])),
    (Kind.MOBILE, rf"(?<![\d.])(?:(?:(?:\+|00)?886{GAP}(?:\(0\))?{GAP}|0[ \-]?)(?:{MOBILE})|{ONE_BY_ONE})(?!\d)", _is_no_document),
    (Kind.TELEPHONE, rf"(?<![\d.\-])(?:{LANDLINE})(?!\d)", _is_no_document),
    (Kind.TELEPHONE, r"(?<!\d)(?:0[2-8]\d{7,8}|(?!20\d\d-20)[2-8]\d{3}-\d{4})(?!\d)", CALLED_PHONE),
    (Kind.ACCOUNT, r"(?<!\d)\d(?:[ \-]?\d){9,15}(?!\d)", CALLED_ACCOUNT),
    (Kind.ADDRESS, rf"(?:{STREET}(?:{NUMBER}巷)?(?:{NUMBER}弄)?|{VILLAGE}){HOUSE}|{STREET}{NUMBER}巷{NUMBER}弄", _always),
    (Kind.PLATE, rf"(?<![A-Z0-9\-])(?!(?:{NORMS})-)(?:{NEW_PLATE})(?![A-Z0-9\-])", CALLED_CAR),
    (Kind.PLATE, rf"(?<![A-Z0-9\-])(?:{OLD_PLATE})(?![A-Z0-9])", CALLED_CAR),
    (Kind.PLATE, r"(?<=車[牌號])[是為:號碼 ]{0,3}(?:[A-Z]{2,3} ?\d{3,4}|\d{3,4} ?[A-Z]{2,3})(?![A-Z0-9])", _always),
)  # fmt: skip
COMPILED = tuple((kind, re.compile(pattern), certain) for kind, pattern, certain in PATTERNS)


def findings(text: str) -> list[Finding]:
    """Everything in `text` that looks like a number, an address or a car that belongs to somebody."""
    return list(dict.fromkeys(_search(plain(text))))


def _search(text: str) -> Iterator[Finding]:
    for kind, pattern, is_one in COMPILED:
        found = [match for match in pattern.finditer(text) if is_one(text, match)]
        yield from (Finding(kind, match[0].strip()) for match in found)
        for match in found:
            text = text[: match.start()] + "\0" * len(match[0]) + text[match.end() :]
