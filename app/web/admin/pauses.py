"""Pauses: planned with a preview of every date that will move, given up before they begin, ended early or prolonged (rule 24)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField

from app.kernel.errors import Conflict, Invalid, NotFound, Problem
from app.kernel.workdays import ONE_DAY, TAIPEI, local_day, start_of
from app.petition import pauses as pausing
from app.petition.pauses import Pause
from app.petition.rulebook import policy_on
from app.web.admin.surface import admin
from app.web.shared import guards
from app.web.shared.forms import Form, again
from app.web.shared.say import _, later
from app.web.shared.session import db, now
from app.web.shared.staff import once_more
from app.web.shared.ways import see

WRITTEN = "%Y-%m-%d %H:%M"


class PauseForm(Form):
    """From when to when, in Taipei's time, and why."""

    begins = StringField(later("開始"))
    ends = StringField(later("結束"))
    reason = StringField(later("原因（公開）"))


class EndForm(Form):
    """When it ends instead."""

    ends = StringField(later("新的結束時間"))


@admin.get("/admin/pauses")
def pauses() -> str:
    return render_template("admin/pauses.html", form=_suggested(), **_facts())


@admin.get("/admin/pauses/preview")
def preview_pause() -> ResponseReturnValue:
    form = PauseForm(request.args)
    try:
        begins, ends = _moments(form)
        if not (form.reason.data or "").strip():
            raise Invalid([Problem("reason", "text.missing")])
        shifts = pausing.preview(db(), begins=begins, ends=ends, at=now())
    except Invalid as refusal:
        return again("admin/pauses.html", form, refusal, **_facts())
    return render_template("admin/pause_preview.html", form=form, begins=begins, ends=ends, shifts=shifts)


@admin.post("/admin/pauses")
def plan_pause() -> ResponseReturnValue:
    form = PauseForm()
    try:
        begins, ends = _moments(form)
        pausing.plan(db(), begins=begins, ends=ends, reason=form.reason.data or "", by=guards.person(), at=now())
    except (Invalid, Conflict) as refusal:
        return once_more("admin/pauses.html", form, refusal, _facts)
    flash(_("已安排暫停期間，從現在起公開在規則頁面。"))
    return see(url_for("admin.pauses"))


@admin.get("/admin/pauses/<int:pause_id>")
def pause(pause_id: int) -> str:
    found = _pause(pause_id)
    return render_template("admin/pause.html", form=EndForm(ends=_written(found.ends)), **_pause_facts(pause_id))


@admin.post("/admin/pauses/<int:pause_id>")
def change_pause(pause_id: int) -> ResponseReturnValue:
    form, found = EndForm(), _pause(pause_id)
    is_at_once = request.form.get("act") == "now"
    try:
        ends = now() if is_at_once else _moment(form.ends.data, "ends")
        pausing.change(db(), found, ends=ends, seen=_seen(), by=guards.person(), at=now())
    except (Invalid, Conflict) as refusal:
        return once_more("admin/pause.html", form, refusal, lambda: _pause_facts(pause_id))
    flash(_("暫停已經結束，附議恢復。") if is_at_once else _("已改變暫停的結束時間，附議截止時間跟著重算。"))
    return see(url_for("admin.pauses"))


@admin.post("/admin/pauses/<int:pause_id>/cancel")
def cancel_pause(pause_id: int) -> ResponseReturnValue:
    found = _pause(pause_id)
    try:
        pausing.cancel(db(), found, seen=_seen(), at=now())
    except Conflict as refusal:
        return once_more("admin/pause.html", EndForm(ends=_written(found.ends)), refusal, lambda: _pause_facts(pause_id))
    flash(_("已取消這個暫停期間，沒有任何期限改變。"))
    return see(url_for("admin.pauses"))


def _facts() -> dict[str, object]:
    days = policy_on(db(), local_day(now())).pause_days
    return {"pauses": pausing.every(db()), "at": now(), "days": days, "polling": request.args.get("polling", "")}


def _suggested() -> PauseForm:
    """For an election on the day asked for: so many days before polling until the end of that day."""
    try:
        polling = date.fromisoformat(request.args.get("polling", ""))
    except ValueError:
        return PauseForm(None)
    days = timedelta(days=policy_on(db(), local_day(now())).pause_days)
    begins, ends = start_of(polling - days), start_of(polling + ONE_DAY)
    reason = f"{polling.year}年{polling.month}月{polling.day}日選舉投票，依規則自投票日前{days.days}日起暫停提議與附議。"
    return PauseForm(None, begins=_written(begins), ends=_written(ends), reason=reason)


def _pause_facts(pause_id: int) -> dict[str, object]:
    return {"pause": _pause(pause_id), "at": now()}


def _pause(pause_id: int) -> Pause:
    """Raises NotFound."""
    found = next((pause for pause in pausing.every(db()) if pause.id == pause_id), None)
    if found is None:
        raise NotFound("pause.unknown")
    return found


def _moments(form: PauseForm) -> tuple[datetime, datetime]:
    problems: list[Problem] = []
    found = []
    for name in ("begins", "ends"):
        try:
            found.append(_moment(form[name].data, name))
        except Invalid as refusal:
            problems += refusal.problems
    if problems:
        raise Invalid(problems)
    return found[0], found[1]


def _moment(written: str | None, field: str) -> datetime:
    """A moment as people write it, in Taipei's time."""
    try:
        moment = datetime.fromisoformat((written or "").strip())
    except ValueError:
        raise Invalid([Problem(field, "pause.moment")]) from None
    return moment.replace(tzinfo=TAIPEI)


def _written(moment: datetime) -> str:
    return moment.astimezone(TAIPEI).strftime(WRITTEN)


def _seen() -> int:
    seen = request.form.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else -1
