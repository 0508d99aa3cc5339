"""From a draft to the public answer: edit, save, preview, publish, recall (rules 18 and 19)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.kernel.errors import Conflict, Invalid, Problem
from app.kernel.office_days import workdays
from app.kernel.workdays import local_day
from app.petition import moves
from app.petition.assignments import leads
from app.petition.lifecycle import Stage
from app.petition.models import Demand, Petition
from app.respond import actions, answers, approvals, attachments, carried, parts, rules
from app.respond.approvals import Submission
from app.respond.models import DraftKind as Kind
from app.respond.models import Reply, Response
from app.respond.queries import draft
from app.respond.rules import Answer
from app.respond.warnings import warnings
from app.web.agency.case import case_page
from app.web.agency.editor import Typed, answer_of, form_of, kept, posted, published
from app.web.agency.surface import agency, desk
from app.web.platform import platform
from app.web.shared import filters, guards
from app.web.shared.say import _
from app.web.shared.sentences import sentence_of
from app.web.shared.session import db, now, undo
from app.web.shared.ways import see

STAGES = {Kind.ANSWER: (Stage.RESPONDING, Stage.FOLLOW_UP), Kind.CORRECTION: (Stage.RESPONDED, Stage.FOLLOW_UP)}
PATH = "/desk/<number>/<any(answer,correction):kind>"


@dataclass(frozen=True)
class Shown:
    """An answer that is not published yet, in the shape of one that is."""

    response: Response
    pairs: Sequence[tuple[Demand, Reply]]
    earlier: Sequence[Response]


@agency.get(PATH)
def edit(number: str, kind: str) -> ResponseReturnValue:
    petition = open_case(number, kind)
    typed = kept_draft(petition, kind)
    return render_template("agency/answer.html", form=form_of(petition, typed), **_facts(petition, typed))


@agency.post(PATH)
def press(number: str, kind: str) -> ResponseReturnValue:
    petition = open_case(number, kind)
    typed, act = posted(petition, Kind(kind)), request.form.get("act", "save")
    place, to = "", url_for("agency.edit", number=number, kind=kind)
    if act == "add-promise":
        typed = typed.with_promise()
        place = f"#promise-{typed.promises}-text"
    elif act.startswith("remove-promise-") and act.removeprefix("remove-promise-").isdecimal():
        typed, place = typed.without_promise(int(act.removeprefix("remove-promise-"))), "#promises"
    elif act == "attachments":
        to = url_for("agency.attachments_of", number=number, kind=kind)
    elif act == "preview":
        typed = typed.tidied()
    try:
        _save(petition, typed)
    except Conflict as late:
        return _late(number, typed, late)
    if act != "preview":
        flash(_("草稿已儲存。"))
        return see(to + place)
    found = faults(petition, typed)
    if found:
        # The draft is kept all the same: only publishing asks for all of it.
        form = form_of(petition, typed)
        form.blame(Invalid(found))
        return render_template("agency/answer.html", form=form, **_facts(petition, typed)), 422
    return see(url_for("agency.preview", number=number, kind=kind))


@agency.post(PATH + "/draft")
def autosave(number: str, kind: str) -> ResponseReturnValue:
    petition = open_case(number, kind)
    _save(petition, posted(petition, Kind(kind)))
    return "", 204


@agency.get(PATH + "/preview")
def preview(number: str, kind: str) -> ResponseReturnValue:
    petition = open_case(number, kind)
    typed = kept_draft(petition, kind)
    if faults(petition, typed):
        return see(url_for("agency.edit", number=number, kind=kind))
    return previewed(petition, typed)


@agency.post(PATH + "/publish")
def publish(number: str, kind: str) -> ResponseReturnValue:
    petition = open_case(number, kind)
    moves.hold(db(), petition)
    return publishing(petition, kept_draft(petition, kind))


def publishing(petition: Petition, typed: Typed, submission: Submission | None = None) -> ResponseReturnValue:
    """Publish what was previewed; a `submission` is approved by it. Raises NotAllowed, Conflict."""
    number, kind = petition.number, typed.kind
    moves.hold(db(), petition)
    if faults(petition, typed):
        if submission is not None:
            raise Conflict("approval.faulty")
        return see(url_for("agency.edit", number=number, kind=kind))
    if request.form.get("seal") != sealed(petition, typed):
        return previewed(petition, typed, sentence_of("answer.changed"), submission), 409
    try:
        if submission is not None:
            approvals.approve(db(), petition, submission, by=guards.person(), agency=guards.agency(), at=now())
        _publish(petition, typed, answer_of(typed)[0])
    except Invalid as refusal:
        undo()
        words = " ".join(dict.fromkeys(sentence_of(problem.code, problem.facts) for problem in refusal.problems))
        petition = open_case(number, kind)
        again = None if submission is None else approvals.waiting(db(), petition, guards.agency())
        return previewed(petition, typed, words, again), 422
    return see(url_for("agency.published_answer", number=number))


@agency.get("/desk/<number>/published")
def published_answer(number: str) -> ResponseReturnValue:
    return render_template("agency/published.html", **_recall_facts(number))


@agency.post("/desk/<number>/recall")
def recall(number: str) -> ResponseReturnValue:
    petition = desk().get(number)
    standing = answers.latest(db(), petition)
    try:
        answers.recall(db(), petition, by=guards.person(), agency=guards.agency(), at=now())
    except Conflict as late:
        undo()
        return render_template("agency/published.html", late=sentence_of(late.code, late.facts, status=409), **_recall_facts(number)), 409
    if standing is not None:
        left = answers.latest(db(), petition)
        given = [promise.commitment_id for promise in left.promises] if left else []
        typed = published(standing, Kind.ANSWER, len(petition.demands)).recalled(given)
        actions.save(db(), petition, by=guards.person(), content=typed.content, at=now())
    flash(_("回應已收回，通知信沒有寄出。內容放回草稿，可以修改後再公布。"))
    return see(url_for("agency.case", number=number))


def open_case(number: str, kind: str) -> Petition:
    """A petition of this desk that may be answered now. Raises NotFound, NotAllowed, Conflict."""
    petition = desk().get(number)
    leads(db(), petition, guards.agency())
    if petition.stage not in STAGES[Kind(kind)]:
        raise Conflict("petition.not_now", stage=petition.stage)
    return petition


def kept_draft(petition: Petition, kind: str) -> Typed:
    """What was typed last, or else what stands."""
    found = draft(db(), petition, Kind(kind))
    return kept(petition, Kind(kind), found.content if found else None, answers.latest(db(), petition))


def _save(petition: Petition, typed: Typed) -> None:
    """Keep the draft, unless a colleague has written since this page was opened.

    Raises Conflict `draft.other`, `draft.gone`, `approval.frozen`, `petition.moved`.
    """
    moves.hold(db(), petition)
    if approvals.waiting(db(), petition, guards.agency()) is not None:
        raise Conflict("approval.frozen")
    found = draft(db(), petition, typed.kind)
    seen = request.form.get("seen", "")
    if found is None and seen:
        raise Conflict("draft.gone")
    if found is not None and found.updated_by_id != guards.person().id and found.updated_at.isoformat() != seen:
        raise Conflict("draft.other", time=filters.clock(found.updated_at))
    actions.save(db(), petition, by=guards.person(), kind=typed.kind, content=typed.content, at=now())


def _late(number: str, typed: Typed, refusal: Conflict) -> ResponseReturnValue:
    undo()
    petition = open_case(number, typed.kind)
    facts = _facts(petition, typed)
    words = sentence_of(refusal.code, refusal.facts, status=409)
    return render_template("agency/answer.html", form=form_of(petition, typed), late=words, **facts), 409


def faults(petition: Petition, typed: Typed) -> list[Problem]:
    """What keeps it from being published."""
    answer, found = answer_of(typed)
    found += rules.problems(answer, demands=typed.demands, policy=petition.policy, at=now())
    found += carried.problems(db(), petition, answer, at=now())
    if typed.kind is Kind.CORRECTION:
        found += answers.correction_faults(db(), petition, answer)
        found += [] if typed.get("correction").strip() else [Problem("correction", "text.missing")]
    elif petition.stage is not Stage.RESPONDING:
        found += rules.undecided(answer)
    return found


def _publish(petition: Petition, typed: Typed, answer: Answer) -> None:
    keys, by, mine = platform().keys, guards.person(), guards.agency()
    looked = {"read_over": "read_over" in request.form, "acknowledged": "acknowledged" in request.form}
    if typed.kind is Kind.CORRECTION:
        reason = typed.get("correction")
        answers.correct(db(), petition, answer, by=by, agency=mine, reason=reason, keys=keys, at=now(), **looked)
        return
    answers.publish(db(), petition, answer, by=by, agency=mine, keys=keys, workdays=workdays(db()), at=now(), **looked)


def _facts(petition: Petition, typed: Typed) -> dict[str, Any]:
    found = draft(db(), petition, typed.kind)
    return {
        "page": case_page(petition.number),
        "typed": typed,
        "attached": attachments.of_draft(db(), petition),
        "saved_at": found.updated_at if found else None,
        "seen": found.updated_at.isoformat() if found else "",
        "policy": petition.policy,
        "longest": rules.LONGEST,
        "today": local_day(now()),
    }


def previewed(petition: Petition, typed: Typed, words: str = "", submission: Submission | None = None) -> str:
    """The answer as the public will see it, how many hear of it, and the one press that is this officer's: publish, submit or approve."""
    answer = answer_of(typed)[0]
    found = answers.scan(db(), petition, answer, keys=platform().keys, correction=typed.get("correction"))
    facts: dict[str, Any] = {"answer": _shown(petition, typed, answer, now()), "scan": found, "readers": answers.readers(db(), petition)}
    facts |= {"seal": sealed(petition, typed), "missing": parts.joint(db(), petition).missing}
    facts["hints"] = warnings(db(), petition, answer, agency=guards.agency())
    press = "approve" if submission else "submit" if guards.agency().two_person_publishing else "publish"
    case = case_page(petition.number)
    return render_template("agency/preview.html", late=words, typed=typed, page=case, press=press, submission=submission, **facts)


def sealed(petition: Petition, typed: Typed) -> str:
    """What a preview showed: what was typed, the files, and the parts of other agencies as they then stood."""
    return parts.joint(db(), petition).sealed(attachments.sealed(db(), petition, typed.seal))


def _shown(petition: Petition, typed: Typed, answer: Answer, at: datetime) -> Shown:
    earlier = answers.versions(db(), petition)[::-1]
    replies = carried.replies(answer)
    response = Response(
        agency=guards.agency(),
        published_at=at,
        document_no=answer.document_no.strip(),
        summary=answer.summary.strip(),
        analysis=answer.analysis.strip(),
        consultations=answer.consultations.strip(),
        plan=answer.plan.strip(),
        correction=typed.get("correction").strip() if typed.kind is Kind.CORRECTION else "",
        replies=replies,
        parts=parts.joint(db(), petition).published(),
        attached=attachments.shown(db(), petition),
        promises=carried.promises(db(), petition, answer, agency=guards.agency(), at=at),
    )
    return Shown(response, list(zip(petition.demands, replies, strict=True)), earlier)


def _recall_facts(number: str) -> dict[str, Any]:
    page = case_page(number)
    row = answers.recallable(db(), page.petition, at=now())
    left = row.announce_from - now() if row else None
    return {"page": page, "until": row.announce_from if row else None, "left": -(-int(left.total_seconds()) // 60) if left else 0}
