"""The list of grounds: added, reworded, retired. What was decided keeps the words of its day (rule 6)."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, StringField, TextAreaField

from app.kernel.errors import Conflict, Invalid, Problem
from app.review import grounds
from app.review.grounds import Wording
from app.review.models import GroundKind, ListedGround
from app.web.admin.lists import list_form, position_of, seen_of
from app.web.admin.surface import admin
from app.web.shared.choices import Choice
from app.web.shared.forms import Form
from app.web.shared.say import _, later
from app.web.shared.sentences import sentence_of
from app.web.shared.session import db, now, undo
from app.web.shared.staff import once_more
from app.web.shared.ways import see

KINDS = {GroundKind.REFUSE: later("不進入附議的理由"), GroundKind.HIDE: later("隱藏的理由")}
LIST, PAGE = "admin/grounds.html", "admin/ground.html"


class GroundForm(Form):
    """Everything that is said of a ground, in both languages."""

    kind = RadioField(later("用在哪裡"), choices=[Choice(kind.value, words) for kind, words in KINDS.items()], validate_choice=False)
    code = StringField(later("代碼"))
    text_zh = StringField(later("公開的文字（中文）"))
    text_en = StringField(later("公開的文字（英文）"))
    applies_zh = TextAreaField(later("什麼時候適用（中文）"))
    applies_en = TextAreaField(later("什麼時候適用（英文）"))
    law_zh = TextAreaField(later("法令依據（中文）"))
    law_en = TextAreaField(later("法令依據（英文）"))
    elsewhere_zh = TextAreaField(later("可以改去哪裡（中文）"))
    elsewhere_en = TextAreaField(later("可以改去哪裡（英文）"))
    template = TextAreaField(later("說明的範本"))
    position = StringField(later("順序"))

    @property
    def wording(self) -> Wording:
        return Wording(**{name: (self[name].data or "").replace("\r\n", "\n").strip() for name in Wording.__dataclass_fields__})


@admin.get("/admin/grounds", endpoint="grounds")
def listed() -> str:
    return _list()


@admin.get("/admin/grounds/new")
def new_ground() -> str:
    return render_template(PAGE, form=GroundForm(None, kind=GroundKind.REFUSE.value), ground=None)


@admin.post("/admin/grounds/new")
def add_ground() -> ResponseReturnValue:
    form = GroundForm()
    try:
        if form.kind.data not in set(GroundKind):
            raise Invalid([Problem("kind", "ground.kind")])
        grounds.add(db(), GroundKind(form.kind.data), (form.code.data or "").strip(), form.wording, at=now())
    except Invalid as refusal:
        return once_more(PAGE, form, refusal, lambda: {"ground": None})
    flash(_("已新增理由。"))
    return see(url_for("admin.grounds"))


@admin.get("/admin/grounds/<ground_code>")
def ground(ground_code: str) -> str:
    found = grounds.one(db(), ground_code)
    return render_template(PAGE, form=list_form(GroundForm, found), ground=found)


@admin.post("/admin/grounds/<ground_code>")
def reword_ground(ground_code: str) -> ResponseReturnValue:
    found, form = grounds.one(db(), ground_code), GroundForm()
    try:
        grounds.reword(db(), found, form.wording, seen=seen_of(request.form), position=position_of(form.position))
    except (Invalid, Conflict) as refusal:
        return once_more(PAGE, form, refusal, lambda: {"ground": grounds.one(db(), ground_code)})
    flash(_("已存下新的文字。已經做的決定不會改變。"))
    return see(url_for("admin.grounds"))


@admin.post("/admin/grounds/<ground_code>/use")
def use_ground(ground_code: str) -> ResponseReturnValue:
    found = grounds.one(db(), ground_code)
    try:
        _use(found, stops=request.form.get("act") == "retire")
    except Conflict as late:
        undo()
        return _list(late=sentence_of(late.code, late.facts, status=409)), 409
    return see(url_for("admin.grounds"))


def _use(found: ListedGround, *, stops: bool) -> None:
    if stops:
        grounds.retire(db(), found, seen=seen_of(request.form), at=now())
        flash(_("已停用，檢核人員不能再選。"))
    else:
        grounds.restore(db(), found, seen=seen_of(request.form))
        flash(_("已恢復使用。"))


def _list(**facts: Any) -> str:
    rows = grounds.every(db())
    return render_template(LIST, kinds=[(words, [row for row in rows if row.kind is kind]) for kind, words in KINDS.items()], **facts)
