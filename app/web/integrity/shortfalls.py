"""Established petitions that a removal has brought below their threshold: one proposes what is decided, another agrees."""

from __future__ import annotations

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.endorse import shortfalls as flagged
from app.kernel.errors import Conflict, Invalid
from app.web.integrity.forms import FINDINGS, FindingForm
from app.web.integrity.surface import integrity, role, seen
from app.web.shared import guards
from app.web.shared.say import _
from app.web.shared.session import db, now
from app.web.shared.staff import once_more
from app.web.shared.ways import see


@integrity.get("/integrity/shortfalls")
def shortfalls() -> str:
    return render_template("integrity/shortfalls.html", rows=flagged.waiting(db()))


@integrity.get("/integrity/shortfalls/<int:shortfall_id>")
def shortfall(shortfall_id: int) -> str:
    return render_template("integrity/shortfall.html", form=FindingForm(None), **_seen(shortfall_id))


@integrity.post("/integrity/shortfalls/<int:shortfall_id>")
def propose_finding(shortfall_id: int) -> ResponseReturnValue:
    row, form = flagged.get(db(), shortfall_id), FindingForm()
    words = form.statement.data or ""
    try:
        flagged.propose(db(), row, finding=form.chosen, statement=words, by=guards.person(), role=role(), at=now())
    except (Invalid, Conflict) as refusal:
        return once_more("integrity/shortfall.html", form, refusal, lambda: _seen(shortfall_id))
    flash(_("已經提出，要等另一個人同意。"))
    return see(url_for("integrity.shortfall", shortfall_id=shortfall_id))


@integrity.post("/integrity/shortfalls/<int:shortfall_id>/settle")
def settle_finding(shortfall_id: int) -> ResponseReturnValue:
    row, agrees = flagged.get(db(), shortfall_id), request.form.get("act") == "confirm"
    try:
        if agrees:
            flagged.decide(db(), row, seen=seen(), by=guards.person(), role=role(), at=now())
        else:
            flagged.decline(db(), row, seen=seen(), by=guards.person())
    except Conflict as late:
        return once_more("integrity/shortfall.html", FindingForm(None), late, lambda: _seen(shortfall_id))
    flash(_("已經決定，說明已經公開。") if agrees else _("已經退回，可以重新提出。"))
    return see(url_for("integrity.shortfalls"))


def _seen(shortfall_id: int) -> dict[str, object]:
    row = flagged.get(db(), shortfall_id)
    return {"row": row, "p": row.petition, "me": guards.person(), "findings": FINDINGS, "limit": flagged.STATEMENT_MAX}
