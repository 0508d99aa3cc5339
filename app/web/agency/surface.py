"""The blueprint of the officers' desk, its guard, its frame and its menu; what stands on another agency's desk is not found."""

from __future__ import annotations

from flask import Blueprint

from app.accounts.models import Role
from app.petition import handovers
from app.respond import promises
from app.respond.queries import Desk
from app.review.advice import Desk as Advised
from app.web.shared import guards, staff
from app.web.shared.say import _, later
from app.web.shared.session import db, now
from app.web.shared.staff import Link

agency = Blueprint("agency", __name__)
guards.protect(agency, guards.officer)


def desk() -> Desk:
    """The desk of whoever asks."""
    return Desk(db(), guards.agency())


def menu() -> list[Link]:
    counts = desk().counts()
    return [
        Link("inbox", _("等待回應"), "agency.waiting", counts.waiting),
        Link("users", _("附議中"), "agency.gathering", counts.gathering),
        Link("circle-check", _("已回應"), "agency.answered", counts.answered),
        Link("calendar-check", _("承諾"), "agency.promised", promises.standing(db(), now()).get(guards.agency().id, promises.NONE).open),
        Link("handshake", _("移交"), "agency.handovers_list", len(handovers.offered(db(), guards.agency(), at=now()))),
        Link("search-check", _("檢核徵詢"), "agency.asked", Advised(db(), guards.agency()).count()),
        Link("user-round", _("職務代理"), "agency.standing_in"),
        Link("bell", _("通知設定"), "agency.alerts"),
    ]


staff.frame(agency, role=Role.OFFICER, area=later("機關作業區"), menu=menu)
