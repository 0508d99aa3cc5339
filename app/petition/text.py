"""The text of a petition as it is written, checked, frozen on admission and endorsed by its SHA-256 (rule 9)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

from app.petition import words
from app.petition.models import Petition


@dataclass(frozen=True)
class Link:
    """Evidence: what it is and where it stands."""

    label: str
    url: str


@dataclass(frozen=True)
class Text:
    """What a proposer writes. `agencies` are codes; an empty tuple goes with `decide_for_me`. No topic is not chosen yet."""

    title: str
    demands: tuple[str, ...]
    reasons: str
    impact: str
    topic: str | None
    evidence: tuple[Link, ...] = ()
    agencies: tuple[str, ...] = ()
    decide_for_me: bool = False
    difference: str = ""


def text_of(petition: Petition) -> Text:
    """The text as it stands; needs demands and evidence loaded."""
    return Text(
        title=petition.title,
        demands=tuple(demand.text for demand in petition.demands),
        reasons=petition.reasons,
        impact=petition.impact,
        topic=petition.topic,
        evidence=tuple(Link(item.label, item.url) for item in petition.evidence),
        difference=petition.difference,
    )


def digest(text: Text) -> str:
    """SHA-256, in hex, of the JSON of title, demands, reasons, impact and evidence (UTF-8, sorted keys, no spaces)."""
    frozen = {
        "title": text.title,
        "demands": list(text.demands),
        "reasons": text.reasons,
        "impact": text.impact,
        "evidence": [[link.label, link.url] for link in text.evidence],
    }
    return sha256(json.dumps(frozen, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def search_vector(text: Text) -> str:
    """What the search knows of it: the title weighs A, the demands B, the reasons C, the impact D."""
    return words.vector((text.title, "A"), *((demand, "B") for demand in text.demands), (text.reasons, "C"), (text.impact, "D"))


def is_web_address(url: str) -> bool:
    """Is it a whole address of the web, and not too long to keep?"""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and len(url) <= 500 and not re.search(r"\s", url)
    except ValueError:
        return False
