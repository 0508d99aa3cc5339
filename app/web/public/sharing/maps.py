"""What crawlers are told: where they need not go, and every petition, a thousand to a file, cut by their ids so that no file shifts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.kernel.errors import NotFound
from app.petition import queries
from app.web.shared.language import PREFIX

SIZE = 1_000
# Personal pages and those of people who serve; what is behind them is nothing to a crawler.
SURFACES = ("me", "account", "sign-in", "join", "welcome", "resume", "propose", "moderate", "desk", "admin", "integrity", "notices", "dev")
PRIVATE = tuple(f"{prefix}/{name}" for prefix in ("", PREFIX) for name in (*SURFACES, "petitions/*/endorse", "petitions/*/mine"))


PAGES = (
    "/",
    "/petitions",
    "/agencies",
    "/waiting",
    "/removals",
    "/transparency",
    "/moderation",
    "/data",
    "/rules",
    "/help",
    "/help/easy",
    "/privacy",
    "/accessibility",
)


@dataclass(frozen=True)
class Place:
    """A page, its path without the language, and when anything last happened to what it shows, where that is known."""

    path: str
    changed: datetime | None = None


def pages() -> Sequence[Place]:
    """The pages that are there whatever is petitioned for."""
    return [Place(path) for path in PAGES]


def files(session: Session) -> int:
    """How many files of petitions there are."""
    return -(-queries.last_id(session) // SIZE)


def places(session: Session, page: int) -> Sequence[Place]:
    """The petitions of a file, from 1. Raises NotFound beyond the last."""
    if not 1 <= page <= files(session):
        raise NotFound("page.unknown")
    return [
        Place(f"/petitions/{number}", changed)
        for number, changed in queries.changed(session, first=(page - 1) * SIZE + 1, last=page * SIZE)
    ]
