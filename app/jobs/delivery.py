"""Letters out of the queue and into the world.

A claim is committed before anything is sent, and each letter is marked in a transaction of its own right after it was accepted:
a worker that is killed loses nothing, and repeats at most the one letter whose acceptance it had not yet recorded. That letter
leaves again under the same Message-ID (or `{id}` for a text message), by which receivers know it.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.announce.letters import Press, Rendered
from app.jobs.context import Works, transaction
from app.kernel import outbox
from app.kernel.logs import masked
from app.kernel.mail import Mail, Permanent, Temporary, Unreachable
from app.kernel.outbox import Channel, Claim, Letter
from app.kernel.sent_copies import SentCopy

AT_ONCE = 10
BUDGET = 2.0
"""Seconds after which a worker turns to other tasks; what is left waits for the next period."""
OUTAGE = timedelta(seconds=5)
INSISTENCE = outbox.LEASE.total_seconds() - 3

log = structlog.get_logger()


def deliver(works: Works, channel: Channel, *, urgent: bool | None = None) -> int:
    """Send what is due, for as long as `BUDGET` allows; returns how many left. With `urgent` only such letters, or only others."""
    left, until = 0, time.monotonic() + BUDGET
    press = Press(works.keys, origin=works.config.origin)
    while time.monotonic() < until:
        with transaction(works) as session:
            claims = outbox.claim(session, channel, urgent=urgent, limit=AT_ONCE, at=works.clock.now())
        if not claims:
            break
        for index, claim in enumerate(claims):
            try:
                left += _deliver(works, press, claim)
            except Unreachable as outage:
                _wait(works, claims[index:], outage)
                return left
    return left


def _deliver(works: Works, press: Press, claim: Claim) -> bool:
    has_left = False
    try:
        with transaction(works) as session:
            letter = outbox.take(session, claim)
            if letter is not None:
                has_left = _try(works, session, press, letter, works.clock.now())
    except SQLAlchemyError:
        if not has_left:
            raise
        _insist(works, claim)
    return has_left


def _insist(works: Works, claim: Claim) -> None:
    """The letter left while the database went away: record it as soon as that is back, before its lease ends, lest it leave again."""
    until = time.monotonic() + INSISTENCE
    while True:
        try:
            with transaction(works) as session:
                outbox.sent(session.get_one(Letter, claim.letter_id), at=works.clock.now())
        except SQLAlchemyError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            log.warning("letter.recorded_late", letter=claim.letter_id)
            return


def _try(works: Works, session: Session, press: Press, letter: Letter, at: datetime) -> bool:
    if letter.send_until is not None and at >= letter.send_until:
        outbox.failed(letter, error="not sent in time", at=at)
        return False
    try:
        _send(works, session, letter, press.render(session, letter), at)
    except Unreachable:
        raise
    except Temporary as fault:
        outbox.put_off(letter, error=masked(str(fault)), at=at)
    except Permanent as fault:
        outbox.failed(letter, error=masked(str(fault)), at=at)
    except Exception as fault:
        # A letter that cannot be written is our fault: it waits for the mended template, and staff see why.
        log.exception("letter.broken", letter=letter.id, name=letter.name)
        outbox.put_off(letter, error=masked(f"{type(fault).__name__}: {fault}"), at=at)
    else:
        outbox.sent(letter, at=at)
        return True
    log.warning("letter.not_sent", letter=letter.id, name=letter.name, attempt=letter.attempts, error=letter.last_error)
    return False


def _send(works: Works, session: Session, letter: Letter, rendered: Rendered, at: datetime) -> None:
    to = outbox.address(works.keys, letter)
    reference = outbox.reference(letter)
    if letter.channel is Channel.SMS:
        works.sms.send(to, rendered.text, reference=reference)
    else:
        works.mail.send(
            Mail(to, rendered.subject, rendered.text, rendered.html, letter.language, reference, at, rendered.unsubscribe)
        )  # fmt: skip
    log.info("letter.sent", letter=letter.id, name=letter.name, channel=letter.channel, attempt=letter.attempts)
    if works.config.demo:
        copy = SentCopy(channel=letter.channel, to=to, subject=rendered.subject, text=rendered.text, code=rendered.code, at=at)
        session.add(copy)


def _wait(works: Works, claims: list[Claim], outage: Unreachable) -> None:
    log.error("gateway.unreachable", letters=len(claims), error=masked(str(outage)))
    with transaction(works) as session:
        outbox.hand_back(session, claims, until=works.clock.now() + OUTAGE, error=masked(str(outage)))
