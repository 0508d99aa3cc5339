"""The office calendar of a year: days that differ, a day closed by hand, the official file (rule 4)."""

from __future__ import annotations

from datetime import date

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import FileField, StringField

from app.errands import actions
from app.errands.models import Kind
from app.kernel import office_csv, office_days
from app.kernel.errors import Conflict, DomainError, Invalid, Problem
from app.kernel.workdays import local_day
from app.web.admin.surface import admin
from app.web.shared import guards
from app.web.shared.forms import Form
from app.web.shared.say import _, later
from app.web.shared.sentences import sentence_of
from app.web.shared.session import db, now, undo
from app.web.shared.ways import see

YEARS_AHEAD = 1


class CloseForm(Form):
    """A workday on which offices rest after all."""

    day = StringField(later("日期"))
    note = StringField(later("原因"))


class ImportForm(Form):
    """The file that the personnel administration publishes."""

    file = FileField(later("CSV檔"))


@admin.get("/admin/calendar")
def calendar() -> str:
    return _page()


@admin.post("/admin/calendar/close")
def close_day() -> ResponseReturnValue:
    form = CloseForm()
    try:
        day = _day(form.day.data or "")
        office_days.close(db(), day, note=form.note.data or "")
    except (Invalid, Conflict) as refusal:
        return _refused(refusal, closing=form)
    flash(_("已記下%(day)s停止上班。已經定下的期限不會跟著改。", day=day.isoformat()))
    return see(url_for("admin.calendar", year=day.year))


@admin.post("/admin/calendar/<day>/reopen")
def reopen(day: str) -> ResponseReturnValue:
    chosen = _day(day)
    office_days.reopen(db(), chosen)
    flash(_("已取消%(day)s的停止上班。", day=chosen.isoformat()))
    return see(url_for("admin.calendar", year=chosen.year))


@admin.post("/admin/calendar/import")
def import_file() -> ResponseReturnValue:
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise Invalid([Problem("file", "calendar.file")])
        text = office_csv.decode(sent.read())
        office_csv.read(text)
        actions.propose(db(), guards.person(), kind=Kind.CALENDAR, params={"text": text, "source": sent.filename[:200]}, at=now())
    except (Invalid, Conflict) as refusal:
        return _refused(refusal, importing=ImportForm())
    return see(url_for("admin.checked_import"))


def _refused(refusal: DomainError, *, closing: CloseForm | None = None, importing: ImportForm | None = None) -> ResponseReturnValue:
    undo()
    form = closing or importing
    if form is not None and isinstance(refusal, Invalid):
        form.blame(refusal)
        return _page(closing=closing, importing=importing), 422
    return _page(closing=closing, late=sentence_of(refusal.code, refusal.facts, status=409)), 409


def _page(closing: CloseForm | None = None, importing: ImportForm | None = None, late: str = "") -> str:
    asked, this_year = request.args.get("year", ""), local_day(now()).year
    known = office_days.years(db())
    years = sorted({*known, this_year, this_year + YEARS_AHEAD})
    year = int(asked) if asked.isdecimal() and int(asked) in years else this_year
    return render_template(
        "admin/calendar.html", year=year, years=years, known=known, days=office_days.differing(db(), year), by_hand=office_days.BY_HAND,
        closing=closing or CloseForm(None), importing=importing or ImportForm(None), form=closing or importing, late=late,
    )  # fmt: skip


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        raise Invalid([Problem("day", "calendar.date")]) from None
