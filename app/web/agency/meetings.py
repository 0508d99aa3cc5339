"""Meetings on the desk: call, change, call off, record; who is invited and what they agreed to (rule 16)."""

from __future__ import annotations

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue

from app.kernel.errors import Conflict, Invalid
from app.kernel.workdays import local_day
from app.meet import actions, queries, rules
from app.meet.models import Meeting
from app.web.agency.calls import CallForm, ReasonForm, ReportForm, called
from app.web.agency.case import case_page
from app.web.agency.surface import agency, desk
from app.web.platform import platform
from app.web.shared import guards
from app.web.shared.meetings import shown
from app.web.shared.say import _
from app.web.shared.session import db, now
from app.web.shared.staff import once_more
from app.web.shared.ways import see

CALL, OFF, RECORD = "agency/meeting.html", "agency/meeting_off.html", "agency/meeting_record.html"


@agency.get("/desk/<number>/meetings")
def meetings(number: str) -> str:
    page = case_page(number)
    rows = shown(queries.meetings(db(), page.petition), at=now())
    guests = {row.meeting.id: queries.guests(db(), row.meeting) for row in rows}
    waiting = {row.meeting.id: queries.signed_up(db(), row.meeting) for row in rows if row.is_open}
    return render_template("agency/meetings.html", page=page, rows=rows, guests=guests, waiting=waiting)


@agency.get("/desk/<number>/meetings/new")
def new_meeting(number: str) -> str:
    return render_template(CALL, form=CallForm(None, data={"seats": "0"}), **_facts(number))


@agency.post("/desk/<number>/meetings/new")
def convene(number: str) -> ResponseReturnValue:
    petition, form = desk().get(number), CallForm()
    try:
        actions.convene(db(), petition, by=guards.person(), agency=guards.agency(), call=form.call, keys=platform().keys, at=now())
    except (Invalid, Conflict) as refusal:
        return once_more(CALL, form, refusal, lambda: _facts(number))
    return _done(number, _("會議已公告，通知信會寄給提議者、附議者和關注的人。"))


@agency.get("/desk/<number>/meetings/<int:meeting_id>")
def meeting(number: str, meeting_id: int) -> str:
    facts = _facts(number, meeting_id)
    return render_template(CALL, form=CallForm(None, data=called(_meeting(number, meeting_id))), **facts)


@agency.post("/desk/<number>/meetings/<int:meeting_id>")
def rearrange(number: str, meeting_id: int) -> ResponseReturnValue:
    petition, form = desk().get(number), CallForm()
    try:
        actions.rearrange(
            db(), petition, _meeting(number, meeting_id), by=guards.person(), agency=guards.agency(), call=form.call,
            reason=form.reason.data or "", seen=form.version, at=now(),
        )  # fmt: skip
    except (Invalid, Conflict) as refusal:
        return once_more(CALL, form, refusal, lambda: _facts(number, meeting_id))
    return _done(number, _("會議的安排已更新，並通知所有相關的人。"))


@agency.get("/desk/<number>/meetings/<int:meeting_id>/off")
def ask_call_off(number: str, meeting_id: int) -> str:
    return render_template(OFF, form=ReasonForm(None), **_facts(number, meeting_id))


@agency.post("/desk/<number>/meetings/<int:meeting_id>/off")
def call_off(number: str, meeting_id: int) -> ResponseReturnValue:
    petition, form, found = desk().get(number), ReasonForm(), _meeting(number, meeting_id)
    try:
        actions.call_off(db(), petition, found, by=guards.person(), agency=guards.agency(), reason=form.reason.data or "", at=now())
    except (Invalid, Conflict) as refusal:
        return once_more(OFF, form, refusal, lambda: _facts(number, meeting_id))
    return _done(number, _("會議已取消，並通知所有相關的人。"))


@agency.get("/desk/<number>/meetings/record", defaults={"meeting_id": None})
@agency.get("/desk/<number>/meetings/<int:meeting_id>/record")
def ask_record(number: str, meeting_id: int | None) -> str:
    form = ReportForm(None)
    if meeting_id and (starts := _meeting(number, meeting_id).starts_at):
        form.held_on.data = local_day(starts).isoformat()
    return render_template(RECORD, form=form, **_facts(number, meeting_id))


@agency.post("/desk/<number>/meetings/record", defaults={"meeting_id": None})
@agency.post("/desk/<number>/meetings/<int:meeting_id>/record")
def record(number: str, meeting_id: int | None) -> ResponseReturnValue:
    petition, form = desk().get(number), ReportForm()
    found = _meeting(number, meeting_id) if meeting_id else None
    try:
        actions.record(db(), petition, by=guards.person(), agency=guards.agency(), report=form.report, at=now(), meeting=found)
    except (Invalid, Conflict) as refusal:
        return once_more(RECORD, form, refusal, lambda: _facts(number, meeting_id))
    return _done(number, _("會議紀錄已公布。"))


def _done(number: str, words: str) -> ResponseReturnValue:
    flash(words)
    return see(url_for("agency.meetings", number=number))


def _meeting(number: str, meeting_id: int) -> Meeting:
    return queries.meeting(db(), desk().get(number), meeting_id)


def _facts(number: str, meeting_id: int | None = None) -> dict[str, object]:
    page = case_page(number)
    found = queries.meeting(db(), page.petition, meeting_id) if meeting_id else None
    most = {"title": rules.TITLE_MAX, "text": rules.TEXT_MAX, "reason": actions.REASON_MAX, "seats": page.petition.policy.meeting_seats_max}
    return {"page": page, "meeting": found, "today": local_day(now()), "most": most}
