"""The three lists of a desk: what waits for an answer, what is being endorsed, what has been answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request, url_for

from app.petition.models import Petition
from app.respond.queries import Due, Milestone, milestones_of
from app.web.agency.surface import agency, desk
from app.web.shared import filters
from app.web.shared.cards import cards
from app.web.shared.miles import Mile, miles
from app.web.shared.queue import QueueRow
from app.web.shared.say import _, later
from app.web.shared.session import db, now
from app.web.shared.words import PARTS, STAGES

SOON_DAYS = 7
TILES = (("bad", later("已逾期")), ("warn", later("今天到期")), ("gold", later("7天內")), ("ok", later("時間充裕")))


@dataclass(frozen=True)
class Row(QueueRow):
    """A line of the queue with the case's milestones."""

    miles: Sequence[Mile]


@agency.get("/desk")
def waiting() -> str:
    found = desk().waiting(at=now())
    steps = milestones_of(db(), [due.petition for due in found])
    rows = [_row(due, steps[due.petition.id], now()) for due in found]
    kind, q = request.args.get("due", ""), request.args.get("q", "")
    shown = [row for row in rows if (not kind or row.kind == kind) and _mentions(row, q)]
    tiles = [(tile, words, sum(row.kind == tile for row in rows), url_for("agency.waiting", due=tile)) for tile, words in TILES]
    return render_template("agency/waiting.html", rows=shown, all=len(rows), tiles=tiles, due=kind, q=q)


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
        meta=f"{PARTS[due.part]}{_('・')}{_('%(count)s人附議', count=filters.count(petition.endorsements))}",
        look=STAGES[petition.stage],
        due_words=due_words(due.left, due.overdue),
        percent=gone(petition, due.due, at),
        due_at=filters.until(due.due) if due.due else "",
        act=_("處理"),
        miles=miles(steps, at),
    )


def _mentions(row: Row, q: str) -> bool:
    return q.strip().casefold() in f"{row.title} {row.number}".casefold()


def _cards(template: str, petitions: Sequence[Petition]) -> str:
    rows = list(zip(cards(petitions, at=now()), petitions, strict=True))
    return render_template(template, rows=rows)
