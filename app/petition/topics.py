"""The subjects a petition may be filed under: a list that administrators keep, with a name in each language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel import kept_lists
from app.kernel.db import Base
from app.kernel.errors import Conflict, Invalid, NotFound, Problem
from app.kernel.kept_lists import KeptRow

CODE = re.compile(r"[a-z][a-z_]{1,23}")
ZH_MAX, EN_MAX = 40, 60


class Topic(StrEnum):
    """The codes of the first topics."""

    TRANSPORT = "transport"
    EDUCATION = "education"
    HEALTH = "health"
    LABOUR = "labour"
    FAMILY = "family"
    HOUSING = "housing"
    ENVIRONMENT = "environment"
    ANIMALS = "animals"
    AGRICULTURE = "agriculture"
    DIGITAL = "digital"
    CULTURE = "culture"
    FINANCE = "finance"
    JUSTICE = "justice"
    SAFETY = "safety"


class ListedTopic(KeptRow, Base):
    """One topic. Petitions keep a retired one; new ones cannot choose it."""

    __tablename__ = "topic"
    code: Mapped[str] = mapped_column(String(24), unique=True)
    name_zh: Mapped[str] = mapped_column(String(ZH_MAX))
    name_en: Mapped[str] = mapped_column(String(EN_MAX))
    retired_at: Mapped[datetime | None]


def every(session: Session) -> list[ListedTopic]:
    """The whole list in its order, retired ones last."""
    rows = select(ListedTopic).order_by(ListedTopic.retired_at.asc().nulls_first(), ListedTopic.position, ListedTopic.id)
    return list(session.scalars(rows.execution_options(populate_existing=True)))


def one(session: Session, code: str) -> ListedTopic:
    """Raises NotFound."""
    found = kept_lists.one(session, ListedTopic, code)
    if found is None:
        raise NotFound("topic.unknown")
    return found


def may_choose(session: Session, code: str) -> bool:
    """Is it a topic for new petitions?"""
    return session.scalar(select(ListedTopic.id).where(ListedTopic.code == code, ListedTopic.retired_at.is_(None))) is not None


def add(session: Session, code: str, *, zh: str, en: str) -> ListedTopic:
    """A new last topic. Raises Invalid."""
    return kept_lists.add(session, ListedTopic, code, _problems(zh, en), form=CODE, name_zh=zh, name_en=en)


def rename(session: Session, topic: ListedTopic, *, zh: str, en: str, position: int, seen: int) -> None:
    """Other names, on every petition that has it; `seen` is the version that was read. Raises Invalid, Conflict `list.changed`."""
    faults = list(_problems(zh, en))
    if faults:
        raise Invalid(faults)
    kept_lists.change(session, topic, seen=seen, name_zh=zh, name_en=en, position=position)


def retire(session: Session, topic: ListedTopic, *, seen: int, at: datetime) -> None:
    """Not to be chosen any more. Raises Conflict `topic.last`, `list.changed`."""
    if kept_lists.is_last(session, topic, ListedTopic.retired_at.is_(None)):
        raise Conflict("topic.last")
    kept_lists.change(session, topic, seen=seen, retired_at=at)


def restore(session: Session, topic: ListedTopic, *, seen: int) -> None:
    """To be chosen again. Raises Conflict `list.changed`."""
    kept_lists.change(session, topic, seen=seen, retired_at=None)


def _problems(zh: str, en: str) -> Iterator[Problem]:
    for field, text, most in (("name_zh", zh, ZH_MAX), ("name_en", en, EN_MAX)):
        if not text:
            yield Problem(field, "text.missing")
        elif len(text) > most:
            yield Problem(field, "text.long", {"most": most, "count": len(text)})
