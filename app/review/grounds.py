"""The list of grounds: which may be chosen, what a decision says of its ground, and how an administrator keeps the list (rule 6)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.kernel import kept_lists
from app.kernel.errors import Conflict, Invalid, NotFound, Problem
from app.review.models import GroundKind, ListedGround
from app.review.rules import Ground

BLANK = re.compile(r"【[^】]*】")
CODE = re.compile(r"[a-z][a-z_]{1,39}")
TEXT_MAX, LONG_MAX = 80, 1_000
# Rule 7 decides by this one.
NEEDED = (Ground.DUPLICATE,)


@dataclass(frozen=True)
class Said:
    """A ground in the words of the day of the decision."""

    text_zh: str
    text_en: str
    law_zh: str
    law_en: str


@dataclass(frozen=True)
class Wording:
    """What an administrator writes of a ground."""

    text_zh: str
    text_en: str
    applies_zh: str
    applies_en: str
    law_zh: str
    law_en: str
    elsewhere_zh: str = ""
    elsewhere_en: str = ""
    template: str = ""


def said_of(facts: Mapping[str, Any]) -> Said:
    """The ground in the facts of a decision."""
    return Said(**facts["said"])


def facts_of(ground: ListedGround) -> dict[str, Any]:
    """What the ledger keeps of a ground."""
    return {"ground": ground.code, "said": {name: getattr(ground, name) for name in Said.__dataclass_fields__}}


def in_use(session: Session, kind: GroundKind, *, at: datetime | None = None) -> list[ListedGround]:
    """What may be chosen, in the published order; with a moment also what was retired after it."""
    rows = select(ListedGround).where(ListedGround.kind == kind, _stands(at))
    return list(session.scalars(rows.order_by(ListedGround.position, ListedGround.id)))


def every(session: Session) -> list[ListedGround]:
    """The whole list, grounds no longer in use last."""
    rows = select(ListedGround).order_by(ListedGround.kind.desc(), ListedGround.used_until.asc().nulls_first(), ListedGround.position)
    return list(session.scalars(rows.execution_options(populate_existing=True)))


def one(session: Session, code: str) -> ListedGround:
    """Raises NotFound."""
    found = kept_lists.one(session, ListedGround, code)
    if found is None:
        raise NotFound("ground.unknown")
    return found


def chosen(session: Session, kind: GroundKind, code: str, *, at: datetime | None = None) -> ListedGround:
    """The ground that was chosen. Raises Invalid unless it is in use, or was retired after that moment."""
    found = session.scalar(select(ListedGround).where(ListedGround.code == code, ListedGround.kind == kind, _stands(at)))
    if found is None:
        raise Invalid([Problem("ground", "ground.missing")])
    return found


def unfilled(ground: ListedGround, text: str) -> list[str]:
    """The blanks of the ground's template that still stand in a text."""
    return [blank for blank in dict.fromkeys(BLANK.findall(ground.template)) if blank in text]


def add(session: Session, kind: GroundKind, code: str, wording: Wording, *, at: datetime) -> ListedGround:
    """A new last ground. Raises Invalid."""
    return kept_lists.add(
        session, ListedGround, code, _problems(wording), form=CODE, among=ListedGround.kind == kind,
        kind=kind, used_from=at, **asdict(wording),
    )  # fmt: skip


def reword(session: Session, ground: ListedGround, wording: Wording, *, seen: int, position: int) -> None:
    """New words for decisions to come; `seen` is the version that was read. Raises Invalid, Conflict `list.changed`."""
    faults = list(_problems(wording))
    if faults:
        raise Invalid(faults)
    kept_lists.change(session, ground, seen=seen, position=position, **asdict(wording))


def retire(session: Session, ground: ListedGround, *, seen: int, at: datetime) -> None:
    """Not to be chosen any more. Raises Conflict `ground.needed`, `list.changed`."""
    in_use_too = (ListedGround.kind == ground.kind) & ListedGround.used_until.is_(None)
    if ground.code in NEEDED or kept_lists.is_last(session, ground, in_use_too):
        raise Conflict("ground.needed")
    kept_lists.change(session, ground, seen=seen, used_until=at)


def restore(session: Session, ground: ListedGround, *, seen: int) -> None:
    """In use again. Raises Conflict `list.changed`."""
    kept_lists.change(session, ground, seen=seen, used_until=None)


def _stands(at: datetime | None) -> ColumnElement[bool]:
    until = ListedGround.used_until
    return until.is_(None) if at is None else or_(until.is_(None), until > at)


def _problems(wording: Wording) -> Iterator[Problem]:
    may_be_empty = ("elsewhere_zh", "elsewhere_en", "template")
    for field, text in asdict(wording).items():
        most = TEXT_MAX * (2 if field == "text_en" else 1) if field.startswith("text") else LONG_MAX
        if not text and field not in may_be_empty:
            yield Problem(field, "text.missing")
        elif len(text) > most:
            yield Problem(field, "text.long", {"most": most, "count": len(text)})
