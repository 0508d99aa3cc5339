"""Every version of an answer, when and why it came, and what changed between two of them (rule 19)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import render_template
from flask_babel.speaklater import LazyString

from app.kernel.errors import NotFound
from app.petition import queries
from app.petition.models import Petition
from app.respond import answers
from app.respond.differences import Change, Field, between
from app.respond.models import Response
from app.web.public.routes import public
from app.web.shared.say import _, later, lazy_pgettext
from app.web.shared.session import db
from app.web.shared.words import OUTCOMES

NAMES: Mapping[Field, LazyString] = {
    Field.SUMMARY: later("白話摘要"),
    Field.OUTCOME: lazy_pgettext("column", "參採情形"),
    Field.REASON: lazy_pgettext("demand", "理由"),
    Field.PARTS: later("各機關的部分"),
    Field.ANALYSIS: later("評估與分析"),
    Field.CONSULTATIONS: later("諮詢與會議"),
    Field.PLAN: later("後續規劃"),
    Field.PROMISES: later("承諾與期限"),
    Field.ATTACHMENTS: later("附件"),
    Field.DOCUMENT_NO: later("公文字號"),
}
CHANGES: Mapping[Change, LazyString] = {Change.REMOVED: lazy_pgettext("done", "刪除"), Change.ADDED: later("新增")}
EXISTING = later("既有政策")


@public.get("/petitions/<number>/answer/versions")
def versions(number: str) -> str:
    petition, shown = _versions(number)
    return render_template("public/versions.html", p=petition, versions=list(enumerate(shown, 1))[::-1])


@public.get("/petitions/<number>/answer/versions/<int:old>/<int:new>")
def difference(number: str, old: int, new: int) -> str:
    petition, shown = _versions(number)
    if not 0 < old < new <= len(shown):
        raise NotFound("version.unknown")
    before, after = shown[old - 1], shown[new - 1]
    facts = {"names": NAMES, "changes": CHANGES, "outcome": _outcome, "versions": range(1, len(shown) + 1)}
    return render_template(
        "public/difference.html", p=petition, old=old, new=new, before=before, after=after, parts=between(before, after), **facts
    )


def _versions(number: str) -> tuple[Petition, Sequence[Response]]:
    """The versions that were not recalled, oldest first. Raises NotFound where nothing was answered."""
    petition = queries.by_number(db(), number)
    shown = answers.versions(db(), petition)
    if not shown:
        raise NotFound("version.unknown")
    return petition, shown


def _outcome(code: str) -> str:
    """The words of an outcome as the difference names it."""
    outcome, _plus, existing = code.partition("+")
    word = str(OUTCOMES[outcome].word)
    return _("%(what)s（%(other)s）", what=word, other=EXISTING) if existing else word
