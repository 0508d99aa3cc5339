"""Agencies as the government is reformed: added, renamed from a day on, merged into another. What was keeps its name and its record."""

from __future__ import annotations

from datetime import date

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, StringField

from app.accounts import agencies, staff
from app.accounts.models import Agency
from app.kernel.errors import Conflict, Invalid, Problem
from app.kernel.workdays import local_day
from app.meet import succession as meetings
from app.petition import mergers
from app.respond import succession as answers
from app.review import succession as reviews
from app.web.admin.surface import admin
from app.web.platform import platform
from app.web.shared import agencies as listed
from app.web.shared import guards
from app.web.shared.choices import Choice
from app.web.shared.filters import agency_name
from app.web.shared.forms import Form
from app.web.shared.say import _, later
from app.web.shared.session import db, now
from app.web.shared.staff import once_more
from app.web.shared.ways import see

HEIRS = (reviews.succeed, answers.succeed, meetings.succeed)


class AddForm(Form):
    """A new agency and where it stands in the tree."""

    code = StringField(later("代碼"))
    name_zh = StringField(later("中文名稱"))
    name_en = StringField(later("英文名稱"))
    parent = SelectField(later("上級機關"))

    def offer(self) -> None:
        self.parent.choices = [Choice("", later("沒有上級機關")), *listed.choices(db())]


class RenameForm(Form):
    """Both names, from when, and what says so."""

    name_zh = StringField(later("新的中文名稱"))
    name_en = StringField(later("新的英文名稱"))
    since = StringField(later("從哪一天起"))
    instrument = StringField(later("依據的文件（公開）"))


class MergeForm(Form):
    """Which agency takes over, and what says so."""

    into = SelectField(later("併入哪個機關"))
    instrument = StringField(later("依據的文件（公開）"))

    def offer(self, gone: Agency) -> None:
        others = [choice for choice in listed.choices(db()) if choice.value != gone.code]
        self.into.choices = [Choice("", later("請選擇")), *others]


@admin.get("/admin/agencies/new")
def ask_add_agency() -> str:
    form = AddForm(None)
    form.offer()
    return render_template("admin/agency_add.html", form=form)


@admin.post("/admin/agencies/new")
def add_agency() -> ResponseReturnValue:
    form = AddForm()
    form.offer()
    try:
        parent = agencies.by_code(db(), form.parent.data) if form.parent.data else None
        added = agencies.add(
            db(), code=form.code.data or "", name_zh=form.name_zh.data or "", name_en=form.name_en.data or "", parent=parent
        )  # fmt: skip
    except (Invalid, Conflict) as refusal:
        return once_more("admin/agency_add.html", form, refusal, dict)
    flash(_("已新增%(agency)s。", agency=agency_name(added)))
    return see(url_for("admin.agencies"))


@admin.get("/admin/agencies/<code>/rename")
def ask_rename_agency(code: str) -> str:
    agency = agencies.by_code(db(), code)
    form = RenameForm(name_zh=agency.name_zh, name_en=agency.name_en, since=local_day(now()).isoformat())
    return render_template("admin/agency_rename.html", form=form, **_names(code))


@admin.post("/admin/agencies/<code>/rename")
def rename_agency(code: str) -> ResponseReturnValue:
    agency, form = agencies.by_code(db(), code), RenameForm()
    try:
        agencies.rename(
            db(), platform().keys, agency, name_zh=form.name_zh.data or "", name_en=form.name_en.data or "",
            since=_day(form.since.data or ""), instrument=form.instrument.data or "", by=guards.person(), at=now(),
        )  # fmt: skip
    except (Invalid, Conflict) as refusal:
        return once_more("admin/agency_rename.html", form, refusal, lambda: _names(code))
    flash(_("已記下新的名稱，並寄信給承辦人。過去的紀錄保留當時的名稱。"))
    return see(url_for("admin.agencies"))


@admin.get("/admin/agencies/<code>/merge")
def ask_merge_agency(code: str) -> str:
    form = MergeForm(None)
    form.offer(agencies.by_code(db(), code))
    return render_template("admin/agency_merge.html", form=form, **_what_moves(code))


@admin.post("/admin/agencies/<code>/merge")
def merge_agency(code: str) -> ResponseReturnValue:
    gone, form = agencies.by_code(db(), code), MergeForm()
    form.offer(gone)
    try:
        if not form.into.data:
            raise Invalid([Problem("into", "agency.which")])
        into = agencies.by_code(db(), form.into.data)
        moved = mergers.merge(
            db(), platform().keys, gone, into, instrument=form.instrument.data or "", by=guards.person(), at=now(), heirs=HEIRS
        )  # fmt: skip
    except (Invalid, Conflict) as refusal:
        return once_more("admin/agency_merge.html", form, refusal, lambda: _what_moves(code))
    flash(_("已整併，%(count)s件提議改由%(agency)s承接。", count=moved, agency=agency_name(into)))
    return see(url_for("admin.agencies"))


def _names(code: str) -> dict[str, object]:
    agency = agencies.by_code(db(), code)
    return {"agency": agency, "names": agencies.names(db(), agency)}


def _what_moves(code: str) -> dict[str, object]:
    agency = agencies.by_code(db(), code)
    officers = [row.person.nickname for row in staff.serving(db()) if row.agency_id == agency.id]
    return {"agency": agency, "count": len(mergers.matters(db(), agency)), "officers": officers}


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        raise Invalid([Problem("since", "calendar.date")]) from None
