"""Two persons for an answer: submit the draft, look at what a colleague submitted, publish it by approving, or send it back."""

from __future__ import annotations

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from app.kernel.errors import Conflict, Invalid, NotAllowed
from app.petition import moves
from app.petition.assignments import leads
from app.petition.models import Petition
from app.respond import approvals, attachments
from app.respond.approvals import Submission, Verdict
from app.respond.models import DraftKind as Kind
from app.web.agency.answering import PATH, faults, kept_draft, open_case, previewed, publishing, sealed
from app.web.agency.case import case_page
from app.web.agency.editor import Typed
from app.web.agency.surface import agency, desk
from app.web.shared import guards
from app.web.shared.forms import Form
from app.web.shared.say import _, later
from app.web.shared.sentences import sentence_of
from app.web.shared.session import db, now, undo
from app.web.shared.staff import once_more
from app.web.shared.ways import see

VERDICTS = {
    None: later("等待核可"),
    Verdict.APPROVED: later("已核可並公布"),
    Verdict.RETURNED: later("退回修改"),
    Verdict.TAKEN_BACK: later("已收回"),
}


class RemarksForm(Form):
    """What is to be changed."""

    remarks = TextAreaField(later("要修改的地方"))


@agency.post(PATH + "/submit")
def submit(number: str, kind: str) -> ResponseReturnValue:
    petition = open_case(number, kind)
    moves.hold(db(), petition)
    typed = kept_draft(petition, kind)
    if faults(petition, typed):
        return see(url_for("agency.edit", number=number, kind=kind))
    if request.form.get("seal") != sealed(petition, typed):
        return previewed(petition, typed, sentence_of("answer.changed")), 409
    try:
        approvals.submit(
            db(), petition, by=guards.person(), agency=guards.agency(), content=typed.content,
            seal=attachments.sealed(db(), petition, typed.seal),
            note=(request.form.get("note") or "").replace("\r\n", "\n"), at=now(),
        )  # fmt: skip
    except Conflict as late:
        undo()
        return previewed(open_case(number, kind), typed, sentence_of(late.code, late.facts, status=409)), 409
    flash(_("已經送出，並通知可以核可的同仁。"))
    return see(url_for("agency.approval", number=number))


@agency.get("/desk/<number>/approval")
def approval(number: str) -> str:
    return render_template("agency/approval.html", form=RemarksForm(), **_facts(number))


@agency.get(PATH + "/approve")
def ask_approve(number: str, kind: str) -> ResponseReturnValue:
    petition, submission = _waiting(number, kind)
    return previewed(petition, typed_of(petition, submission), submission=submission)


@agency.post(PATH + "/approve")
def approve(number: str, kind: str) -> ResponseReturnValue:
    petition, submission = _waiting(number, kind)
    return publishing(petition, typed_of(petition, submission), submission)


@agency.post("/desk/<number>/approval")
def send_back(number: str) -> ResponseReturnValue:
    petition, form = desk().get(number), RemarksForm()
    by, mine = guards.person(), guards.agency()
    leads(db(), petition, mine)
    submission = approvals.waiting(db(), petition, mine)
    try:
        if submission is None:
            raise Conflict("approval.decided")
        if request.form.get("act") == "take-back":
            approvals.take_back(db(), petition, submission, by=by, agency=mine, at=now())
            flash(_("已經收回，草稿可以再修改。"))
            return see(url_for("agency.approval", number=number))
        remarks = (form.remarks.data or "").replace("\r\n", "\n")
        approvals.send_back(db(), petition, submission, by=by, agency=mine, remarks=remarks, at=now())
    except (Invalid, Conflict, NotAllowed) as refusal:
        return once_more("agency/approval.html", form, refusal, lambda: _facts(number))
    flash(_("已經退回，並通知送出的同仁。"))
    return see(url_for("agency.approval", number=number))


def typed_of(petition: Petition, submission: Submission) -> Typed:
    """The frozen draft. Raises Conflict where it, or a file beside it, is not what was sealed."""
    content = submission.content
    typed = Typed(Kind(content["kind"]), len(petition.demands), int(content["promises"]), dict(content["texts"]))
    if attachments.sealed(db(), petition, typed.seal) != submission.seal:
        raise Conflict("answer.changed")
    return typed


def _waiting(number: str, kind: str) -> tuple[Petition, Submission]:
    """Raises NotFound, NotAllowed, Conflict `approval.decided` where no version of this kind waits."""
    petition = open_case(number, kind)
    submission = approvals.waiting(db(), petition, guards.agency())
    if submission is None or submission.content["kind"] != kind:
        raise Conflict("approval.decided")
    return petition, submission


def _facts(number: str) -> dict[str, object]:
    page, mine = case_page(number), guards.agency()
    leads(db(), page.petition, mine)
    rows = approvals.submissions(db(), page.petition, mine)
    open_one = next((row for row in rows if row.verdict is None), None)
    may = open_one is not None and approvals.may_decide(db(), open_one, by=guards.person(), agency=mine, at=now())
    return {
        "page": page,
        "me": guards.person(),
        "rows": rows,
        "open": open_one,
        "may": may,
        "verdicts": VERDICTS,
        "needs_two": mine.two_person_publishing,
        "limit": approvals.REMARKS_MAX,
    }
