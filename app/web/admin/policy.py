"""The numbers in force and planned, with the instruments that say so; new ones are planned for a day to come (rule 25)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField

from app.kernel.errors import Conflict, Invalid, NotFound, Problem
from app.kernel.workdays import ONE_DAY, local_day
from app.petition import rulebook
from app.web.admin.surface import admin
from app.web.shared import guards, numbers
from app.web.shared.forms import Form
from app.web.shared.say import _, later
from app.web.shared.sentences import sentence_of
from app.web.shared.session import db, now
from app.web.shared.staff import once_more
from app.web.shared.ways import see


class PlanForm(Form):
    """From when, by which instrument and why; the numbers are fields of their own, named as in the policy."""

    since = StringField(later("從哪一天開始"))
    instrument = StringField(later("依據的文件（公開）"))
    reason = StringField(later("理由（公開）"))


class CancelForm(Form):
    """Why a planned change is taken back."""

    reason = StringField(later("取消的理由（公開）"))


@admin.get("/admin/policy")
def policy() -> str:
    return render_template("admin/policy.html", **_facts())


@admin.get("/admin/policy/plan")
def plan_policy() -> str:
    form = PlanForm(since=(local_day(now()) + ONE_DAY).isoformat())
    return render_template("admin/policy_plan.html", form=form, **_plan_facts())


@admin.post("/admin/policy/plan")
def change_policy() -> ResponseReturnValue:
    form = PlanForm()
    try:
        rulebook.plan(
            db(), since=_day(form.since.data or ""), numbers=_numbers(), instrument=form.instrument.data or "",
            reason=form.reason.data or "", seen=_seen(), by=guards.person(), at=now(),
        )  # fmt: skip
    except Conflict as late:
        return once_more("admin/policy_plan.html", form, late, _plan_facts)
    except Invalid as refusal:
        faults = {fault.field: sentence_of(fault.code, fault.facts) for fault in reversed(refusal.problems) if fault.field in numbers.NAMES}
        return once_more("admin/policy_plan.html", form, _summed(refusal), lambda: _plan_facts(faults))
    flash(_("已安排變更，從現在起公開。進行中的提議不受影響。"))
    return see(url_for("admin.policy"))


@admin.get("/admin/policy/<int:no>/cancel")
def ask_cancel_policy(no: int) -> str:
    return render_template("admin/policy_cancel.html", form=CancelForm(None), **_cancel_facts(no))


@admin.post("/admin/policy/<int:no>/cancel")
def cancel_policy(no: int) -> ResponseReturnValue:
    form = CancelForm()
    _planned(no)
    try:
        rulebook.cancel(db(), no, reason=form.reason.data or "", seen=_seen(), by=guards.person(), at=now())
    except (Invalid, Conflict) as refusal:
        return once_more("admin/policy_cancel.html", form, refusal, lambda: _cancel_facts(no))
    flash(_("已取消這個變更。取消也會公開。"))
    return see(url_for("admin.policy"))


def _facts() -> dict[str, object]:
    today = local_day(now())
    rows = asdict(rulebook.policy_on(db(), today)).items()
    return {"entry": rulebook.entry_on(db(), today), "rows": rows, "changes": rulebook.changes(db()), "today": today, "numbers": numbers}


def _plan_facts(faults: Mapping[str, str] | None = None) -> dict[str, object]:
    in_force = asdict(rulebook.policy_on(db(), local_day(now())))
    return {
        "in_force": in_force,
        "typed": {name: request.form.get(name, "") if request.method == "POST" else "" for name in in_force},
        "bounds": {name: rulebook.bounds(name) for name in in_force},
        "faults": faults or {},
        "edition": rulebook.edition(db()),
        "numbers": numbers,
    }


def _summed(refusal: Invalid) -> Invalid:
    """The numbers' faults stand beside their fields; above the form stands that there are some."""
    others = [problem for problem in refusal.problems if problem.field not in numbers.NAMES]
    return Invalid(others if len(others) == len(refusal.problems) else [*others, Problem("", "policy.numbers")])


def _numbers() -> dict[str, int]:
    """What was typed; a field that was left empty does not change."""
    found, problems = {}, []
    for name in numbers.NAMES:
        typed = request.form.get(name, "").strip().replace(",", "")
        if typed.isascii() and typed.isdecimal() and len(typed) < 10:
            found[name] = bool(int(typed)) if numbers.is_choice(name) else int(typed)
        elif typed:
            problems.append(Problem(name, "policy.number"))
    if problems:
        raise Invalid(problems)
    return found


def _cancel_facts(no: int) -> dict[str, object]:
    return {"change": _planned(no), "edition": rulebook.edition(db()), "numbers": numbers}


def _planned(no: int) -> rulebook.Change:
    """Raises NotFound for what was never planned."""
    found = next((change for change in rulebook.changes(db()) if change.no == no), None)
    if found is None:
        raise NotFound("policy.unknown")
    return found


def _seen() -> int:
    seen = request.form.get("edition", "")
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else -1


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        raise Invalid([Problem("since", "calendar.date")]) from None
