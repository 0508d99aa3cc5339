"""What errands are called, how they look, and who may have which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel.speaklater import LazyString

from app.accounts.models import Role
from app.errands import actions
from app.errands.models import Errand, Kind, State
from app.errands.work import IMPORTS
from app.kernel.throttle import Limit
from app.web.shared import limits
from app.web.shared.guards import account
from app.web.shared.say import later
from app.web.shared.sentences import sentence_of
from app.web.shared.session import db, now
from app.web.shared.words import Look

NAMES: Mapping[Kind, LazyString] = {
    Kind.MY_DATA: later("匯出我的資料"),
    Kind.OPEN_DATA: later("匯出開放資料"),
    Kind.DECISIONS: later("匯出檢核紀錄"),
    Kind.CALENDAR: later("匯入辦公日曆"),
}
LOOKS: Mapping[State, Look] = {
    State.PROPOSED: Look(later("等你確認"), "warn", "eye"),
    State.WAITING: Look(later("排隊中"), "mute", "clock"),
    State.UNDER_WAY: Look(later("進行中"), "info", "refresh-cw"),
    State.DONE: Look(later("已完成"), "ok", "circle-check"),
    State.FAILED: Look(later("沒有完成"), "bad", "octagon-alert"),
}
# Whoever no longer serves no longer sees what they asked for as staff.
ONLY_FOR: Mapping[Kind, Role] = {Kind.OPEN_DATA: Role.ADMIN, Kind.DECISIONS: Role.MODERATOR, Kind.CALENDAR: Role.ADMIN}
ASKING = Limit("errand", 20, 3600)


@dataclass(frozen=True)
class ErrandView:
    """An errand as pages show it; `href` is empty where it is somebody else's."""

    errand: Errand
    name: LazyString
    look: Look
    href: str
    by: str
    fault: str

    @property
    def is_export(self) -> bool:
        return self.errand.kind not in IMPORTS

    @property
    def kept_until(self) -> datetime | None:
        ended = self.errand.finished_at
        return None if ended is None else ended + actions.KEPT


def view(errand: Errand, by: str = "") -> ErrandView:
    """How an errand is shown to whoever asks."""
    mine = errand.by_id == account().person.id
    fault = sentence_of(errand.fault, errand.fault_facts) if errand.fault else ""
    return ErrandView(errand, NAMES[errand.kind], LOOKS[errand.state], href(errand) if mine else "", by, fault)


def href(errand: Errand) -> str:
    return url_for("door.errand", key=errand.key)


def ask(kind: Kind) -> Errand:
    """Let whoever asks have an export of this kind begun, unless theirs is open already. Raises TooMany."""
    person = account().person
    limits.take(ASKING, by=f"person:{person.id}")
    return actions.ask(db(), person, kind=kind, at=now())


def may_have(errand: Errand) -> bool:
    """Does whoever asks still serve in the role that this kind is for?"""
    role = ONLY_FOR.get(errand.kind)
    return role is None or role in account().roles
