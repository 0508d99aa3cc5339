"""Letters that the clock causes: review due, answers due in 14, 7 and 1 days, and what is overdue.

The sweep looks at how things stand, not at what it did before: it may run late, twice or in parallel, since each letter's key names
the due day, and an overdue one's also the day. After an absence it writes what holds today, not what it missed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.announce import alerts, audience
from app.announce.alerts import Alert
from app.announce.audience import Event
from app.announce.rules import DUE_SOON_DAYS, REMINDERS
from app.kernel.secrets import Keyring
from app.kernel.workdays import Workdays, last_day, local_day
from app.petition import deadlines
from app.petition.lifecycle import Stage
from app.petition.models import Petition

NEARLY = 1


@dataclass(frozen=True)
class Reminder:
    """One letter of REMINDERS about one petition; `occasion` is what makes it a new one."""

    letter: str
    petition: Petition
    due: datetime
    occasion: str
    alert: Alert | None = None


def remind_all_due(session: Session, keys: Keyring, *, workdays: Workdays, at: datetime) -> int:
    """Write every reminder that holds now and was not written yet; returns how many occasions hold."""
    reminders = [*_reviews(session, workdays, at), *_answers(session, at)]
    for reminder in reminders:
        petition, due = reminder.petition, reminder.due
        name = f"{reminder.letter}:{petition.id}:{last_day(due)}:{reminder.occasion}"
        event = Event(name, petition, {"petition": petition.id, "due": due.isoformat(), "on": at.isoformat()}, at)
        audience.write(session, keys, event, letter=reminder.letter, to=REMINDERS[reminder.letter], alert=reminder.alert)
    return len(reminders)


def _reviews(session: Session, workdays: Workdays, at: datetime) -> Iterator[Reminder]:
    for petition in session.scalars(select(Petition).where(Petition.stage == Stage.IN_REVIEW)):
        due = petition.review_due_at
        if at >= due:
            yield Reminder("review_overdue", petition, due, "")
        elif deadlines.workdays_left(at, due, workdays) <= NEARLY:
            yield Reminder("review_due", petition, due, "")


def _answers(session: Session, at: datetime) -> Iterator[Reminder]:
    for petition in session.scalars(select(Petition).where(Petition.stage.in_((Stage.RESPONDING, Stage.FOLLOW_UP)))):
        due = petition.respond_due_at if petition.stage is Stage.RESPONDING else petition.follow_up_due_at
        if due is None:
            continue
        if at >= due:
            yield Reminder("overdue", petition, due, str(local_day(at)), Alert.OVERDUE)
            continue
        near = [days for days in DUE_SOON_DAYS if deadlines.days_left(at, due) <= days]
        if near:
            yield Reminder("due_soon", petition, due, str(min(near)), alerts.due_in(min(near)))
