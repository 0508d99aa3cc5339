"""The list of topics: added, renamed in both languages, put in order, retired. Petitions keep theirs."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField

from app.kernel.errors import Conflict, Invalid
from app.petition import lists, topics
from app.petition.topics import ListedTopic
from app.web.admin.lists import list_form, position_of, seen_of
from app.web.admin.surface import admin
from app.web.shared.forms import Form
from app.web.shared.say import _, later
from app.web.shared.sentences import sentence_of
from app.web.shared.session import db, now, undo
from app.web.shared.staff import once_more
from app.web.shared.ways import see

LIST, PAGE = "admin/topics.html", "admin/topic.html"


class TopicForm(Form):
    """A topic's names."""

    code = StringField(later("代碼"))
    name_zh = StringField(later("名稱（中文）"))
    name_en = StringField(later("名稱（英文）"))
    position = StringField(later("順序"))

    @property
    def names(self) -> dict[str, str]:
        return {"zh": (self.name_zh.data or "").strip(), "en": (self.name_en.data or "").strip()}


@admin.get("/admin/topics", endpoint="topics")
def listed() -> str:
    return render_template(LIST, form=TopicForm(None), **_facts())


@admin.post("/admin/topics")
def add_topic() -> ResponseReturnValue:
    form = TopicForm()
    try:
        topics.add(db(), (form.code.data or "").strip(), **form.names)
    except Invalid as refusal:
        return once_more(LIST, form, refusal, _facts)
    flash(_("已新增主題。"))
    return see(url_for("admin.topics"))


@admin.get("/admin/topics/<topic_code>")
def topic(topic_code: str) -> str:
    found = topics.one(db(), topic_code)
    return render_template(PAGE, form=list_form(TopicForm, found), topic=found)


@admin.post("/admin/topics/<topic_code>")
def rename_topic(topic_code: str) -> ResponseReturnValue:
    found, form = topics.one(db(), topic_code), TopicForm()
    try:
        topics.rename(db(), found, **form.names, position=position_of(form.position), seen=seen_of(request.form))
    except (Invalid, Conflict) as refusal:
        return once_more(PAGE, form, refusal, lambda: {"topic": topics.one(db(), topic_code)})
    flash(_("已存下主題。"))
    return see(url_for("admin.topics"))


@admin.post("/admin/topics/<topic_code>/use")
def use_topic(topic_code: str) -> ResponseReturnValue:
    found = topics.one(db(), topic_code)
    try:
        _use(found, stops=request.form.get("act") == "retire")
    except Conflict as late:
        undo()
        return render_template(LIST, form=TopicForm(None), late=sentence_of(late.code, late.facts, status=409), **_facts()), 409
    return see(url_for("admin.topics"))


def _use(found: ListedTopic, *, stops: bool) -> None:
    if stops:
        topics.retire(db(), found, seen=seen_of(request.form), at=now())
        flash(_("已停用，新的提議不能再選。"))
    else:
        topics.restore(db(), found, seen=seen_of(request.form))
        flash(_("已恢復使用。"))


def _facts() -> dict[str, Any]:
    return {"topics": topics.every(db()), "counts": dict(lists.per_topic(db()))}
