"""Batches of endorsements to remove: prepare one, look at its sample, confirm it as a second person, undo it likewise."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.endorse import integrity as found
from app.endorse import removals
from app.endorse.models import Removal
from app.endorse.selection import NO_SOURCE, Selection
from app.endorse.sources import Source
from app.kernel.errors import Conflict, Invalid
from app.petition import queries
from app.web.integrity.forms import BatchForm, UndoForm
from app.web.integrity.surface import integrity, role, seen
from app.web.shared import filters, guards
from app.web.shared.say import _
from app.web.shared.session import db, now
from app.web.shared.staff import once_more
from app.web.shared.told import SOURCES
from app.web.shared.ways import see

LIMITS = {"rule": removals.RULE_MAX, "reason": removals.REASON_MAX, "note": removals.NOTE_MAX}


@integrity.get("/integrity")
def batches() -> str:
    return render_template("integrity/batches.html", batches=found.batches(db()), me=guards.person())


@integrity.route("/integrity/petitions/<number>/remove", methods=["GET", "POST"])
def prepare(number: str) -> ResponseReturnValue:
    petition = queries.by_number(db(), number)
    if request.method == "GET":
        asked = {name: request.args.get(name, "") for name in ("begins", "ends", "per_minute", "source")}
        form = BatchForm(None, data=asked)
        return render_template("integrity/prepare.html", form=form, p=petition, limits=LIMITS)
    form = BatchForm()
    try:
        removal = removals.prepare(
            db(), petition, form.selection, rule=form.rule.data or "", reason=form.reason.data or "", note=form.note.data or "",
            by=guards.person(), role=role(), at=now(),
        )  # fmt: skip
    except (Invalid, Conflict) as refusal:
        return once_more("integrity/prepare.html", form, refusal, lambda: {"p": queries.by_number(db(), number), "limits": LIMITS})
    flash(_("已經提出，要等另一個人確認。"))
    return see(url_for("integrity.batch", removal_id=removal.id))


@integrity.get("/integrity/batches/<int:removal_id>")
def batch(removal_id: int) -> str:
    return render_template("integrity/batch.html", form=UndoForm(None), **_seen(removal_id))


@integrity.post("/integrity/batches/<int:removal_id>")
def settle(removal_id: int) -> ResponseReturnValue:
    """Confirm or drop what is prepared."""
    removal, confirms = found.batch(db(), removal_id), request.form.get("act") == "confirm"
    try:
        (removals.confirm if confirms else removals.drop)(db(), removal, by=guards.person(), role=role(), at=now())
    except Conflict as late:
        return once_more("integrity/batch.html", UndoForm(None), late, lambda: _seen(removal_id))
    flash(_("已經移除，人數和統計同時更新，紀錄已經公開。") if confirms else _("已經放棄這一批。"))
    return see(url_for("integrity.batch", removal_id=removal_id))


@integrity.post("/integrity/batches/<int:removal_id>/undo")
def ask_undo(removal_id: int) -> ResponseReturnValue:
    removal, form = found.batch(db(), removal_id), UndoForm()
    try:
        removals.propose_undo(db(), removal, reason=form.reason.data or "", by=guards.person(), role=role(), at=now())
    except (Invalid, Conflict) as refusal:
        return once_more("integrity/batch.html", form, refusal, lambda: _seen(removal_id))
    flash(_("已經提出恢復，要等另一個人同意。"))
    return see(url_for("integrity.batch", removal_id=removal_id))


@integrity.post("/integrity/batches/<int:removal_id>/undone")
def settle_undo(removal_id: int) -> ResponseReturnValue:
    removal, agrees = found.batch(db(), removal_id), request.form.get("act") == "confirm"
    try:
        if agrees:
            removals.undo(db(), removal, seen=seen(), by=guards.person(), role=role(), at=now())
        else:
            removals.drop_undo(db(), removal, seen=seen(), by=guards.person())
    except Conflict as late:
        return once_more("integrity/batch.html", UndoForm(None), late, lambda: _seen(removal_id))
    flash(_("已經恢復，重新計入人數，紀錄已經公開。") if agrees else _("已經決定不恢復。"))
    return see(url_for("integrity.batch", removal_id=removal_id))


def _seen(removal_id: int) -> dict[str, Any]:
    removal = found.batch(db(), removal_id)
    return {
        "batch": removal,
        "p": removal.petition,
        "me": guards.person(),
        "span": found.span(db(), removal),
        "sample": found.sample(db(), removal, smallest=removal.petition.policy.smallest_cell),
        "sources": found.of_removal(db(), removal),
        "now_counting": found.still_counting(db(), removal),
        "selection": _words(removal),
        "limit": removals.REASON_MAX,
    }


def _words(removal: Removal) -> list[tuple[str, str]]:
    """What was looked for, in the page's language."""
    asked, rows = Selection.read(removal.selection), []
    if asked.begins:
        rows.append((_("從"), filters.moment(asked.begins)))
    if asked.ends:
        rows.append((_("到（不含）"), filters.moment(asked.ends)))
    if asked.per_minute:
        rows.append((_("每分鐘至少"), _("%(count)s人", count=filters.count(asked.per_minute))))
    if asked.source:
        rows.append((_("來源"), _("沒有來源") if asked.source == NO_SOURCE else str(SOURCES[Source(asked.source)])))
    if asked.ids:
        rows.append((_("附議的編號"), _("指定的%(count)s筆", count=filters.count(len(asked.ids)))))
    return rows
