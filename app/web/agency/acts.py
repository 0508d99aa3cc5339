"""What an agency does with one text and one press: take up, plan, leave out, extend, report progress, accept or refuse the case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel.speaklater import LazyString
from wtforms import TextAreaField

from app.kernel.errors import Conflict, Invalid, Problem
from app.kernel.office_days import workdays
from app.petition import assignments, deadlines
from app.petition.lifecycle import Move
from app.petition.models import Petition
from app.respond import actions, answers, milestones
from app.web.agency.case import case_page
from app.web.agency.surface import agency, desk
from app.web.shared import filters, guards
from app.web.shared.forms import Form
from app.web.shared.say import _, later
from app.web.shared.session import db, now
from app.web.shared.staff import once_more
from app.web.shared.ways import see

LONGEST = 3_000


class ActForm(Form):
    """A text that will be public."""

    text = TextAreaField()

    def blame(self, refusal: Invalid) -> None:
        """The domain calls the text by what it is there, such as a reason."""
        super().blame(Invalid(Problem("text", p.code, p.facts) for p in refusal.problems))


@dataclass(frozen=True)
class Act:
    """One act: its move, its words, and the verb. `label` is empty where nothing is written."""

    move: Move
    title: LazyString
    label: LazyString | str
    hint: LazyString | str
    button: LazyString
    done: LazyString
    do: Callable[[Petition, ActForm], None]


def _take_up(petition: Petition, form: ActForm) -> None:
    actions.take_up(db(), petition, by=guards.person(), agency=guards.agency(), reason=_text(form), workdays=workdays(db()), at=now())


def _plan(petition: Petition, form: ActForm) -> None:
    actions.plan(db(), petition, by=guards.person(), agency=guards.agency(), text=_text(form), at=now())


def _skip(milestone: Move) -> Callable[[Petition, ActForm], None]:
    def do(petition: Petition, form: ActForm) -> None:
        milestones.skip(
            db(), petition, by=guards.person(), agency=guards.agency(), milestone=milestone, reason=_text(form), at=now()
        )  # fmt: skip

    return do


def _extend(petition: Petition, form: ActForm) -> None:
    actions.extend(db(), petition, by=guards.person(), agency=guards.agency(), reason=_text(form), workdays=workdays(db()), at=now())


def _progress(petition: Petition, form: ActForm) -> None:
    answers.progress(db(), petition, by=guards.person(), agency=guards.agency(), text=_text(form), workdays=workdays(db()), at=now())


def _accept(petition: Petition, _form: ActForm) -> None:
    assignments.accept(db(), petition, by=guards.person(), agency=guards.agency(), at=now())


def _refuse(petition: Petition, form: ActForm) -> None:
    assignments.refuse(db(), petition, by=guards.person(), agency=guards.agency(), reason=_text(form), at=now())


PUBLIC = later("公開。")
SKIPPED = later("公開，並會寄給提議者、附議者和關注的人。之後還是可以辦理。")
ACTS = {
    "take-up": Act(
        Move.TAKE_UP, later("主動受理"), later("受理的理由"), PUBLIC, later("主動受理，開始計算回應期限"),
        later("已主動受理。"), _take_up,
    ),
    "plan": Act(
        Move.PLAN, later("公布處理規劃"), later("處理規劃"), later("公開。寫出負責的單位、會怎麼進行、預計什麼時候回應。"),
        later("公布處理規劃"), later("處理規劃已公布。"), _plan,
    ),
    "skip-plan": Act(
        Move.SKIP, later("不公布處理規劃"), later("為什麼不公布處理規劃"), SKIPPED,
        later("公布理由"), later("理由已公布。"), _skip(Move.PLAN),
    ),
    "skip-contact": Act(
        Move.SKIP, later("不與提議者聯繫"), later("為什麼不與提議者聯繫"), SKIPPED,
        later("公布理由"), later("理由已公布。"), _skip(Move.CONTACT),
    ),
    "extend": Act(
        Move.EXTEND, later("展延回應期限"), later("展延的理由"), later("公開，並會寄給提議者、附議者和關注的人。"),
        later("展延到上面的日期"), later("回應期限已展延。"), _extend,
    ),
    "progress": Act(
        Move.PROGRESS, later("公布研議進度"), later("目前的進度"), later("公開。寫出這段期間做了什麼、還缺什麼、下一步。"),
        later("公布研議進度"), later("研議進度已公布。"), _progress,
    ),
    "accept": Act(Move.ASSIGN, later("確認由本機關處理"), "", "", later("確認由本機關處理"), later("已確認由本機關處理。"), _accept),
    "refuse": Act(
        Move.ASSIGN, later("不是本機關主管"), later("為什麼不是本機關主管"), later("公開。可以寫出你認為主管的機關。"),
        later("送出，由平臺管理者改派"), later("已送出。這件提議不再列在你的機關。"), _refuse,
    ),
}  # fmt: skip


@agency.route("/desk/<number>/do/<slug>", methods=["GET", "POST"])
def act(number: str, slug: str) -> ResponseReturnValue:
    petition, chosen, form = desk().get(number), ACTS.get(slug) or abort(404), ActForm()
    form.text.label.text = str(chosen.label)
    if request.method == "GET":
        return render_template("agency/act.html", form=form, **_facts(number, slug))
    try:
        chosen.do(petition, form)
    except (Invalid, Conflict) as refusal:
        return once_more("agency/act.html", form, refusal, lambda: _facts(number, slug))
    flash(str(chosen.done))
    return see(url_for("agency.waiting") if slug == "refuse" else url_for("agency.case", number=number))


def _facts(number: str, slug: str) -> dict[str, object]:
    page = case_page(number)
    return {
        "page": page,
        "slug": slug,
        "act": ACTS[slug],
        "limit": LONGEST,
        "dates": _dates(page.petition, slug),
    }


def _dates(petition: Petition, slug: str) -> Sequence[tuple[str, str]]:
    """The days that the act would set, shown before it is done."""
    policy, days = petition.policy, workdays(db())
    if slug == "extend" and petition.respond_due_at:
        due = deadlines.extended_due(petition.respond_due_at, months=policy.extend_months, workdays=days)
        return [(_("現在的期限"), filters.until(petition.respond_due_at)), (_("展延後的期限"), filters.until(due))]
    if slug == "take-up":
        return [(_("回應期限"), filters.until(deadlines.respond_due(now(), months=policy.respond_months, workdays=days)))]
    if slug == "progress":
        due = deadlines.follow_up_due(now(), months=policy.follow_up_months, workdays=days)
        return [(_("下一次進度的期限"), filters.until(due))]
    return []


def _text(form: ActForm) -> str:
    return (form.text.data or "").replace("\r\n", "\n")
