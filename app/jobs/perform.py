"""One run of one task, by whoever heard of it."""

from __future__ import annotations

import time

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.jobs import runs
from app.jobs.context import Works, transaction
from app.jobs.schedule import SCHEDULE, TASKS
from app.kernel.logs import masked

log = structlog.get_logger()


def perform(works: Works, run_id: int, *, by: str) -> bool:
    """Take the run and do it; tells whether it was there to take. Raises whatever the task raises, having recorded it."""
    with transaction(works) as session:
        name = runs.start(session, run_id, by=by)
    if name is None:
        return False
    began = time.monotonic()
    try:
        TASKS[name].run(works)
    except Exception as fault:
        if not isinstance(fault, SQLAlchemyError):
            log.exception("task.failed", task=name)
        with transaction(works) as session:
            runs.failed(session, run_id, error=masked(f"{type(fault).__name__}: {fault}")[:500])
        raise
    with transaction(works) as session:
        runs.done(session, run_id)
        if name == "forget":
            runs.forget_old(session, SCHEDULE, at=works.clock.now())
    log.debug("task.done", task=name, seconds=round(time.monotonic() - began, 3))
    return True
