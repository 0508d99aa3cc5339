"""Who serves: invite, end a service, let somebody enrol their second factor anew (rules section 2)."""

from __future__ import annotations

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, SelectField, StringField

from app.accounts import addresses, staff
from app.accounts.models import Agency, Language, Membership, Role
from app.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Problem
from app.petition import assignments
from app.web.admin.surface import admin
from app.web.platform import platform
from app.web.shared import agencies, guards
from app.web.shared.choices import Choice
from app.web.shared.forms import Form
from app.web.shared.say import _, later
from app.web.shared.session import db, now
from app.web.shared.staff import once_more
from app.web.shared.ways import see
from app.web.shared.words import ROLES

# In public an officer is the agency; here they are people.
NAMES = {**ROLES, Role.OFFICER: later("機關承辦人")}
LANGUAGES = (Choice(Language.ZH.value, "中文"), Choice(Language.EN.value, "English"))


class InviteForm(Form):
    """Whom to invite, as what, and for an officer where."""

    address = StringField("e-mail")
    nickname = StringField(later("姓名或職稱（只有平臺人員看得到）"))
    role = SelectField(later("角色"), choices=[Choice(role.value, NAMES[role]) for role in staff.SERVING])
    agency = SelectField(later("機關"))
    is_head = BooleanField(later("機關首長"))
    language = SelectField(later("信件語言"), choices=LANGUAGES)

    def offer(self) -> None:
        self.agency.choices = [Choice("", later("不屬於機關")), *agencies.choices(db())]


@admin.get("/admin")
def people() -> str:
    form = InviteForm(role=request.args.get("role"), agency=request.args.get("agency"))
    form.offer()
    return render_template("admin/people.html", form=form, **_facts())


@admin.post("/admin/people")
def invite() -> ResponseReturnValue:
    form = InviteForm()
    form.offer()
    try:
        address = addresses.email(form.address.data or "")
        role = Role(form.role.data) if form.role.data in {str(one) for one in staff.SERVING} else None
        if role is None:
            raise Invalid([Problem("role", "staff.role")])
        staff.invite(
            db(), platform().keys, address, role=role, agency=_agency(form), nickname=form.nickname.data or "",
            language=Language(form.language.data or Language.ZH), by=guards.person(), at=now(), is_head=form.is_head.data,
        )  # fmt: skip
    except (Invalid, Conflict) as refusal:
        return once_more("admin/people.html", form, refusal, _facts)
    flash(_("邀請信已寄出。對方第一次登入時會設定動態密碼。"))
    return see(url_for("admin.people"))


@admin.post("/admin/people/<int:membership_id>/end")
def end(membership_id: int) -> ResponseReturnValue:
    membership = _serving(membership_id)
    if membership.person_id == guards.person().id:
        raise NotAllowed("staff.self")
    staff.dismiss(db(), membership.person, membership.role, at=now())
    flash(_("已經結束這個人的角色，並登出所有裝置。"))
    return see(url_for("admin.people"))


@admin.post("/admin/people/<int:membership_id>/head")
def head(membership_id: int) -> ResponseReturnValue:
    membership, is_head = _serving(membership_id), request.form.get("act") == "head"
    try:
        staff.set_head(db(), membership, is_head=is_head)
    except Invalid as refusal:
        form = InviteForm(None)
        form.offer()
        return once_more("admin/people.html", form, refusal, _facts)
    flash(_("已經列為機關首長，每個星期一收到摘要。") if is_head else _("已經不是機關首長，不再收到摘要。"))
    return see(url_for("admin.people"))


@admin.post("/admin/people/<int:membership_id>/reset")
def reset(membership_id: int) -> ResponseReturnValue:
    membership = _serving(membership_id)
    if membership.person_id == guards.person().id:
        raise NotAllowed("staff.self")
    staff.reset(db(), membership.person, at=now())
    flash(_("已經清除動態密碼，下次登入要重新設定。"))
    return see(url_for("admin.people"))


@admin.post("/admin/people/<int:membership_id>/approving")
def set_approving(membership_id: int) -> ResponseReturnValue:
    may = request.form.get("may") == "y"
    staff.let_approve(db(), _serving(membership_id), may=may)
    flash(_("這位承辦人可以核可草稿。") if may else _("這位承辦人不能核可草稿。"))
    return see(url_for("admin.people"))


def _serving(membership_id: int) -> Membership:
    """Raises NotFound for a service that has ended or never was."""
    found = next((row for row in staff.serving(db()) if row.id == membership_id), None)
    if found is None:
        raise NotFound("staff.not_serving")
    return found


def _agency(form: InviteForm) -> Agency | None:
    return assignments.agencies_by_code(db(), [form.agency.data])[0] if form.agency.data else None


def _facts() -> dict[str, object]:
    return {"serving": staff.serving(db()), "me": guards.person(), "roles": NAMES}
