"""The blueprint of the administrators' pages, its guard, its frame and its menu."""

from __future__ import annotations

from flask import Blueprint

from app.accounts.models import Role
from app.endorse import integrity
from app.petition import assignments
from app.web.shared import guards, staff
from app.web.shared.say import _, later, pgettext
from app.web.shared.session import db
from app.web.shared.staff import Link

admin = Blueprint("admin", __name__)
guards.protect(admin, guards.admin)


def menu() -> list[Link]:
    return [
        Link("users", _("人員"), "admin.people"),
        Link("landmark", pgettext("list", "機關"), "admin.agencies"),
        Link("handshake", _("主辦未定"), "admin.leads", len(assignments.without_lead(db()))),
        Link("calendar", _("辦公日曆"), "admin.calendar"),
        Link("search-check", _("附議查核"), "integrity.batches", integrity.count_waiting(db())),
        Link("message-square-text", _("滿意度調查"), "admin.surveys"),
        Link("download", _("匯出與匯入"), "admin.errands"),
        Link("server-off", _("背景工作"), "admin.jobs"),
        Link("scale", pgettext("list", "理由"), "admin.grounds"),
        Link("list-filter", pgettext("list", "主題"), "admin.topics"),
        Link("scale", _("規則數字"), "admin.policy"),
        Link("hourglass", _("暫停期間"), "admin.pauses"),
        Link("mail", _("信件文字"), "admin.letters"),
    ]


staff.frame(admin, role=Role.ADMIN, area=later("平臺管理區"), menu=menu)
