"""Files beside the answer: what is attached to the draft, one more, one less (rule 18)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import FileField, StringField, TextAreaField

from app.kernel.errors import Conflict, Invalid
from app.petition.models import Petition
from app.respond import approvals, attachments
from app.respond.attachments import ALTERNATIVE_MAX, LARGEST_MB, MB, TITLE_MAX, Upload
from app.web.agency.answering import PATH, open_case
from app.web.agency.case import case_page
from app.web.agency.surface import agency
from app.web.shared import attached, guards, headers
from app.web.shared.forms import Form
from app.web.shared.say import _, later
from app.web.shared.session import db, now
from app.web.shared.staff import once_more
from app.web.shared.ways import see

# What is typed beside the file.
REST = 512 * 1024


class AttachForm(Form):
    """A file, what it is called, and what it says."""

    file = FileField(later("檔案"))
    title = StringField(later("附件名稱"))
    alternative = TextAreaField(later("文字說明"))


@agency.get(PATH + "/attachments")
def attachments_of(number: str, kind: str) -> str:
    open_case(number, kind)
    return render_template("agency/attachments.html", form=AttachForm(), **_facts(number, kind))


@agency.post(PATH + "/attachments")
@headers.admits(LARGEST_MB * MB + REST)
def attach(number: str, kind: str) -> ResponseReturnValue:
    petition, form = open_case(number, kind), AttachForm()
    upload = Upload(_sent(petition), form.title.data or "", (form.alternative.data or "").replace("\r\n", "\n"))
    try:
        attachments.attach(db(), petition, upload, by=guards.person(), agency=guards.agency(), at=now())
    except (Invalid, Conflict) as refusal:
        return once_more("agency/attachments.html", form, refusal, lambda: _facts(number, kind))
    flash(_("已經附上。公布回應之前，只有你的機關看得到。"))
    return see(url_for("agency.attachments_of", number=number, kind=kind))


@agency.post(PATH + "/attachments/<uuid:key>/remove")
def detach(number: str, kind: str, key: UUID) -> ResponseReturnValue:
    petition = open_case(number, kind)
    try:
        attachments.remove(db(), petition, key, agency=guards.agency(), at=now())
    except Conflict as late:
        return once_more("agency/attachments.html", AttachForm(None), late, lambda: _facts(number, kind))
    flash(_("已經移除。公布過的版本還是看得到。"))
    return see(url_for("agency.attachments_of", number=number, kind=kind))


@agency.get(PATH + "/attachments/<uuid:key>")
def attachment(number: str, kind: str, key: UUID) -> Response:
    petition = open_case(number, kind)
    return attached.download(petition, attachments.of_draft_by_key(db(), petition, key))


def _sent(petition: Petition) -> bytes:
    """The bytes of the file, one more than may be at the most."""
    sent = request.files.get("file")
    return b"" if sent is None else sent.read(attachments.most_mb(petition.policy) * MB + 1)


def _facts(number: str, kind: str) -> dict[str, Any]:
    page, mine = case_page(number), guards.agency()
    return {
        "page": page,
        "kind": kind,
        "rows": attachments.of_draft(db(), page.petition),
        "frozen": approvals.waiting(db(), page.petition, mine) is not None,
        "most_mb": attachments.most_mb(page.petition.policy),
        "title_max": TITLE_MAX,
        "limit": ALTERNATIVE_MAX,
    }
