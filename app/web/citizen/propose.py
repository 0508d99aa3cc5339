"""Write a proposal: a draft that keeps itself, step by step, until it is handed in (rules 1 to 3).

Every page is a form that works by itself. Buttons say what they do by `act`; one that says nothing, like the Enter key, only saves.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import tree
from app.kernel.errors import Conflict, Invalid, Problem
from app.kernel.office_days import workdays
from app.petition import lists
from app.petition.models import Petition
from app.petition.similar import Similar, forbids
from app.petition.text import Link
from app.propose import actions, queries
from app.propose.content import Step
from app.web.citizen import ahead, checklist, fields
from app.web.citizen.refused import refusal_of
from app.web.citizen.sheet import Sheet, backed, opened, revised, written
from app.web.citizen.surfaces import proposing
from app.web.platform import platform
from app.web.shared import limits, ways
from app.web.shared.cards import card, is_open
from app.web.shared.guards import person
from app.web.shared.sentences import sentence_of
from app.web.shared.session import db, now, undo

BACKING = ("agencies", "evidence")
FRAGMENT = "X-Fragment"
# What another page wrote meanwhile: the names of fields, and what they hold there.
Newer = list[tuple[str, str]]


@proposing.get("/propose")
def start() -> ResponseReturnValue:
    """Go on with a draft, or begin a new one; `?revise=NUMBER` begins with the text of a refused petition."""
    number = request.args.get("revise")
    if number is not None:
        draft = queries.revision(db(), person(), revised(number))
        return ways.see(url_for("propose.write", key=draft.key) if draft else url_for("propose.write", key=uuid4(), revise=number))
    drafts = queries.drafts(db(), person())
    if not drafts or "new" in request.args:
        return ways.see(url_for("propose.write", key=uuid4()))
    return render_template("citizen/drafts.html", drafts=drafts)


@proposing.get("/propose/<uuid:key>")
def write(key: UUID) -> ResponseReturnValue:
    sheet = opened(key)
    return _receipt(sheet) if sheet.submitted else _write(sheet)


@proposing.post("/propose/<uuid:key>")
def save_written(key: UUID) -> ResponseReturnValue:
    sheet = opened(key)
    if sheet.submitted:
        return _receipt(sheet)
    act, _colon, no = request.form.get("act", "save").partition(":")
    sheet = written(sheet, request.form)
    if act == "drop":
        kept = [text for row, text in enumerate(request.form.getlist("demands")) if str(row) != no]
        sheet = sheet.with_(demands=tuple(text for text in kept if text.strip()))
    try:
        sheet = sheet.save(Step.WRITE, request.form)
    except Conflict as refusal:
        return _newer(key, sheet, Step.WRITE, refusal)
    if FRAGMENT in request.headers:
        return render_template("citizen/_saved.html", checks=checklist.checks(sheet), found=fields.found_in_each(request.form))
    if act == "next":
        problems = [problem for problem in sheet.problems() if not _is_backing(problem)]
        return _write(sheet, problems) if problems else ways.see(sheet.path("back"))
    if act == "add":
        at = f"demands-{len(sheet.content.demands)}"
        return ways.see(sheet.path(rows=len(sheet.content.demands) + 1, at=at, _anchor=at))
    return ways.see(sheet.path(_anchor={"drop": "demands", "similar": "similar"}.get(act)))


@proposing.get("/propose/<uuid:key>/similar")
def similar(key: UUID) -> str:
    """The part of the page that is asked for while the title is typed."""
    return render_template("citizen/_similar.html", **_similar(opened(key), request.args.get("title", "")))


@proposing.get("/propose/<uuid:key>/back")
def back(key: UUID) -> ResponseReturnValue:
    sheet = opened(key)
    return _receipt(sheet) if sheet.submitted else _back(sheet, asked=request.args.get("agency", ""))


@proposing.post("/propose/<uuid:key>/back")
def save_backed(key: UUID) -> ResponseReturnValue:
    sheet = opened(key)
    if sheet.submitted:
        return _receipt(sheet)
    act, _colon, value = request.form.get("act", "save").partition(":")
    sheet = backed(sheet, request.form)
    if act == "pick":
        sheet = sheet.with_(agencies=tuple(dict.fromkeys((*sheet.content.agencies, value))), decide_for_me=False)
    if act == "drop":
        rows = zip(request.form.getlist("label"), request.form.getlist("url"), strict=False)
        kept = [Link(label, url) for row, (label, url) in enumerate(rows) if str(row) != value and (label.strip() or url.strip())]
        sheet = sheet.with_(evidence=tuple(kept))
    try:
        sheet = sheet.save(Step.BACK, request.form)
    except Conflict as refusal:
        return _newer(key, sheet, Step.BACK, refusal)
    if FRAGMENT in request.headers:
        return "", 204
    if act == "next":
        problems = [problem for problem in sheet.problems() if _is_backing(problem)]
        return _back(sheet, problems) if problems else ways.see(sheet.path("preview"))
    if act == "add":
        at = f"evidence-{len(sheet.content.evidence)}-label"
        return ways.see(sheet.path("back", rows=len(sheet.content.evidence) + 1, at=at, _anchor=at))
    if act == "find":
        return ways.see(sheet.path("back", agency=request.form.get("agency", ""), _anchor="found"))
    if act == "before":
        return ways.see(sheet.path())
    return ways.see(sheet.path("back", _anchor={"pick": "agencies", "drop": "evidence"}.get(act)))


@proposing.get("/propose/<uuid:key>/found")
def found(key: UUID) -> str:
    """The part of the page that is asked for while an agency's name is typed."""
    asked = request.args.get("agency", "")
    return render_template("citizen/_found.html", found=tree.named(db(), asked), asked=asked, chosen=opened(key).content.agencies)


@proposing.get("/propose/<uuid:key>/preview")
def preview(key: UUID) -> ResponseReturnValue:
    sheet = opened(key)
    if sheet.submitted:
        return _receipt(sheet)
    return _preview(sheet) if sheet.draft else ways.see(sheet.path())


@proposing.post("/propose/<uuid:key>/preview")
def submit(key: UUID) -> ResponseReturnValue:
    sheet = opened(key)
    if sheet.draft is None or sheet.submitted:
        return _receipt(sheet) if sheet.submitted else ways.see(sheet.path())
    limits.take(limits.SUBMIT, by=str(person().id))
    try:
        actions.submit(
            db(), sheet.content.text, by=person(), keys=platform().keys, workdays=workdays(db()), at=now(), draft=sheet.draft
        )  # fmt: skip
    except Invalid as refusal:
        undo()
        return _faulty(opened(key), refusal)
    except Conflict as refusal:
        undo()
        if refusal.code == "propose.submitted":
            return ways.see(url_for("propose.receipt", key=key))
        return _preview(opened(key), sentence_of(refusal.code, refusal.facts)), 409
    return ways.see(url_for("propose.receipt", key=key))


@proposing.get("/propose/<uuid:key>/receipt")
def receipt(key: UUID) -> ResponseReturnValue:
    sheet = opened(key)
    petition = queries.by_id(db(), sheet.draft.submitted_as_id) if sheet.draft else None
    if petition is None:
        return ways.see(sheet.path())
    return render_template("citizen/receipt.html", petition=petition, policy=petition.policy)


@proposing.get("/propose/<uuid:key>/discard")
def ask_discard(key: UUID) -> ResponseReturnValue:
    sheet = opened(key)
    return _receipt(sheet) if sheet.submitted else render_template("citizen/discard.html", sheet=sheet)


@proposing.post("/propose/<uuid:key>/discard")
def discard(key: UUID) -> ResponseReturnValue:
    sheet = opened(key)
    if sheet.submitted:
        return _receipt(sheet)
    if sheet.draft is not None:
        actions.discard(db(), sheet.draft)
    return ways.see(url_for("me.home", discarded=1))


def _newer(key: UUID, typed: Sheet, step: Step, refusal: Conflict) -> ResponseReturnValue:
    """The page once more with everything typed, and what was written elsewhere beside it; saved again, it goes over that."""
    if refusal.code != "draft.newer" or FRAGMENT in request.headers:
        raise refusal
    undo()
    stored = opened(key)
    sheet, there = replace(typed, draft=stored.draft), fields.differences(typed.content, stored.content, step)
    return (_write(sheet, newer=there) if step is Step.WRITE else _back(sheet, newer=there))[0], 409


def _write(sheet: Sheet, problems: list[Problem] | None = None, newer: Newer | None = None) -> tuple[str, int]:
    rows = max(1, min(request.args.get("rows", 1, type=int), sheet.policy.demands_max))
    facts = {
        "sheet": sheet,
        "policy": sheet.policy,
        "form": fields.form(sheet.content, problems or (), demands=rows),
        "checks": checklist.checks(sheet),
        "at": request.args.get("at"),
        "refusal": refusal_of(sheet.revises),
        "marks": sheet.marks(Step.WRITE),
        **_similar(sheet, sheet.content.title),
        "newer": newer,
    }
    return render_template("citizen/write.html", **facts), 422 if problems else 200


def _back(sheet: Sheet, problems: list[Problem] | None = None, asked: str = "", newer: Newer | None = None) -> tuple[str, int]:
    rows = max(1, min(request.args.get("rows", 1, type=int), sheet.policy.evidence_max))
    facts = {
        "sheet": sheet,
        "policy": sheet.policy,
        "form": fields.form(sheet.content, problems or (), links=rows),
        "chosen": tree.of_codes(db(), sheet.content.agencies),
        "branches": tree.branches(db()),
        "asked": asked,
        "found": tree.named(db(), asked),
        "at": request.args.get("at"),
        "marks": sheet.marks(Step.BACK),
        "refusal": refusal_of(sheet.revises),
        "newer": newer,
    }
    return render_template("citizen/back.html", **facts), 422 if problems else 200


def _preview(sheet: Sheet, refusal: str = "") -> str:
    problems = sheet.problems()
    facts = {
        "missing": [(sheet.path("back" if _is_backing(problem) else "write"), words) for problem, words in _worded(sheet, problems)],
        "agencies": tree.of_codes(db(), sheet.content.text.agencies),
        "personal": checklist.personal_data(sheet.content),
        "refusal": refusal,
        "refused": refusal_of(sheet.revises),
        "ahead": ahead.ahead(sheet.policy, at=now()),
        "duties": ahead.duties(sheet.policy),
        "policy": sheet.policy,
    }
    text = actions.tidy(sheet.content.text)
    demands = [{"text": demand} for demand in text.demands]
    return render_template("citizen/preview.html", sheet=sheet, text=text, demands=demands, **facts)


def _worded(sheet: Sheet, problems: list[Problem]) -> list[tuple[Problem, str]]:
    return [(problem, words) for problem, (_id, words) in zip(problems, fields.form(sheet.content, problems).summary, strict=True)]


def _faulty(sheet: Sheet, refusal: Invalid) -> ResponseReturnValue:
    """The first page on which something is wrong."""
    writing = [problem for problem in refusal.problems if not _is_backing(problem)]
    return _write(sheet, writing) if writing else _back(sheet, list(refusal.problems))


def _is_backing(problem: Problem) -> bool:
    return problem.field.startswith(BACKING)


def _similar(sheet: Sheet, title: str) -> dict[str, object]:
    rows = sheet.similar(title)
    shown = {petition.id: petition for petition in lists.of_ids(db(), [row.petition.id for row in rows])}
    return {
        "sheet": sheet,
        "similar": [_alike(shown[row.petition.id], row) for row in rows],
        "title": title,
    }


def _alike(petition: Petition, row: Similar) -> dict[str, object]:
    return {
        "card": card(petition, at=now()),
        "close": row.is_close,
        "forbids": forbids(petition, at=now()),
        "is_open": is_open(petition, now()),
    }


def _receipt(sheet: Sheet) -> ResponseReturnValue:
    if not sheet.submitted:
        abort(404)
    return ways.see(url_for("propose.receipt", key=sheet.key))
