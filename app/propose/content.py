"""A draft as it was typed, and the text that it is to become."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.petition.models import Petition
from app.petition.text import Link, Text, text_of

# What a database or a reader cannot take: control characters, save tabs and line ends.
UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Step(StrEnum):
    """The two pages of the form; each writes its own fields and leaves the other's alone."""

    WRITE = "write"
    BACK = "back"

    @property
    def fields(self) -> tuple[str, ...]:
        written = ("title", "demands", "reasons", "impact", "topic", "difference")
        return written if self is Step.WRITE else ("evidence", "agencies", "decide_for_me")


@dataclass(frozen=True)
class Opened:
    """One opening of a page: its step, its own mark, and the mark that the step bore when it was opened."""

    step: Step
    mark: str
    seen: str


@dataclass(frozen=True)
class Content:
    """Everything on the form. Empty rows are left out; nothing is checked."""

    title: str = ""
    demands: tuple[str, ...] = ()
    reasons: str = ""
    impact: str = ""
    topic: str = ""
    difference: str = ""
    evidence: tuple[Link, ...] = ()
    agencies: tuple[str, ...] = ()
    decide_for_me: bool = False

    @property
    def text(self) -> Text:
        """The text to hand in."""
        return Text(
            title=self.title,
            demands=self.demands,
            reasons=self.reasons,
            impact=self.impact,
            topic=self.topic or None,
            evidence=self.evidence,
            agencies=() if self.decide_for_me else self.agencies,
            decide_for_me=self.decide_for_me,
            difference=self.difference,
        )

    def as_json(self) -> dict[str, Any]:
        evidence = [[link.label, link.url] for link in self.evidence]
        return {**vars(self), "demands": list(self.demands), "agencies": list(self.agencies), "evidence": evidence}


def of_json(stored: Mapping[str, Any]) -> Content:
    """What `as_json` kept."""
    rows = {"demands": tuple(stored["demands"]), "agencies": tuple(stored["agencies"])}
    return Content(**{**stored, **rows, "evidence": tuple(Link(label, url) for label, url in stored["evidence"])})


def of_petition(petition: Petition) -> Content:
    """The text of a petition once more, to be rewritten; needs demands, evidence and agencies loaded."""
    text = text_of(petition)
    return Content(
        title=text.title,
        demands=text.demands,
        reasons=text.reasons,
        impact=text.impact,
        topic=str(text.topic or ""),
        difference=text.difference,
        evidence=text.evidence,
        agencies=tuple(row.agency.code for row in petition.assignments),
        decide_for_me=petition.lead_undecided and not petition.assignments,
    )


def typed(text: str) -> str:
    """What somebody typed: line ends as one character, nothing that cannot be stored or read."""
    return UNREADABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
