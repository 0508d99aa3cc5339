"""What a correction changed, sentence by sentence: every version stays public, and so does the way from one to the next (rule 19)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from app.respond.models import Reply, Response

SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]+[」』）]*|[^。！？；\n]+")


class Change(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class Field(StrEnum):
    """The parts of an answer, in their order; REASON, OUTCOME and PARTS are of the demand whose number goes with them."""

    SUMMARY = "summary"
    OUTCOME = "outcome"
    REASON = "reason"
    PARTS = "parts"
    ANALYSIS = "analysis"
    CONSULTATIONS = "consultations"
    PLAN = "plan"
    PROMISES = "promises"
    ATTACHMENTS = "attachments"
    DOCUMENT_NO = "document_no"


@dataclass(frozen=True)
class Piece:
    """Sentences that stand in both, only in the old, or only in the new version."""

    change: Change
    text: str


@dataclass(frozen=True)
class Difference:
    """One part of the answer, `no` the demand's number where it is of one; `pieces` in reading order."""

    field: Field
    no: int
    pieces: Sequence[Piece]

    @property
    def is_changed(self) -> bool:
        return any(piece.change is not Change.SAME for piece in self.pieces)


def between(old: Response, new: Response) -> list[Difference]:
    """Every part that either version has, changed or not; needs replies, parts, promises and attachments loaded."""
    before, after = dict(_parts(old)), dict(_parts(new))
    places = sorted(before.keys() | after.keys(), key=_place)
    return [Difference(field, no, pieces(before.get((field, no), ""), after.get((field, no), ""))) for field, no in places]


def pieces(old: str, new: str) -> list[Piece]:
    """The sentences of two texts side by side, those that follow each other with the same change as one piece."""
    before, after = sentences(old), sentences(new)
    found: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece(Change.SAME, "".join(before[a:b])))
            continue
        found += [Piece(Change.REMOVED, "".join(before[a:b]))] if b > a else []
        found += [Piece(Change.ADDED, "".join(after[c:d]))] if d > c else []
    return found


def sentences(text: str) -> list[str]:
    """With the mark or the end of line that closes each; nothing of the text is lost."""
    return SENTENCE.findall(text)


def _parts(response: Response) -> Iterator[tuple[tuple[Field, int], str]]:
    for field in (Field.SUMMARY, Field.ANALYSIS, Field.CONSULTATIONS, Field.PLAN, Field.DOCUMENT_NO):
        yield (field, 0), getattr(response, field)
    for reply in response.replies:
        yield (Field.OUTCOME, reply.demand_no), _outcome(reply)
        yield (Field.REASON, reply.demand_no), reply.reason
    for no in sorted({part.demand_no for part in response.parts}):
        said = (f"{part.agency.name_zh}：{part.text or '未提供'}" for part in response.parts if part.demand_no == no)
        yield (Field.PARTS, no), "\n".join(said)
    yield (Field.PROMISES, 0), "\n".join(f"{promise.text}（{promise.unit}，{promise.due_on}）" for promise in response.promises)
    yield (Field.ATTACHMENTS, 0), "\n".join(f"{row.attachment.title}：{row.attachment.alternative}" for row in response.attached)


def _outcome(reply: Reply) -> str:
    """As a code; whoever shows it knows its words."""
    return f"{reply.outcome}+existing" if reply.existing_policy else str(reply.outcome)


def _place(part: tuple[Field, int]) -> tuple[int, int, int]:
    """What belongs to a demand stands together, demand by demand, right after the summary."""
    field, no = part
    order = list(Field).index(field)
    return (1, no, order) if no else (2 * order, 0, 0)
