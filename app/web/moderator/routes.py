"""The moderators' pages: the queue, a case, and its admission. A form that came too late is shown again with 409 and all that was typed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.models import Role
from app.discuss import inbox
from app.endorse import integrity
from app.kernel.errors import Conflict, Invalid, NotAllowed
from app.kernel.office_days import workdays
from app.petition import assignments
from app.petition.lifecycle import Stage
from app.propose.updates import updates
from app.review import actions, queries, second_looks
from app.review.proposals import why_barred
from app.review.queries import Case
from app.web.moderator.beside import beside
from app.web.moderator.forms import AdmitForm
from app.web.moderator.page import case_page
from app.web.moderator.queue import HOLDS, WORDS, chosen, counted, listed, row, tags_of
from app.web.platform import platform
from app.web.shared import agencies, guards, staff
from app.web.shared.saved_views import SavedViews, ViewForm
from app.web.shared.say import _, later
from app.web.shared.session import db, now
from app.web.shared.staff import Link, once_more
from app.web.shared.ways import see

FILTERS = ("q", "due", "kind", "hold", "tag")
VIEWS = SavedViews(Role.MODERATOR, "moderator.queue", FILTERS)
moderator = Blueprint("moderator", __name__)
guards.protect(moderator, guards.moderator)
# Also those who may not decide see the case, and are told why not.
BESIDE = ("moderator.claim", "moderator.release", "moderator.note", "moderator.tag")
OPEN_TO_ALL = ("moderator.case", "moderator.opinions", "moderator.settle_hiding", "moderator.settle_refusal", *BESIDE)


def menu() -> list[Link]:
    waiting = queries.count_waiting(db())
    return [
        Link("inbox", _("待檢核"), "moderator.queue", waiting.review),
        Link("users", _("等第二位決定"), "moderator.proposals", waiting.proposals),
        Link("eye", _("複看"), "moderator.looks", second_looks.count(db(), platform().keys, by=guards.person(), at=now())),
        Link("flag", _("被檢舉的意見"), "moderator.comments", inbox.count_reported(db())),
        Link("search-check", _("附議查核"), "integrity.batches", integrity.count_waiting(db())),
        Link("scale", _("檢核標準"), "moderator.standards"),
    ]


staff.frame(moderator, role=Role.MODERATOR, area=later("檢核作業區"), menu=menu)


@moderator.get("/moderate")
def queue() -> str:
    return queue_page(ViewForm(None))


def queue_page(form: ViewForm, *, late: str = "") -> str:
    """The queue as the address asks for it; `form` is that of a view to be kept."""
    found = listed(queries.inbox(db(), workdays=workdays(db()), at=now()), reader=guards.person(), at=now())
    asked = {name: request.args.get(name, "") for name in FILTERS}
    rows = [row(case, at=now()) for case in chosen(found, **asked)]
    views = VIEWS.views()
    facts = {"rows": rows, "counts": counted(found), "words": WORDS, "holds": HOLDS, "tags": tags_of(found), "all": len(found)}
    return render_template("moderator/queue.html", form=form, views=views, late=late, asked=asked, **facts)


@moderator.get("/moderate/<number>")
def case(number: str) -> str:
    return render_template("moderator/case.html", **shown(number))


@moderator.route("/moderate/<number>/admit", methods=["GET", "POST"])
def admit(number: str) -> ResponseReturnValue:
    seen, form = shown(number), AdmitForm()
    form.offer(agencies.choices(db()))
    if request.method == "GET":
        form.suggest(seen["case"].petition)
        return render_template("moderator/admit.html", form=form, **seen)
    try:
        lead = assignments.agencies_by_code(db(), [str(form.lead.data)])[0] if form.lead.data else None
        others = assignments.agencies_by_code(db(), form.codes)
        actions.admit(db(), seen["case"].petition, by=guards.person(), lead=lead, others=others, at=now())
    except (Invalid, Conflict) as refusal:
        return once_more("moderator/admit.html", form, refusal, lambda: shown(number))
    flash(_("%(number)s已經通過檢核，明天00:00開放附議。", number=number))
    return see(url_for("moderator.queue"))


def shown(number: str) -> dict[str, Any]:
    """What every page of a case shows beside its form. Whoever may not decide is told so, and gets no form."""
    found: Case = queries.case(db(), number, workdays=workdays(db()), at=now())
    why = why_barred(db(), found.petition, found.timeline, guards.person())
    if why is not None and request.endpoint not in OPEN_TO_ALL:
        raise NotAllowed(why)
    return {
        "case": found,
        "page": case_page(found, why=why, reader=guards.person(), at=now()),
        "waits": found.petition.stage is Stage.IN_REVIEW,
        "told": updates(db(), found.petition),
        "beside": beside(found, reader=guards.person()),
    }
