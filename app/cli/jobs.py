"""`flask jobs`: the processes beside the web, and how they are."""

from __future__ import annotations

import signal
import sys
from threading import Event

import click

from app.jobs import context, worker
from app.jobs.context import Works
from app.jobs.doorbell import Doorbell
from app.jobs.health import Lookout
from app.jobs.tick import tick as keep_ticking
from app.web.platform import platform
from config import BadSetting


@click.group()
def jobs() -> None:
    """Letters, counting and everything else that runs by itself."""


@jobs.command()
def work() -> None:
    """Run what is due, until stopped; start as many as there are cores."""
    worker.work(_works())


@jobs.command()
def tick() -> None:
    """Decide what is due, until stopped; one leads, others stand by."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    works = _works()
    keep_ticking(works, Doorbell(works.config.redis_url), stop=stop)


@jobs.command()
def health() -> None:
    """Say how every part is; fails if one is not well."""
    here = platform()
    with here.sessions() as session:
        checks = Lookout(here.config.redis_url).ready(session, at=here.clock.now())
    for check in checks:
        click.echo(f"{'ok ' if check.ok else 'BAD'} {check.name}: {check.word}")
    sys.exit(0 if all(check.ok for check in checks) else 1)


def _works() -> Works:
    here = platform()
    try:
        return context.equip(here.config, here.engine, here.sessions, here.clock, here.keys)
    except BadSetting as fault:
        sys.exit(f"gongyi: {fault}")
