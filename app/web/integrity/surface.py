"""The blueprint of the desk, its guard, its frame and its menu."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from flask import Blueprint, Flask, request

from app.accounts.models import Role
from app.endorse import integrity as found
from app.endorse import shortfalls
from app.web.shared import guards, staff
from app.web.shared.filters import local
from app.web.shared.say import _, later
from app.web.shared.session import db
from app.web.shared.staff import Link

integrity = Blueprint("integrity", __name__)
guards.protect(integrity, guards.overseer)


def menu() -> list[Link]:
    return [
        Link("circle-minus", _("移除附議"), "integrity.batches", found.count_waiting(db())),
        Link("triangle-alert", _("低於門檻"), "integrity.shortfalls", len(shortfalls.waiting(db()))),
        Link("search-check", _("看附議的來勢"), "integrity.find"),
    ]


def role() -> Role:
    """The role in which whoever asks decides; an administrator's comes first."""
    who = guards.current()
    return Role.ADMIN if Role.ADMIN in who.roles else Role.MODERATOR


def seen() -> datetime | None:
    """When what the page showed was proposed, as its form says; nothing if it does not say so."""
    with suppress(ValueError):
        return datetime.fromisoformat(request.form.get("seen", "")).astimezone(UTC)
    return None


def typed(value: datetime) -> str:
    """As the form of a batch takes it: 2026-03-05 14:30, in Taipei."""
    return f"{local(value):%Y-%m-%d %H:%M}"


def seconds(value: datetime) -> str:
    """2026-03-05 14:30:07, in Taipei."""
    return f"{local(value):%Y-%m-%d %H:%M:%S}"


def furnish(app: Flask) -> None:
    app.jinja_env.filters.update(typed=typed, seconds=seconds)


integrity.context_processor(lambda: {"hour": timedelta(hours=1), "minute": timedelta(minutes=1)})
staff.frame(integrity, role=Role.MODERATOR, also=Role.ADMIN, area=later("附議查核區"), menu=menu)
