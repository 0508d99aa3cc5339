"""Errands gone on with, as long as the budget of one period allows.

Each portion is one transaction, so a worker that is killed has done a portion wholly or not at all, and another goes on.
"""

from __future__ import annotations

import time

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.errands import actions
from app.errands.work import Tell, go_on
from app.jobs.context import Works, transaction
from app.kernel.errors import DomainError

BUDGET = 2.0
"""Seconds after which a worker turns to other tasks; what is left waits for the next period."""

log = structlog.get_logger()


def work_off(works: Works) -> int:
    """Do portions of whatever errands are due; returns how many portions."""
    done, until = 0, time.monotonic() + BUDGET
    while time.monotonic() < until and _portion(works):
        done += 1
    return done


def _portion(works: Works) -> bool:
    """One portion of one errand; tells whether there was any."""
    errand_id = None
    try:
        with transaction(works) as session:
            errand = actions.take(session)
            if errand is None:
                return False
            errand_id = errand.id
            go_on(session, works.keys, errand, tell=_teller(works, errand_id), at=works.clock.now())
    except SQLAlchemyError:
        raise
    except Exception as fault:
        if errand_id is None:
            raise
        if not isinstance(fault, DomainError):
            log.exception("errand.broken", errand=errand_id)
        with transaction(works) as session:
            actions.stumbled(session, errand_id, fault=fault, at=works.clock.now())
    return True


def _teller(works: Works, errand_id: int) -> Tell:
    def tell(done: int, total: int) -> None:
        with transaction(works) as session:
            actions.tell(session, errand_id, done=done, total=total, at=works.clock.now())

    return tell
