"""What runs by itself and how it fares: queues, workers, tasks, letters that wait or were given up."""

from __future__ import annotations

from datetime import timedelta

from flask import render_template

from app.announce import mailings
from app.web.admin.surface import admin
from app.web.platform import platform
from app.web.shared.say import _, later
from app.web.shared.session import db, now

SILENT_MAX = timedelta(seconds=45)
POSTS = {"worker": later("處理工作"), "tick": later("排定時間")}
CHANNELS = {"email": later("e-mail"), "sms": later("簡訊")}


@admin.get("/admin/jobs")
def jobs() -> str:
    watch = platform().watch
    shop = None if watch is None else watch.workshop(db(), at=now())
    return render_template(
        "admin/jobs.html", shop=shop, mailings=mailings.under_way(db()), silent_max=SILENT_MAX, posts=POSTS, channels=CHANNELS, span=span
    )  # fmt: skip


def span(length: timedelta | None) -> str:
    """A length of time in its largest unit."""
    if length is None:
        return ""
    seconds = int(length.total_seconds())
    if seconds < 120:
        return _("%(count)s秒", count=seconds)
    if seconds < 7200:
        return _("%(count)s分鐘", count=seconds // 60)
    return _("%(count)s小時", count=seconds // 3600) if seconds < 172_800 else _("%(count)s天", count=seconds // 86_400)
