"""What a text must be to be submitted (rule 1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.kernel.errors import Problem
from app.petition.policy import Policy
from app.petition.text import Link, Text
from app.petition.text import is_web_address as is_web_address

CHINESE = re.compile(r"[一-鿿㐀-䶿]")


def problems(text: Text, policy: Policy) -> list[Problem]:
    """Every fault of the text, in the order of the form; an empty list when it may be submitted."""
    return [
        *_length("title", text.title, policy.title_min, policy.title_max),
        *_demands(text.demands, policy),
        *_length("reasons", text.reasons, 1, policy.text_max),
        *_length("impact", text.impact, 1, policy.text_max),
        *([] if text.topic else [Problem("topic", "topic.missing")]),
        *_chinese(text),
        *_evidence(text.evidence, policy),
        *_agencies(text, policy),
        *_length("difference", text.difference, 0, policy.text_max),
    ]


def _length(field: str, value: str, least: int, most: int) -> Iterator[Problem]:
    count = len(value.strip())
    if count == 0 and least > 0:
        yield Problem(field, "text.missing")
    elif count < least:
        yield Problem(field, "text.short", {"least": least, "count": count})
    elif count > most:
        yield Problem(field, "text.long", {"most": most, "count": count})


def _demands(demands: tuple[str, ...], policy: Policy) -> Iterator[Problem]:
    if not demands:
        yield Problem("demands", "demands.none")
    if len(demands) > policy.demands_max:
        yield Problem("demands", "demands.many", {"most": policy.demands_max})
    for no, demand in enumerate(demands):
        yield from _length(f"demands-{no}", demand, policy.demand_min, policy.demand_max)


def _chinese(text: Text) -> Iterator[Problem]:
    if text.title.strip() and not CHINESE.search(text.title):
        yield Problem("title", "text.not_chinese")
    if text.reasons.strip() and not CHINESE.search(text.reasons):
        yield Problem("reasons", "text.not_chinese")


def _evidence(evidence: tuple[Link, ...], policy: Policy) -> Iterator[Problem]:
    if len(evidence) > policy.evidence_max:
        yield Problem("evidence", "evidence.many", {"most": policy.evidence_max})
    for no, link in enumerate(evidence):
        if not is_web_address(link.url):
            yield Problem(f"evidence-{no}-url", "evidence.not_a_link")
        yield from _length(f"evidence-{no}-label", link.label, 1, 120)


def _agencies(text: Text, policy: Policy) -> Iterator[Problem]:
    if not text.agencies and not text.decide_for_me:
        yield Problem("agencies", "agencies.none")
    if len(set(text.agencies)) > policy.agencies_max:
        yield Problem("agencies", "agencies.many", {"most": policy.agencies_max})
