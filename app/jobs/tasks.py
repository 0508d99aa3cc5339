"""What the schedule can run. Each looks at how things stand, so it may run late, twice or in parallel."""

from __future__ import annotations

import structlog

from app.accounts import agencies, kept, verification
from app.announce import actions as announcing
from app.announce import digests as digesting
from app.announce import dockets, invitations, reminders, removals
from app.announce import heads as weekly
from app.endorse import actions as endorsing
from app.endorse import tally as counting
from app.errands import actions as asking
from app.jobs.context import Works, transaction
from app.jobs.delivery import deliver
from app.jobs.errands import work_off
from app.kernel import outbox, sent_copies
from app.kernel.office_days import workdays
from app.kernel.outbox import Channel
from app.meet import sweeps as meeting
from app.petition import handovers, pauses
from app.petition import keys as petition_keys
from app.propose import actions as proposing
from app.rate import surveys
from app.respond import actions as responding
from app.respond import attachments

log = structlog.get_logger()


def codes(works: Works) -> None:
    deliver(works, Channel.EMAIL, urgent=True)
    deliver(works, Channel.SMS)


def mail(works: Works) -> None:
    deliver(works, Channel.EMAIL, urgent=False)


def tally(works: Works) -> None:
    with transaction(works) as session:
        counting.count(session, at=works.clock.now())


def announce(works: Works) -> None:
    with transaction(works) as session:
        announcing.announce_due(session, works.keys, at=works.clock.now())
        announcing.announce_messages(session, works.keys, at=works.clock.now())
        dockets.announce_docket(session, works.keys, at=works.clock.now())
        invitations.announce_seats(session, works.keys, at=works.clock.now())
        removals.announce_removals(session, works.keys, at=works.clock.now())


def errands(works: Works) -> None:
    work_off(works)


def lapse(works: Works) -> None:
    with transaction(works) as session:
        endorsing.lapse_all_due(session, as_of=works.clock.now())
        handovers.lapse_all_due(session, as_of=works.clock.now())


def pause(works: Works) -> None:
    with transaction(works) as session:
        pauses.resume_all_due(session, at=works.clock.now())


def names(works: Works) -> None:
    with transaction(works) as session:
        agencies.take_over_names(session, as_of=works.clock.now())


def close(works: Works) -> None:
    with transaction(works) as session:
        responding.close_all_due(session, as_of=works.clock.now())


def meetings(works: Works) -> None:
    at = works.clock.now()
    with transaction(works) as session:
        meeting.draw_all_due(session, works.keys, as_of=at)
        meeting.pass_on_all_due(session, as_of=at)


def survey(works: Works) -> None:
    with transaction(works) as session:
        surveys.ask_all_due(session, as_of=works.clock.now())


def remind(works: Works) -> None:
    with transaction(works) as session:
        reminders.remind_all_due(session, works.keys, workdays=workdays(session), at=works.clock.now())


def digests(works: Works) -> None:
    with transaction(works) as session:
        digesting.write_all_due(session, works.keys, at=works.clock.now())


def heads(works: Works) -> None:
    with transaction(works) as session:
        weekly.write_all_due(session, works.keys, at=works.clock.now())


def destroy_keys(works: Works) -> None:
    with transaction(works) as session:
        petition_keys.destroy_all_due(session, as_of=works.clock.now())


def reconcile(works: Works) -> None:
    with transaction(works) as session:
        for difference in counting.reconcile(session):
            log.error("tally.differs", petition=difference.number, cell=difference.cell, shown=difference.shown, rows=difference.rows)


def forget(works: Works) -> None:
    at = works.clock.now()
    with transaction(works) as session:
        verification.forget_old(session, as_of=at)
        kept.forget_old(session, as_of=at)
        proposing.forget_old(session, as_of=at)
        outbox.forget_old(session, as_of=at)
        attachments.forget_old(session, as_of=at)
        asking.forget_old(session, as_of=at)
        sent_copies.forget_old(session)
        meeting.forget_all_due(session, as_of=at)
