"""The weekly digest to the head of an agency: what waits, what is due this week, what is overdue, and the promises to be kept by its end.

Mondays at 08:00 in Taipei, exactly one for each head and week whatever happens: the letter's key names agency, week and address.
Whoever stands in for a head on that Monday gets it, too.
A quiet week has no digest. Its contents are looked up when it is rendered, as of that Monday.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.deputies import standing_in
from app.accounts.models import Agency, Frequency, Membership, Person
from app.announce import audience
from app.follow import rules
from app.kernel import outbox
from app.kernel.outbox import ADDRESS, Channel
from app.kernel.secrets import Keyring
from app.kernel.workdays import local_day
from app.petition.lifecycle import Stage
from app.petition.models import Part, Petition
from app.respond import promises
from app.respond.models import Promise
from app.respond.queries import Desk, Due, Milestone, milestones_of

HEAD = "head"
WEEK_DAYS = 7


@dataclass(frozen=True)
class Week:
    """An agency's week: answers and reports of progress that it owes, the steps before an answer, and promises open now, overdue or due."""

    waiting: int
    overdue: Sequence[Due]
    due: Sequence[Due]
    steps: Sequence[tuple[Petition, Milestone]]
    promises: Sequence[tuple[Petition, Promise]]

    @property
    def is_quiet(self) -> bool:
        return not (self.waiting or self.promises)


def write_all_due(session: Session, keys: Keyring, *, at: datetime) -> int:
    """Write the digests of the present week that were not written yet; returns how many."""
    monday = rules.last_period(Frequency.WEEKLY, at)
    written = 0
    for head in _heads(session):
        assert head.agency is not None
        if not week(session, head.agency, at=monday).is_quiet:
            readers = [head.person, *_standing_in(session, head, monday)]
            written += sum(_write(session, keys, head.agency, person, monday, at) for person in readers)
    return written


def week(session: Session, agency: Agency, *, at: datetime) -> Week:
    """How the agency stands as of a moment; the week are seven days from that one on. What it only helps with is not its own."""
    waiting = [due for due in Desk(session, agency).waiting(at=at) if due.part is Part.LEAD]
    steps = milestones_of(session, [due.petition for due in waiting if due.petition.stage is Stage.RESPONDING])
    undone = [
        (due.petition, step)
        for due in waiting
        for step in steps.get(due.petition.id, ())
        if step.done_at is None and step.skipped_at is None and step.due <= at + timedelta(days=WEEK_DAYS)
    ]
    return Week(
        len(waiting),
        overdue=[due for due in waiting if due.overdue],
        due=[due for due in waiting if not due.overdue and due.left < WEEK_DAYS],
        steps=undone,
        promises=promises.owed(session, agency, until=local_day(at) + timedelta(days=WEEK_DAYS - 1)),
    )


def _heads(session: Session) -> Sequence[Membership]:
    rows = select(Membership).join(Person, Person.id == Membership.person_id)
    serving = rows.where(Membership.is_head, Membership.ended_at.is_(None), Person.email_sealed.is_not(None), Person.erased_at.is_(None))
    return session.scalars(serving.options(joinedload(Membership.person), joinedload(Membership.agency)).order_by(Membership.id)).all()


def _standing_in(session: Session, head: Membership, monday: datetime) -> Sequence[Person]:
    away = select(Person.id).where(Person.id == head.person_id)
    return session.scalars(audience.reachable().where(Person.id.in_(standing_in(away, on=local_day(monday))))).all()


def _write(session: Session, keys: Keyring, agency: Agency, person: Person, monday: datetime, at: datetime) -> bool:
    assert person.email_sealed is not None
    assert person.email_hash is not None
    day = local_day(monday)
    hashed = keys.keyed_hash(HEAD, f"{agency.id}:{day}:{person.email_hash.hex()}")
    to = keys.open(person.email_sealed, purpose=ADDRESS).decode()
    return outbox.put(
        session, keys, key=f"{HEAD}:{agency.id}:{day}:{hashed.hex()}", channel=Channel.EMAIL, to=to, language=person.language,
        name=HEAD, params={HEAD: agency.id, "on": monday.isoformat()}, at=at,
    )  # fmt: skip
