"""The three lists of a desk: what waits for an answer, what is being endorsed, what has been answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.models import Role
from app.kernel.workdays import last_day
from app.petition.lifecycle import Stage
from app.petition.models import Part, Petition
from app.respond.queries import WAITING, Due, Milestone, milestones_of
from app.web.agency.surface import agency, desk
from app.web.shared import filters
from app.web.shared.cards import cards
from app.web.shared.miles import Mile, miles
from app.web.shared.queue import QueueRow
from app.web.shared.saved_views import SavedViews, ViewForm
from app.web.shared.say import _, later
from app.web.shared.session import db, now
from app.web.shared.topics import topic_word
from app.web.shared.words import MILESTONES, PARTS, STAGES

FILTERS = ("q", "due", "part", "stage", "topic")
VIEWS = SavedViews(Role.OFFICER, "agency.waiting", FILTERS)
SOON_DAYS = 7
TILES = (("bad", later("已逾期")), ("warn", later("今天到期")), ("gold", later("7天內")), ("ok", later("時間充裕")))


@dataclass(frozen=True)
class Row(QueueRow):
    """A line of the queue with the case's milestones."""

    miles: Sequence[Mile]
    due: Due


@agency.get("/desk")
def waiting() -> str:
    return waiting_page(ViewForm(None))


def waiting_page(form: ViewForm, *, late: str = "") -> str:
    """The list as the address asks for it; `form` is that of a view to be kept."""
    found = desk().waiting(at=now())
    steps = milestones_of(db(), [due.petition for due in found])
    rows = [_row(due, steps[due.petition.id], now()) for due in found]
    asked = {name: request.args.get(name, "") for name in FILTERS}
    shown = [row for row in rows if _fits(row, **asked)]
    tiles = [(tile, words, sum(row.kind == tile for row in rows), url_for("agency.waiting", due=tile)) for tile, words in TILES]
    facts = {
        "parts": [(part, PARTS[part]) for part in Part if any(row.due.part is part for row in rows) or asked["part"] == part],
        "stages": [(stage, STAGES[stage].word) for stage in WAITING],
        "topics": sorted({(row.due.petition.topic, topic_word(row.due.petition.topic)) for row in rows}),
        "views": VIEWS.views(),
    }
    return render_template("agency/waiting.html", rows=shown, all=len(rows), tiles=tiles, form=form, late=late, asked=asked, **facts)


@agency.post("/desk/views")
def keep_view() -> ResponseReturnValue:
    return VIEWS.keep(waiting_page)


@agency.post("/desk/views/<int:view_id>/drop")
def drop_view(view_id: int) -> ResponseReturnValue:
    return VIEWS.drop(view_id)


@agency.get("/desk/gathering")
def gathering() -> str:
    return _cards("agency/gathering.html", desk().gathering())


@agency.get("/desk/answered")
def answered() -> str:
    return _cards("agency/answered.html", desk().answered())


def urgency(left: int, overdue: int) -> str:
    """The colour of a deadline in days."""
    if overdue:
        return "bad"
    if left == 0:
        return "warn"
    return "gold" if left <= SOON_DAYS else "ok"


def due_words(left: int, overdue: int) -> str:
    if overdue:
        return _("逾期%(days)s天", days=overdue)
    return _("剩%(days)s天", days=left) if left else _("今天到期")


def gone(petition: Petition, due: datetime | None, at: datetime) -> int:
    """How much of the time is used up, in percent."""
    since = petition.responded_at or petition.respond_from
    if since is None or due is None or due <= since:
        return 100
    return max(0, min(100, round((at - since) * 100 / (due - since))))


def _row(due: Due, steps: Sequence[Milestone], at: datetime) -> Row:
    petition = due.petition
    return Row(
        kind=urgency(due.left, due.overdue),
        href=url_for("agency.case", number=petition.number),
        title=petition.title,
        number=petition.number,
        meta=_("・").join((str(PARTS[due.part]), _("%(count)s人附議", count=filters.count(petition.endorsements)), _next(due, steps))),
        look=STAGES[petition.stage],
        due_words=due_words(due.left, due.overdue),
        percent=gone(petition, due.due, at),
        due_at=filters.until(due.due) if due.due else "",
        act=_("處理"),
        miles=miles(steps, at),
        due=due,
    )


def _next(due: Due, steps: Sequence[Milestone]) -> str:
    """What the agency does next."""
    if due.part is not Part.LEAD:
        return _("接下來：協助主辦機關")
    if due.petition.stage is Stage.FOLLOW_UP:
        return _("接下來：公布研議進度")
    undone = next((step for step in steps if step.done_at is None and step.skipped_at is None), None)
    if undone is None:
        return _("接下來：逐項回應")
    return _("接下來：%(step)s（%(day)s前）", step=MILESTONES[undone.move], day=filters.short_day(last_day(undone.due)))


def _fits(row: Row, *, q: str, due: str, part: str, stage: str, topic: str) -> bool:
    petition = row.due.petition
    return (
        (not due or row.kind == due)
        and (not part or row.due.part == part)
        and (not stage or petition.stage == stage)
        and (not topic or petition.topic == topic)
        and _mentions(row, q)
    )


def _mentions(row: Row, q: str) -> bool:
    return q.strip().casefold() in f"{row.title} {row.number}".casefold()


def _cards(template: str, petitions: Sequence[Petition]) -> str:
    rows = list(zip(cards(petitions, at=now()), petitions, strict=True))
    return render_template(template, rows=rows)
