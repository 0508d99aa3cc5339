"""Grounds in the reader's language: of a decision that was made, in the words of its day, and of the list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.petition.models import Transition
from app.review import grounds
from app.review.grounds import Said
from app.review.models import DecisionProposal, ListedGround
from app.web.shared import filters


def said(decided: Transition | DecisionProposal) -> Said:
    """The ground of a decision, or of one that is proposed."""
    return grounds.said_of(decided.facts)


def text(ground: Said | ListedGround) -> str:
    return ground.text_en if filters.in_english() else ground.text_zh


def law(ground: Said | ListedGround) -> str:
    """Its legal basis."""
    return ground.law_en if filters.in_english() else ground.law_zh


def other_text(ground: Said | ListedGround) -> str:
    """Its text in the language that is not being read."""
    return ground.text_zh if filters.in_english() else ground.text_en


def applies(ground: ListedGround) -> str:
    """When it is to be chosen."""
    return ground.applies_en if filters.in_english() else ground.applies_zh


def elsewhere(ground: ListedGround) -> str:
    """Where people may go instead, in general."""
    return ground.elsewhere_en if filters.in_english() else ground.elsewhere_zh


def public(facts: Mapping[str, Any]) -> dict[str, Any] | None:
    """The ground of a ledger row as open data: its code, and its words in both languages; null where there is none."""
    if "said" not in facts:
        return None
    words = grounds.said_of(facts)
    return {
        "code": facts["ground"],
        "text": {"zh": words.text_zh, "en": words.text_en},
        "law": {"zh": words.law_zh, "en": words.law_en},
    }
